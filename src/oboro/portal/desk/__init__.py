"""The desk of an office: clocks and their arithmetic, assignment, the board, hand-over, morning mail, rehearsal.

Knows every room below and is known by none; it hears of their deeds through the record. Start at `deadlines`.
"""
