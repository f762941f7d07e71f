"""Finds the levels: the lattice of all of them, the exact search with its proof, and what could be reached instead.

Start at `search`. The solver sees counts only, never rows.
"""
