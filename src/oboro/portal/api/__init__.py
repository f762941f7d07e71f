"""What is public anyway, for programs: JSON under /api/, read only, without account, session or cookie.

Start at `routes` (every address), `views` (what is answered), `shapes` (what it looks like), `openapi` (what it says).
"""
