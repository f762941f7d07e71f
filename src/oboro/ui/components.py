"""Template tags that every page may use: dates, money, legal basis, form parts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from oboro.kernel.dates import fiscal_year_label, japanese
from oboro.ui.tables import told

register = template.Library()


@register.filter
def wareki(value: date | datetime | str | None) -> str:
    """2026-05-01 → 令和8年5月1日（2026年）; empty for nothing."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{japanese(value)}（{value.year}年）"


@register.filter
def moment(value: datetime) -> str:
    """An instant as Japan's clocks show it: 2026年5月1日 13:05."""
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def nendo(year: int) -> str:
    """2026 → 令和8年度."""
    return fiscal_year_label(year)


@register.filter
def yen(value: int | None) -> str:
    """64450 → 64,450円."""
    return "" if value is None else f"{value:,}円"


@register.filter
def duration(minutes: int | None) -> str:
    """620 → 10時間20分."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return "".join(text for text in (f"{hours}時間" if hours else "", f"{rest}分" if rest or not hours else "") if text)


@register.filter
def percent(share: float) -> str:
    """0.05 → 5%."""
    return f"{100 * share:g}%"


@register.filter
def number(value: int | None) -> str:
    """1234567 → 1,234,567."""
    return "" if value is None else f"{value:,}"


@register.simple_tag
def basis(*citations: Any) -> SafeString:
    """Where the law says so, in small print; nothing without a citation."""
    return format_html('<span class="basis">{}</span>', _short(citations)) if any(citations) else SafeString("")


@register.filter
def place(regime: Any, key: str) -> Any:
    """Where the law of a page speaks of a thing, for `basis`: {% basis law|place:"agent" %}."""
    return regime.cite(key)


@register.filter
def term(regime: Any, key: str) -> str:
    """The statute's own word for a thing: {{ law|term:"fee" }}."""
    return regime.term(key)


@register.inclusion_tag("ui/law.html")
def law(regime: Any, *keys: str) -> dict[str, Any]:
    """Under which law this page stands, and the places it rests on (keys of `Regime.cite`); nothing without a law."""
    return {"regime": regime, "places": _short([regime.cite(key) for key in keys]) if regime else ""}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """Where this page lies: words and address in turn; the last words stand without an address."""
    addresses = [*parts[1::2], ""] if len(parts) % 2 else parts[1::2]
    return {"crumbs": list(zip(parts[::2], addresses, strict=True))}


@register.inclusion_tag("ui/next_steps.html")
def next_steps(tasks: Any, nothing: str = "今することはありません。") -> dict[str, Any]:
    """次にすること: a list of tasks (text, url, why, due_on, subject), or the words for none."""
    return {"tasks": tasks, "nothing": nothing}


@register.simple_block_tag
def stacked(content: str, name: str) -> SafeString:
    """A table, by its name for screen readers; on a narrow screen each row is a card, so that no column is hidden."""
    return format_html(
        '<div class="table-scroll stacked" tabindex="0" role="region" aria-label="{}">{}</div>',
        name,
        SafeString(told(content)),  # rendered by the template, which has escaped what it was given
    )


@register.filter
def answer(value: Any) -> str:
    """A stored answer as an officer would write it."""
    if value is True:
        return "有"
    if value is False:
        return "無"
    if isinstance(value, Mapping) and "name" in value:
        return f"{value['name']}（{value.get('address', '')}）"
    if isinstance(value, Mapping) and "from" in value:
        return f"{wareki(value['from'])}から{wareki(value['to'])}まで"
    return "" if value is None else str(value)


@register.filter
def is_list(value: object) -> bool:
    """Whether a stored answer is a list."""
    return isinstance(value, list | tuple)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field: label with ※必須 or ※任意, legal basis, help, the input, its error."""
    parts = [(bound.help_text, "helptext"), (bound.errors, "error")]
    described = " ".join(f"{bound.auto_id}_{suffix}" for there, suffix in parts if there)
    if described:
        bound.field.widget.attrs["aria-describedby"] = described
    return {
        "field": bound,
        "group": bound.field.widget.use_fieldset,
        "described": described,
        "must": getattr(bound.field, "must", bound.field.required),
        "citation": getattr(bound.field, "citation", None),
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong, at the top, each line a link to its field."""
    problems = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        problems += [{"text": text, "target": ""} for text in form.non_field_errors()]
        for bound in form:
            target = bound.id_for_label or f"{bound.auto_id}_field"
            problems += [{"text": f"{bound.label}：{text}", "target": target} for text in bound.errors]
    return {"problems": problems}


def _short(citations: Any) -> str:
    return "、".join(getattr(citation, "short", str(citation)) for citation in citations if citation)
