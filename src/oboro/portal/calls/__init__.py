"""Calls for proposals (提案の募集): prepared, approved, announced, open by the calendar, closed.

Start at `models`; `actions` holds every write. Proposals begin from `queries.open_file_or_404`.
"""
