"""Screens of a call: its days and files, what is changed of one that is announced, what came of it."""

from typing import Any

from django import forms

from oboro.law.periods import clock
from oboro.law.regime import Regime
from oboro.portal.register.models import EntryVersion
from oboro.ui.fields import LARGEST_NUMBER, Boxes, OrganisationField, WarekiDateField


class CallForm(forms.Form):
    """The days and the files of a call."""

    starts_on = WarekiDateField(label="募集の開始の日")
    ends_on = WarekiDateField(label="募集の終わりの日")
    entries = forms.TypedMultipleChoiceField(
        label="対象にする個人情報ファイル",
        coerce=int,
        widget=Boxes,
        error_messages={"required": "対象にするファイルを一つ以上選んでください。"},
    )
    how_to_submit = forms.CharField(
        label="提案の方法",
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=5000,
        help_text="受け付ける方法、相談の窓口、休みの日の扱いなど、提案する人に知らせることを書きます。",
    )

    def __init__(self, regime: Regime, offered: list[EntryVersion], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entries"].choices = [(v.entry_id, f"{v.entry.number}　{v.name}") for v in offered]
        self.fields["starts_on"].citation = regime.cite("call_notice")
        least = clock(regime, "call_minimum")
        self.fields["ends_on"].citation = least.citation
        self.fields["ends_on"].help_text = f"開始の日から数えて{least.length}日以上の期間にします。"

    def clean(self) -> dict[str, Any]:
        """The last day may not lie before the first."""
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "終わりの日が開始の日より前です。")
        return values


class ExtensionForm(forms.Form):
    """A later last day, and why."""

    to = WarekiDateField(label="延長後の終わりの日", help_text="短くすることはできません。")
    reason = forms.CharField(label="延長する理由", max_length=1000, help_text="公示に載ります。")


class CorrectionForm(forms.Form):
    """What the notice says of the way to a proposal, and why it is corrected."""

    desk = OrganisationField(label="提案を受ける組織")
    how_to_submit = forms.CharField(
        label="提案の方法", widget=forms.Textarea({"rows": 4}), required=False, max_length=5000
    )
    reason = forms.CharField(label="訂正する理由", max_length=1000, help_text="公示に載ります。")


class ResultForm(forms.Form):
    """What came of a call."""

    proposals = forms.IntegerField(label="提出された提案の件数", min_value=0, max_value=LARGEST_NUMBER)
    text = forms.CharField(
        label="結果について知らせること",
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=5000,
        help_text="提案した人の名前など、個人や団体を特定することは書かないでください。",
    )


class DeclineForm(forms.Form):
    """Why there is no call this year."""

    reason = forms.CharField(label="理由", required=False, max_length=1000, help_text="庁内の記録です。公表しません。")
