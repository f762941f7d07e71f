"""Generalisation hierarchies: nested levels from the value itself to one value for all.

Start at `base`; `catalogue` makes one from what a recipe says. Packaged data lies in `engine/data` with its sources.
"""
