"""What stands in a report besides the promises: risk, utility, the trade-off curve, and the attacks.

`figures` measures classes before and after, `curve` searches again for other k on the same count, `attacking` tries the
attacks, `model` learns from the output. All give plain data without any value of a person. Entered by `run` and `menu`.
"""
