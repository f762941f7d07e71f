"""Privacy models: each one frozen value that judges equivalence classes.

Start at `base`; `catalogue` makes models from what a recipe says. Counting is the business of `engine.equivalence`.
"""
