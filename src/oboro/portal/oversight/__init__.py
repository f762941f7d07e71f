"""Complaints of residents, the yearly return counted from the record, and what the overseeing commission asks.

Start with `actions`. A complaint comes without an account; its writer follows it by its number and a code.
"""
