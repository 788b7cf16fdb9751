"""Is this message from the court: the ledger of what was sent, and known signs of fraud.

Nothing here discloses a case, confirms a link that the ledger does not hold, or keeps a message
that somebody pasted: only keyed hashes of its parts outlive the turn.
"""
