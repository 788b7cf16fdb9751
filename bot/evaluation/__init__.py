"""How well messages are understood: figures, and a report that shows where they fail.

Pure: questions and readings come in, figures and a page go out. Who reads is somebody else's part.
"""
