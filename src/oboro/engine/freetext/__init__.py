"""Free text in which persons may be named: found, replaced by typed placeholders, and what is in doubt listed.

Floor 3, above the detectors. The default for such a column is to drop it; this room serves the request not to.
Start at `redaction`; `spans` finds by form and by the file's own names, `words` by a tokenizer that is optional.
"""
