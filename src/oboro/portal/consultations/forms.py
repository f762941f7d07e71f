"""Screens of a consultation: asking, opening with number and secret, answering, the published question."""

from collections.abc import Sequence
from typing import Any

from django import forms

from oboro.portal.tenancy.models import Organisation
from oboro.ui.fields import LONGEST_MAIL, GridField

LONG = forms.Textarea({"rows": 5})


class AskForm(forms.Form):
    """What is asked; about a file also what a proposal would say of it, so that it need not be typed again."""

    question = forms.CharField(
        label="聞きたいこと",
        widget=LONG,
        max_length=5000,
        help_text="自分や他人の名前、連絡先などの個人情報は書かないでください。",
    )
    purpose = forms.CharField(
        label="何のために使いたいか", widget=forms.Textarea({"rows": 3}), required=False, max_length=2000
    )
    business = forms.CharField(label="どんな事業に使いたいか", required=False, max_length=500)
    mail = forms.EmailField(
        label="メールアドレス",
        required=False,
        max_length=LONGEST_MAIL,
        help_text="なくても相談できます。書いたときは回答の連絡だけに使い、相談が終わると消します。",
    )
    website = forms.CharField(
        required=False, max_length=500, widget=forms.HiddenInput
    )  # people do not see it; machines fill it in

    def __init__(self, items: Sequence[str], bodies: Sequence[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if items:
            grid = GridField(items=items, label="使いたい記録項目と細かさ", required=False)
            self.fields["method"] = grid
            self.order_fields(["question", "purpose", "business", "method", "mail"])
        if bodies:
            names = [(body.code, body.name) for body in bodies]
            self.fields["body"] = forms.ChoiceField(label="相談する団体", choices=names)
            self.order_fields(["body", "question"])

    def clean_website(self) -> str:
        """A form that a machine has filled in is refused."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("この欄は空けてください。")
        return ""

    def wishes(self) -> dict[str, Any]:
        """What a proposal would say."""
        said = self.cleaned_data
        return {"purpose": said["purpose"], "business": said["business"], **(said.get("method") or {})}


class OpenForm(forms.Form):
    """The two things that were shown once."""

    reference = forms.CharField(label="受付番号", max_length=40)
    secret = forms.CharField(
        label="合い言葉", max_length=40, widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"})
    )


class TextForm(forms.Form):
    """A further question, or an answer."""

    text = forms.CharField(label="内容", widget=LONG, max_length=10000)

    def __init__(self, label: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label


class FaqForm(forms.Form):
    """A question and its answer as everybody will read them."""

    question = forms.CharField(label="質問（公開する文）", widget=forms.Textarea({"rows": 3}), max_length=1000)
    answer = forms.CharField(label="回答（公開する文）", widget=forms.Textarea({"rows": 6}), max_length=5000)


class FaqSearchForm(forms.Form):
    """Words and a body."""

    q = forms.CharField(label="ことば", required=False, max_length=100)
    body = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
