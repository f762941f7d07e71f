"""One edition of a register as files, and tables of other registers, read.

Start at `edition` (the snapshot) and `cells` (what stands in a cell, both ways); `tables` writes, `reading` reads.
"""
