"""Forms of the review."""

from typing import Any

from django import forms

from oboro.casework.contract import ORDER_LABELS, PaymentOrder
from oboro.casework.review import OUTCOME_LABELS
from oboro.documents.letter import Seal
from oboro.law.payment import PaymentMethod
from oboro.ui.fields import Buttons, WarekiDateField, YesNoField

SEALS = [(Seal.OMITTED.value, "公印を省略する"), (Seal.STAMPED.value, "公印を押す")]


class EstimateForm(forms.Form):
    """What the making will take."""

    hours = forms.IntegerField(label="作成に要する時間（時間）", min_value=0, max_value=9999)
    minutes = forms.IntegerField(label="作成に要する時間（分）", min_value=0, max_value=59, initial=0)
    outsourcing_yen = forms.IntegerField(
        label="委託を受けた者に支払う額（円）",
        min_value=0,
        initial=0,
        help_text="委託しないときは0を入れます。委託するときは見積書の額を入れます。",
    )
    feasibility = forms.CharField(
        label="検討の内容",
        required=False,
        widget=forms.Textarea,
        max_length=4000,
        help_text="加工できるか、業務に支障がないか、時間と額の根拠を書きます。",
    )


class FindingForm(forms.Form):
    """One criterion judged."""

    outcome = forms.ChoiceField(
        label="判断", widget=Buttons, choices=[(o.value, label) for o, label in OUTCOME_LABELS.items()]
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        widget=forms.Textarea,
        max_length=4000,
        help_text="適合・不適合のどちらでも書きます。不適合の理由は通知書に載ります。",
    )


class HearingForm(forms.Form):
    """A round of letters to third parties."""

    letters = forms.IntegerField(
        label="通知の数",
        min_value=1,
        max_value=9_999_999,
        help_text="通知には1からの番号（通知番号）を付けます。だれに送ったかは原課が管理し、ここには記録しません。",
    )
    sent_on = WarekiDateField(label="発送日")
    due_on = WarekiDateField(label="意見書の提出期限")


class OpinionForm(forms.Form):
    """One opinion, by the number of its letter."""

    letter = forms.IntegerField(label="通知番号", min_value=1)
    objects = YesNoField(label="作成に反対の意思", yes="反対の意思の表示がある", no="反対の意思の表示はない")
    received_on = WarekiDateField(label="受領日")


class DecisionForm(forms.Form):
    """The decision made in the office's own system."""

    document_number = forms.CharField(
        label="文書番号", max_length=60, help_text="電子決裁で付いた番号（例：総第123号）。"
    )
    decided_on = WarekiDateField(label="決裁日")


class SendBackForm(forms.Form):
    """Why the review goes back."""

    reason = forms.CharField(label="差戻しの理由", widget=forms.Textarea, max_length=2000)


class SealForm(forms.Form):
    """How a notice is sealed."""

    seal = forms.ChoiceField(label="公印", widget=Buttons, choices=SEALS, initial=Seal.OMITTED.value)


class TermsForm(SealForm):
    """What a conforming notice states besides the amount."""

    fee_method = forms.CharField(label="納付の方法", max_length=200, help_text="収入印紙、納付書などの方法を書きます。")
    due_on = WarekiDateField(label="納付と契約の申込みの期限")
    provision_method = forms.CharField(
        label="提供の方法", max_length=200, help_text="希望する提供の方法を確かめて書きます。"
    )
    payment_order = forms.ChoiceField(
        label="納付と締結の順序",
        widget=Buttons,
        choices=[(order.value, label) for order, label in ORDER_LABELS.items()],
        initial=PaymentOrder.FEE_FIRST.value,
    )
    field_order = ("fee_method", "due_on", "provision_method", "payment_order", "seal")

    def __init__(self, *args: Any, methods: tuple[PaymentMethod, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        ways = "、".join(f"{one.label}〔{one.citation.short}〕" for one in methods)
        if ways:
            self.fields["fee_method"].help_text = f"法令の定める方法：{ways}"
