"""The hash-chained record of what was done. Lowest room: every action writes to it; it has no pages of its own."""
