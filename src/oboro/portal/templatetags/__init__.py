"""Template tags through which pages of lower rooms show what the desk knows, without importing it."""
