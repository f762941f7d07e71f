"""Forms of the review."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from oboro.casework.contract import ORDER_LABELS, PaymentOrder
from oboro.casework.opinions import SETTLEMENT_LABELS
from oboro.casework.review import OUTCOME_LABELS, Outcome
from oboro.documents.letter import Seal
from oboro.law.payment import PaymentMethod
from oboro.ui.fields import LARGEST_NUMBER, Boxes, Buttons, WarekiDateField, YesNoField

SEALS = [(Seal.OMITTED.value, "公印を省略する"), (Seal.STAMPED.value, "公印を押す")]


class EstimateForm(forms.Form):
    """What the making will take."""

    hours = forms.IntegerField(label="作成に要する時間（時間）", min_value=0, max_value=9999)
    minutes = forms.IntegerField(label="作成に要する時間（分）", min_value=0, max_value=59, initial=0)
    outsourcing_yen = forms.IntegerField(
        label="委託を受けた者に支払う額（円）",
        min_value=0,
        max_value=LARGEST_NUMBER,
        initial=0,
        help_text="委託しないときは0を入れます。委託するときは見積書の額を入れます。",
    )
    quote = forms.CharField(
        label="見積書",
        max_length=200,
        required=False,
        help_text="委託の額を入れたときに、業者名、見積書の番号、日付を書きます。",
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
    evidence = forms.CharField(
        label="根拠の書類",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        help_text="何を見て判断したかを書きます（例：提案書の「利用の方法」、誓約書、登記事項証明書）。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("reason", "evidence"):
            self.fields[name].conditional = True

    def clean(self) -> dict:
        """A clear finding has its reason and its evidence."""
        given = super().clean()
        if given.get("outcome") and given["outcome"] != Outcome.UNCLEAR:
            if not given.get("reason", "").strip():
                self.add_error("reason", "適合・不適合のどちらでも、理由を書いてください。")
            if not given.get("evidence", "").strip():
                self.add_error("evidence", "適合・不適合のどちらでも、根拠の書類を書いてください。")
        return given


class CheckForm(forms.Form):
    """A list of things, each found one way or another, with a word on it."""

    def __init__(
        self, data: QueryDict | None, *, asked: Mapping[str, str], found: Mapping[str, Any], labels: Mapping[Any, str]
    ) -> None:
        super().__init__(data)
        self.keys = list(asked)
        for key, label in asked.items():
            before = found.get(key)
            self.fields[key] = forms.ChoiceField(
                label=label,
                widget=Buttons,
                choices=[(one.value, words) for one, words in labels.items()],
                initial=before.outcome if before else None,
            )
            self.fields[f"{key}_note"] = forms.CharField(
                label="記事", required=False, max_length=400, initial=before.note if before else ""
            )

    def found(self) -> dict[str, tuple[str, str]]:
        """What was found of each, and the word on it."""
        return {key: (self.cleaned_data[key], self.cleaned_data[f"{key}_note"]) for key in self.keys}

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The boxes, two by two."""
        return [(self[key], self[f"{key}_note"]) for key in self.keys]


class ReferralForm(forms.Form):
    """What the council is asked."""

    council = forms.CharField(label="審議会の名称", max_length=100)
    question = forms.CharField(label="諮問の内容", widget=forms.Textarea, max_length=4000)
    document_number = forms.CharField(label="諮問の文書番号", max_length=60, required=False)
    referred_on = WarekiDateField(label="諮問の日")


class AnswerForm(forms.Form):
    """What the council answered."""

    opinion = forms.CharField(label="答申の内容", widget=forms.Textarea, max_length=10000)
    answer_number = forms.CharField(label="答申の番号", max_length=60, required=False)
    answered_on = WarekiDateField(label="答申の日")


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
    must = YesNoField(
        label="照会の種類", yes="照会しなければならない場合", no="照会することができる場合", required=False
    )
    ground = forms.CharField(
        label="適用の区分と理由",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        required=False,
        help_text="照会しなければならない場合に、通知に書きます。",
    )
    answer_to = forms.CharField(
        label="意見書の提出先", max_length=300, required=False, help_text="空のときは、提案を受ける組織になります。"
    )

    def clean_must(self) -> bool:
        """No answer means the letters that the organ may send."""
        return self.cleaned_data["must"] is True


class OpinionForm(forms.Form):
    """One opinion, by the number of its letter."""

    letter = forms.IntegerField(label="通知番号", min_value=1, max_value=LARGEST_NUMBER)
    objects = YesNoField(label="作成に反対の意思", yes="反対の意思の表示がある", no="反対の意思の表示はない")
    received_on = WarekiDateField(label="受領日")


class ReturnForm(forms.Form):
    """A letter that came back, by its number."""

    letter = forms.IntegerField(label="通知番号", min_value=1, max_value=LARGEST_NUMBER)
    returned_on = WarekiDateField(label="戻った日")


class SettleForm(forms.Form):
    """What becomes of a letter that came back."""

    settled = forms.ChoiceField(
        label="扱い", widget=Buttons, choices=[(one.value, label) for one, label in SETTLEMENT_LABELS.items()]
    )
    due_on = WarekiDateField(label="新しい提出期限", required=False, help_text="送り直したときに入れます。")


class DecisionForm(forms.Form):
    """The decision made in the office's own system, and that the decider looked at every finding."""

    document_number = forms.CharField(
        label="文書番号", max_length=60, help_text="電子決裁で付いた番号（例：総第123号）。"
    )
    kind = forms.CharField(
        label="決裁区分", max_length=40, required=False, help_text="専決の区分など（例：部長専決）。"
    )
    decided_on = WarekiDateField(label="決裁日")
    confirmed = forms.MultipleChoiceField(
        label="確かめた基準",
        widget=Boxes,
        help_text="基準ごとの判断、理由、根拠の書類を確かめて印を付けます。",
    )

    def __init__(self, *args: Any, judged: list, **options: Any) -> None:
        super().__init__(*args, **options)
        keys = [one.criterion for one in judged]
        self.fields["confirmed"].choices = [(c.key, f"基準{c.number}") for c in keys]
        self.fields["confirmed"].error_messages["required"] = "基準ごとに確かめて、印を付けてください。"


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
