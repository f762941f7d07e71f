"""The workflow of the data wing: one order carried out, from intake to the sealed delivery.

Floor 4. The twin of `casework`. A workspace is a folder, not a database; what counts as done is what its journal says.
Start at `workspace` (the folder), then follow the work: `intake`, `job`, `standards`, `seal`.
"""
