"""Screen parts: the base page, the style sheet in the look of the デジタル庁 design tokens, fields and forms.

Floor 3. Knows `law` (form specs) and Django, no room of the portal. Start at `templates/ui/base.html` and `forms`.
"""
