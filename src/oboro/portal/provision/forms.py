"""Screens of making and handing over."""

from django import forms

from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.portal.provision.models import Making
from oboro.ui.fields import WarekiDateField
from oboro.ui.forms import SpecForm, spec_form

DAYS = 7


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
