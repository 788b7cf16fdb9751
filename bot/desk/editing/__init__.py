"""Editing of the knowledge base: drafts, their check, approval by a second editor, the files."""
