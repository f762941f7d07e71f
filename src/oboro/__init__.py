"""Oboro: the statutory procedure and the making of de-identified information of Japanese public bodies.

Floors, from the ground up: kernel, law, then tools (engine, exchange, documents, ui, rehearsal), then the
workflows of the two wings (casework, processing), then the faces (portal, cli). See ARCHITECTURE.md.
"""
