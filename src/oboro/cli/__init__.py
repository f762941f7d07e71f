"""The `oboro` command: the face of the data wing, and of the law.

Floor 5. Each command is one module with `configure(parser)` and `execute(args) -> int`; `main` only dispatches.
Data goes to standard output, everything else to standard error. With --json a command prints one JSON object.
"""
