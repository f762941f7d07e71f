"""Migrations, written by makemigrations."""
