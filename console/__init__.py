"""The desk: the console of the court's staff. ``api`` serves it, ``web`` is its pages."""
