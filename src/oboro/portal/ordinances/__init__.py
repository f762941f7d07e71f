"""What a body sets itself, on pages: fees, an ordinance of 2017, its review, its own forms.

Above `tenancy`, which keeps the rules because the law of a case depends on them; below `register`. Every later room
prints its papers through `queries.printed`. Start at `views`.
"""
