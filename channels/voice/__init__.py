"""The 12368 phone door: TwiML webhooks in, spoken answers out."""
