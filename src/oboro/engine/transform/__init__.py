"""Treatments of a table. `generalise` lowers the chosen levels to a plan; the others are steps of the recipe.

A step (`base.Step`) changes a `frame.Frame` before anything is counted. `catalogue` reads steps from the recipe,
`treating` carries them out and says what they did. Entered by `recipe`, `run` and `check`.
"""
