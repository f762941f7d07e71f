"""Consultation before a proposal (事前の相談): asked without an account, answered, told to all, carried over.

Start at `models`; `actions` holds every write. `proposals` calls `actions.carry_over`.
"""
