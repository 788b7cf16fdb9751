"""Work orders: what a person must handle, its stages, its clock, its answer and rating."""
