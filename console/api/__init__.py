"""The console's API, under /console/api."""
