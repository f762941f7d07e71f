"""Screens of a body's own rules, made from the specs of `law`."""

from typing import Any

from django import forms

from oboro.kernel.errors import LawError
from oboro.law.body_rules import entry_fields, written
from oboro.law.regime import Regime
from oboro.law.review import ADVICE_LABELS, Question
from oboro.ui.fields import Buttons
from oboro.ui.forms import SpecForm, spec_form

SIZES = "docx、1MBまで。マクロ・埋め込み・差込みフィールドのないもの。"


def fee_form(law: Regime, *, data: Any = None) -> SpecForm:
    """The body's fees, one field each. `fees_of` turns what was answered into the text that is kept."""
    return spec_form(entry_fields(law), draft=False, data=data, initial={"existing": "same_as_first"})


def fees_of(form: SpecForm, law: Regime) -> str:
    """The filled form as the TOML that is kept; empty when something does not fit, which then stands in the form."""
    try:
        return written(law, form.cleaned_data)
    except LawError as error:
        label = error.message.partition("」")[0].removeprefix("「")
        field = next((name for name, field in form.fields.items() if field.label == label), None)
        form.add_error(field, str(error).replace("\n", "　"))
        return ""


class TextForm(forms.Form):
    """The body's rules as TOML, for what the fields do not hold: amendments with their dates, an ordinance of 2017."""

    text = forms.CharField(label="定め（TOML）", widget=forms.Textarea({"rows": 24}), max_length=200_000, strip=False)


class TemplateForm(forms.Form):
    """A body's own Word file."""

    content = forms.FileField(
        label="ひな形のファイル",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=SIZES,
        error_messages={"empty": "選んだファイルは空です。", "required": "ひな形のファイルを選んでください。"},
    )


class ReviewForm(forms.Form):
    """The questions of the review, each answered by one of its choices or left open."""

    def __init__(self, questions: tuple[Question, ...], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for question in questions:
            choices = [(choice.key, f"{choice.label} → {choice.effect}") for choice in question.choices]
            field = forms.ChoiceField(
                label=question.title,
                choices=[("", "まだ答えない"), *choices],
                required=False,
                widget=Buttons,
                help_text=f"助言（{ADVICE_LABELS[question.advice_kind]}）：{question.advice}　出所：{question.source}",
            )
            field.citation = question.citation
            self.fields[question.key] = field
