"""What risk is left, against whom: figures on classes, uniqueness, and attacks on a written table.

`reidentification` (prosecutor, journalist, marketer), `uniqueness` (special uniques, population), `reader` (how an
attacker reads a cell), `attacks` (the bench). Nothing here knows how the table was made.
"""
