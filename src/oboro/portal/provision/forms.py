"""Screens of making and handing over."""

from django import forms

from oboro.casework.provision import ERASED_LABELS, PURPOSE_LABELS, Purpose
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.portal.provision.models import Making
from oboro.portal.provision.preparing import Plan
from oboro.portal.tenancy.models import Organisation
from oboro.ui.fields import Buttons, WarekiDateField
from oboro.ui.forms import SpecForm, spec_form

DAYS = 7
LONGEST_NAME, LONGEST_DUTY = 60, 100  # letters of somebody who is engaged


class OrderForm(forms.Form):
    """By when the making is wanted."""

    due_on = WarekiDateField(label="納期", required=False, help_text="定めないときは空けておきます。")


class DeliveryForm(forms.Form):
    """The sealed delivery, as it came on its medium."""

    bundle = forms.FileField(
        label="納品の包み",
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text="加工する側が封をした包み（delivery.zip）を選びます。個人情報のファイルそのものは受け取りません。",
        error_messages={"empty": "選んだファイルは空です。", "required": "納品の包みを選んでください。"},
    )


def made_form(law: Regime, *, data=None, initial: dict | None = None) -> SpecForm:
    """The statutory items that follow the making, except the summary, which is written from the delivery."""
    asked = [item for item in items(law) if item.obligation == "after_creation" and item.key != "made_summary"]
    form = spec_form(asked, draft=True, data=data, initial=initial or {})
    for field in form.fields.values():
        field.required = field.must = True
    return form


class HandOverForm(forms.Form):
    """For how long the link lives, and why another one is made."""

    days = forms.IntegerField(
        label="リンクの有効な日数", min_value=1, max_value=30, initial=DAYS, help_text="今日を含めて数えます。"
    )
    reason = forms.CharField(label="作り直す理由", widget=forms.Textarea({"rows": 3}), max_length=500)

    def __init__(self, making: Making, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if not making.links.exists():
            del self.fields["reason"]


class ReceiptForm(forms.Form):
    """The digest of what was received."""

    sha256 = forms.CharField(
        label="受け取ったファイルのハッシュ値（SHA-256）",
        max_length=100,
        help_text="16進数64けた。受け取ったファイルから計算した値を入れます。",
    )


class KeyForm(forms.Form):
    """The public key of those who make the information."""

    pem = forms.CharField(
        label="加工する側の公開鍵",
        widget=forms.Textarea({"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        max_length=2000,
        help_text="名前が .pub で終わるファイルの中身を、そのまま貼り付けます。",
    )


class PrepareForm(forms.Form):
    """Who makes the information and when, and everybody who is engaged in it."""

    workshop = forms.ChoiceField(label="作業の枠を使う団体", help_text="自分の団体か、枠を開いている団体を選びます。")
    contractor = forms.CharField(
        label="委託先", max_length=100, required=False, help_text="団体が自ら作成するときは空けておきます。"
    )
    month = WarekiDateField(label="作業を始める日", required=False, help_text="この日の属する月の枠を使います。")
    hours = forms.IntegerField(
        label="見込みの時間", min_value=0, max_value=10000, initial=0, help_text="時間の数を入れます。"
    )
    passed_on_to = forms.CharField(label="再委託先", max_length=100, required=False)
    approval_number = forms.CharField(label="再委託を承認した文書番号", max_length=60, required=False)
    approved_on = WarekiDateField(label="再委託を承認した日", required=False)
    people = forms.CharField(
        label="従事者名簿",
        widget=forms.Textarea({"rows": 4}),
        max_length=5000,
        help_text="1行に1人、「氏名、担当する作業」の順に書きます。",
    )

    def __init__(self, *args: object, workshops: list[Organisation], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["workshop"].choices = [(str(one.pk), one.name) for one in workshops]
        self.known = {str(one.pk): one for one in workshops}

    def clean_people(self) -> list[tuple[str, str]]:
        """Name and duty of each person; an error names the line and never what stands in it."""
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        people = [(name.strip(), duty.strip()) for name, _, duty in map(_parted, lines)]
        for at, (name, duty) in enumerate(people, start=1):
            if len(name) > LONGEST_NAME or len(duty) > LONGEST_DUTY:
                raise forms.ValidationError(
                    f"{at}人目が長すぎます。氏名は{LONGEST_NAME}字まで、作業は{LONGEST_DUTY}字までで書いてください。"
                )
        return people

    def plan(self) -> Plan:
        """What was filled in, as the room takes it."""
        told = self.cleaned_data
        return Plan(
            workshop=self.known[told["workshop"]],
            contractor=told["contractor"],
            month=told["month"],
            minutes=told["hours"] * 60,
            passed_on_to=told["passed_on_to"],
            approval_number=told["approval_number"],
            approved_on=told["approved_on"],
            people=told["people"],
        )


class CapacityForm(forms.Form):
    """How many hours the workshop has in a month."""

    month = WarekiDateField(label="月", help_text="その月のどの日でもかまいません。")
    hours = forms.IntegerField(label="作業の枠（時間）", min_value=0, max_value=10000)
    shared = forms.BooleanField(label="ほかの団体にも枠を開く", required=False)


class WorkForm(forms.Form):
    """Minutes worked on a day."""

    worked_on = WarekiDateField(label="作業した日")
    hours = forms.IntegerField(label="時間", min_value=0, max_value=1000, initial=0)
    minutes = forms.IntegerField(label="分", min_value=0, max_value=59, initial=0)
    what = forms.CharField(label="作業の内容", max_length=200)


class MediumForm(forms.Form):
    """A medium as the slip describes it."""

    purpose = forms.ChoiceField(
        label="媒体に入れたもの", choices=[(p.value, PURPOSE_LABELS[p]) for p in (Purpose.ORDER, Purpose.DELIVERY)]
    )
    kind = forms.CharField(label="媒体の種類", max_length=40, initial="USBメモリ")
    label = forms.CharField(label="媒体の番号", max_length=60, help_text="媒体にはった番号を書きます。")
    encrypted = forms.BooleanField(label="暗号化した", required=False)
    received_by = forms.CharField(label="受け取る人", max_length=60)
    reason = forms.CharField(label="もう一度渡す理由", widget=forms.Textarea({"rows": 3}), max_length=500)

    def __init__(self, *args: object, provision: bool, again: bool, **options: object) -> None:
        super().__init__(*args, **options)
        if provision:
            del self.fields["purpose"]
        if not (provision and again):
            del self.fields["reason"]


class PaperReceiptForm(ReceiptForm):
    """A receipt that came back on paper."""

    received_on = WarekiDateField(label="受領書の日付")
    field_order = ("received_on", "sha256")


class RevokeForm(forms.Form):
    """Why a link is taken back."""

    reason = forms.CharField(label="取り消す理由", widget=forms.Textarea({"rows": 3}), max_length=500)


class ErasureForm(forms.Form):
    """What was erased, how, when, before whom."""

    what = forms.ChoiceField(
        label="消去したもの", choices=[(e.value, label) for e, label in ERASED_LABELS.items()], widget=Buttons
    )
    method = forms.CharField(label="消去の方法", widget=forms.Textarea({"rows": 3}), max_length=500)
    erased_on = WarekiDateField(label="消去した日")
    witness = forms.CharField(label="立ち会った人", max_length=60)
    certificate = forms.CharField(label="消去証明書の番号", max_length=60, required=False)


def _parted(line: str) -> tuple[str, str, str]:
    for mark in ("、", "\t", ","):
        if mark in line:
            return line.partition(mark)
    return line, "", ""
