"""Bodies, accounts, roles, parties, and whose rows a request may see. Start at `queries`."""
