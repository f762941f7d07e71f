"""The clocks of a case and who works on it, for the panel 「次にすること」 of every page of the case."""

from typing import Any

from django import template

from oboro.portal.desk.queries import turn_for

register = template.Library()


@register.inclusion_tag("desk/turn.html")
def turn(proposal: Any, *, office: bool) -> dict[str, Any]:
    """By when and why; to the office also who works on it."""
    return {"turn": turn_for(proposal), "office": office}
