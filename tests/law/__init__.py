"""Tests of the law; the situations for lawyers stand in cases/*.toml."""
