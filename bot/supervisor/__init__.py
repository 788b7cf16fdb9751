"""Start the processes of the assistant, watch them, and leave none behind.

Service environment only (Python 3.11+); knows nothing of what the processes do.
"""
