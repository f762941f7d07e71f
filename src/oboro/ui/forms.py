"""Screens from specs: a law.register item or a law.forms field becomes a form field with its legal basis."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from django import forms

from oboro.ui.fields import (
    LARGEST_NUMBER,
    Buttons,
    GridField,
    LinesField,
    OrganisationField,
    PeriodField,
    WarekiDateField,
    YesNoField,
)


class Spec(Protocol):
    """What register items and form fields have in common."""

    key: str
    label: str
    kind: str
    obligation: str
    citation: Any
    choices: tuple[tuple[str, str], ...]


class SpecForm(forms.Form):
    """A form whose fields were made from specs. With `draft` nothing is required: a draft is never refused."""

    def answers(self) -> dict[str, Any]:
        """The cleaned values by key, ready for JSON; empty values are left out."""
        values = {key: _plain(value) for key, value in self.cleaned_data.items()}
        return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def spec_form(
    specs: Iterable[Spec],
    *,
    draft: bool,
    initial: Mapping[str, Any],
    data: Mapping[str, Any] | None = None,
    leave_out: Collection[str] = (),
    items: Sequence[str] = (),
) -> SpecForm:
    """A form over specs, one field each, in their order.

    Args:
        specs: `law.register.items(regime)`, or the `fields` of a `law.forms.FormSpec`.
        draft: True makes every field optional.
        initial: stored answers by key, as `SpecForm.answers` gave them.
        data: what was sent; None shows the form.
        leave_out: keys that are not asked for here.
        items: the record items (記録項目) of the file, for a grid.
    """
    form = SpecForm(data, initial=dict(initial))
    for spec in specs:
        if spec.key not in leave_out:
            required = not draft and spec.obligation in {"always", "required"}
            form.fields[spec.key] = field_of(spec, required=required, items=items)
    return form


def field_of(spec: Spec, *, required: bool, items: Sequence[str] = ()) -> forms.Field:
    """The form field of one spec. `citation` and `must` ride along for the template."""
    options: dict[str, Any] = {"label": spec.label, "required": required, "help_text": getattr(spec, "help", "")}
    field = GridField(items=items, **options) if spec.kind == "grid" else _MAKERS[spec.kind](spec, options)
    field.citation = spec.citation
    field.must = spec.obligation in {"always", "required"}
    field.conditional = spec.obligation in {"if", "if_applicable"}
    return field


def _lines(_spec: Spec, options: dict[str, Any]) -> forms.Field:
    return LinesField(
        widget=forms.Textarea({"rows": 6}),
        **{**options, "help_text": options["help_text"] or "一行に一つずつ入れます。"},
    )


def _choice(spec: Spec, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=spec.choices, widget=Buttons, **options)


_MAKERS = {
    "text": lambda _spec, options: forms.CharField(max_length=500, **options),
    "long_text": lambda _spec, options: forms.CharField(
        widget=forms.Textarea({"rows": 4}), max_length=10000, **options
    ),
    "list": _lines,
    "bool": lambda _spec, options: YesNoField(**options),
    "choice": _choice,
    "int": lambda _spec, options: forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER, **options),
    "date": lambda _spec, options: WarekiDateField(**options),
    "organisation": lambda _spec, options: OrganisationField(**options),
    "period": lambda _spec, options: PeriodField(**options),
}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
