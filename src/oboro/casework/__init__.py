"""The procedure as pure rules: facts in, decisions out.

No database, no clock, no request: `on=` and `by=` are passed in. The portal's actions load facts, ask here, save, and
write one audit event. Start with `lifecycle` (what may happen next) and `roles` (who may do it).
"""
