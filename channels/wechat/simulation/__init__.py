"""WeChat played on this machine: its server that calls us, and its API that we call."""
