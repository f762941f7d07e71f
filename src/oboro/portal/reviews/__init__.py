"""Reviews (審査): feasibility, findings, third parties' opinions, the decision and its notice.

Start with `actions` (what is done) and `queries` (what is shown); the rules are in `casework`.
"""
