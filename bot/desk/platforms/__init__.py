"""What platforms with limits of their own make us remember."""
