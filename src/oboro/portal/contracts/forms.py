"""Forms of the contract."""

from typing import Any

from django import forms

from oboro.law.termination import TerminationRule
from oboro.ui.fields import LARGEST_NUMBER, Buttons, WarekiDateField

LARGEST_FILE = 1024 * 1024


class PaymentForm(forms.Form):
    """A payment made outside."""

    reference = forms.CharField(
        label="領収番号",
        max_length=60,
        help_text="領収証書や納付書の番号を書きます。契約の整理番号とは別の番号です。",
    )
    amount_yen = forms.IntegerField(label="納付された額（円）", min_value=1, max_value=LARGEST_NUMBER)
    paid_on = WarekiDateField(label="納付の日")


class ConcludeForm(forms.Form):
    """The concluded contract."""

    document_number = forms.CharField(label="契約書の文書番号", max_length=60)
    concluded_on = WarekiDateField(label="締結の日")
    still_qualified = forms.BooleanField(
        label="欠格事由に当たらないことを、もう一度確かめました",
        error_messages={"required": "締結の前に、欠格事由に当たらないことを確かめてください。"},
    )


class PaymentsForm(forms.Form):
    """A file of payments from the accounts office."""

    file = forms.FileField(
        label="納付のCSVファイル",
        help_text="1行目の見出しに、整理番号、領収番号、納付日、金額が要ります。UTF-8かShift_JIS（CP932）。1MBまで。",
    )

    def clean_file(self) -> Any:
        """A file of a bearable size."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("ファイルが大きすぎます。1MBまでに分けてください。")
        return file


class TemplateForm(forms.Form):
    """The text of a body's contracts."""

    text = forms.CharField(
        label="契約書のひな形",
        widget=forms.Textarea({"rows": 30}),
        max_length=60_000,
        help_text="「# 」で始まる行が条の見出しになり、条の番号は自動で付きます。",
    )


class TerminationForm(forms.Form):
    """An early end."""

    ground = forms.ChoiceField(
        label="解除の理由",
        widget=Buttons,
    )
    hearing = forms.CharField(
        label="弁明などの記録",
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
        required=False,
        help_text="団体の定めで弁明の機会を与えたときに、その日と内容を書きます。",
    )
    reason = forms.CharField(label="具体的な事実", widget=forms.Textarea, max_length=4000)
    document_number = forms.CharField(label="解除を決裁した文書番号", max_length=60)

    def __init__(self, *args: Any, grounds: tuple[TerminationRule, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ground"].choices = [(rule.key, f"{rule.text}（{rule.citation.short}）") for rule in grounds]
