"""Made-up registers that look and behave like real ones: for rehearsal, tests and measurements.

Floor 3, data wing. Nobody in them exists: persons are drawn from census counts, names from frequency lists,
numbers from ranges set aside here. Start at `register`; origin and licence of the packaged tables are in
`data/SOURCES.toml`.
"""
