"""The door of the WeChat official account (公众号)."""
