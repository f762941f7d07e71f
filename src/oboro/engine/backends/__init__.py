"""Engines that count and rewrite rows. Start at `base`; `reference` is slow and obvious, `duckdb` is fast.

Rows stay here; only counts leave. Every engine gives the same answer to the same question, byte for byte.
"""
