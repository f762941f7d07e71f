"""Screens of a body's own rules, made from the specs of `law`."""

from typing import Any

from django import forms

from oboro.kernel.errors import LawError
from oboro.law.body_rules import closed_day, entry_fields, written
from oboro.law.regime import Regime
from oboro.law.review import ADVICE_LABELS, Question
from oboro.ui.fields import Buttons, WarekiDateField
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


class ClosedDayForm(forms.Form):
    """A day on which the office is closed beside those of the statutes."""

    label = forms.CharField(label="休日の名前", max_length=40)
    every = forms.ChoiceField(
        label="くり返し",
        widget=Buttons,
        choices=[("yearly", "毎年この月日"), ("once", "この日だけ")],
        initial="yearly",
    )
    day = WarekiDateField(label="休日の日", help_text="毎年の休日は、どの年でもよいので月日の合う日を入れます。")
    since = WarekiDateField(label="定めの施行日")
    law = forms.CharField(label="条例・規程の題名", max_length=100)
    cite = forms.CharField(label="根拠の条", max_length=30, help_text="条例1②のように書く。")

    def text(self) -> str:
        """The day as the TOML that is kept; empty when it does not fit, which then stands in the form."""
        answers = self.cleaned_data
        yearly = answers["every"] == "yearly"
        try:
            return closed_day(
                label=answers["label"],
                month_day=f"{answers['day']:%m-%d}" if yearly else "",
                on=None if yearly else answers["day"],
                since=answers["since"],
                law=answers["law"],
                cite=answers["cite"],
            )
        except LawError as error:
            self.add_error("cite", str(error).replace("\n", "　"))
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
