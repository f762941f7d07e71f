"""Words everyone uses: errors, dates, text, canonical JSON, the audit chain.

Floor 1. Standard library only. A word enters when two floors need it. Start at `errors`.
"""
