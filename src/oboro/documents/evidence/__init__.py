"""The evidence a maker signs, as one self-contained page: made from a report as plain data, and nothing else.

`page.evidence` is the whole, `page.summary` one sheet for the decision; `plots` draws, `words` speaks Japanese or
English. Small counts are masked. Entered by `cli`.
"""
