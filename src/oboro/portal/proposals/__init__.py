"""Proposals (提案): drafted, submitted, received, corrected, withdrawn.

A proposer sees only the proposals of its own party; the office sees what was submitted to its own organisation.
Rooms later in time (reviews, contracts) know a proposal; it never knows them.
"""
