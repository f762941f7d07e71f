"""What a program may ask for in the query of an address. Forms, so that the OpenAPI document says what they check."""

from typing import Any

from django import forms
from django.http import QueryDict

from oboro.portal.api.problems import Trouble
from oboro.portal.consultations.forms import FaqSearchForm
from oboro.portal.register.forms import SearchForm

PER_PAGE = 50
MOST_PER_PAGE = 100


class Nothing(forms.Form):
    """An address that takes no parameter."""


class Paging(forms.Form):
    """Which part of a list."""

    page = forms.IntegerField(label="ページ", required=False, min_value=1, max_value=1_000_000, initial=1)
    per_page = forms.IntegerField(
        label="一ページの数", required=False, min_value=1, max_value=MOST_PER_PAGE, initial=PER_PAGE
    )


class OfBody(Paging):
    """A list of all bodies, or of one."""

    body = forms.CharField(label="団体コード", required=False, max_length=20)


class Entries(OfBody):
    """The axes of the page on which people search."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {name: one for name, one in SearchForm([]).fields.items() if name != "body"}
        self.fields["offered"] = forms.TypedChoiceField(
            label="提案の募集の対象だけ",
            required=False,
            choices=[("true", "対象だけ"), ("false", "すべて")],
            coerce=lambda text: text == "true",
            empty_value=False,
        )


class Calls(OfBody):
    """Calls, or the open ones."""

    status = forms.ChoiceField(label="募集中のものだけ", required=False, choices=[("open", "募集中")])


class Faq(OfBody):
    """Questions that hold a text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"] = FaqSearchForm().fields["q"]


def schema_of(field: forms.Field) -> dict[str, Any]:
    """What a parameter may hold, as JSON Schema."""
    match field:
        case forms.ChoiceField():
            return {"type": "string", "enum": [value for value, _ in field.choices if value]}
        case forms.IntegerField():
            limits = {"minimum": field.min_value, "maximum": field.max_value, "default": field.initial}
            return {"type": "integer", **limits}
        case _:
            return {"type": "string", "maxLength": field.max_length}


def read(form: type[forms.Form], query: QueryDict) -> dict[str, Any]:
    """The parameters of a query by name (Trouble: an unknown one, or one with a value that it cannot have)."""
    known = form(query)
    if not set(query) <= set(known.fields):
        names = "、".join(known.fields) or "なし"
        raise Trouble(400, "この番地にないパラメータがあります。", f"使えるパラメータ：{names}")
    if twice := [name for name in query if len(query.getlist(name)) > 1]:
        raise Trouble(400, f"パラメータ{'、'.join(twice)}が二回以上あります。", "一つのパラメータは一回だけ書きます。")
    if not known.is_valid():
        wrong = {name: schema_of(known.fields[name]) for name in known.errors}
        hint = "、".join(_limits(name, schema) for name, schema in wrong.items())
        raise Trouble(400, f"パラメータ{'、'.join(wrong)}の値が使えません。", f"{hint}。")
    return {
        name: known.cleaned_data[name] or one.initial or known.cleaned_data[name] for name, one in known.fields.items()
    }


def _limits(name: str, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"{name}は{'、'.join(schema['enum'])}のどれかです"
    if "minimum" in schema:
        return f"{name}は{schema['minimum']}から{schema['maximum']}までの整数です"
    return f"{name}は{schema['maxLength']}字までで、制御文字は使えません"
