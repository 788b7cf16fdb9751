"""The court's staff: accounts, roles, sessions."""
