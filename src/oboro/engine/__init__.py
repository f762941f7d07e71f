"""Mathematics on tables: a recipe in, a written table and a report out.

Floor 3. Knows no case, no bundle, no web. `run` makes, `check` measures again by another path, `survey` proposes roles.
Inner floors stand in .importlinter. Rows stay in a backend; only counts come to the search.
"""
