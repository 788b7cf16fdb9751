"""Appointments: what a court offers by its weekly plan, and who comes when."""
