"""What supervisors see of their court's service: figures, each with its definition."""
