"""Values to paper: a form of `law.forms` and a frozen snapshot of values become a Word file.

Only the portal enters. Start with `letter.compose`, then `word.docx`.
"""
