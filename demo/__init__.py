"""The demonstration: one case of each scheme through every room, by the doors that users use.

Start at `walk`. It is also a test: `--once` ends with status 0 only if all holds.
"""
