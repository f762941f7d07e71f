"""Screens of the use."""

from django import forms

from oboro.casework.uses import KIND_LABELS, POINTS
from oboro.ui.fields import LARGEST_NUMBER, Buttons, WarekiDateField


class PlanForm(forms.Form):
    """How often the recipient reports."""

    months = forms.IntegerField(
        label="報告の間隔（月）",
        min_value=0,
        max_value=120,
        help_text="契約に定めた間隔を月の数で入れます。報告を求めないときは0にします。",
    )


class ReportForm(forms.Form):
    """One report of the use."""

    reported_on = WarekiDateField(label="報告の日")
    text = forms.CharField(
        label="利用の状況",
        widget=forms.Textarea({"rows": 6}),
        max_length=10000,
        help_text="利用した目的、利用した人、作ったもの、安全管理の状況を書きます。",
    )


class EndForm(forms.Form):
    """The declaration that the use has ended."""

    ended_on = WarekiDateField(label="利用を終えた日")


class ErasureForm(forms.Form):
    """How and when every copy was erased."""

    erased_on = WarekiDateField(label="消去した日")
    method = forms.CharField(
        label="消去の方法",
        widget=forms.Textarea({"rows": 5}),
        max_length=5000,
        help_text="受け取った媒体、写し、控えのそれぞれを、どのように消したかを書きます。",
    )


class IncidentForm(forms.Form):
    """What happened."""

    kind = forms.ChoiceField(
        label="事故の種類", widget=Buttons, choices=[(k.value, label) for k, label in KIND_LABELS.items()]
    )
    found_on = WarekiDateField(label="気付いた日")
    persons = forms.IntegerField(
        label="関係する本人の数",
        min_value=0,
        max_value=LARGEST_NUMBER,
        required=False,
        help_text="分からないときは空けておきます。",
    )
    what = forms.CharField(
        label="内容",
        widget=forms.Textarea({"rows": 6}),
        max_length=10000,
        help_text="起きたこと、すぐにとった措置を書きます。氏名など本人の情報は書きません。",
    )


class PointForm(forms.Form):
    """What was found on one point."""

    point = forms.ChoiceField(label="確認事項", choices=list(POINTS.items()))
    finding = forms.CharField(label="確かめた内容", widget=forms.Textarea({"rows": 3}), max_length=2000)


class CorrectionForm(forms.Form):
    """What was done about it."""

    correction = forms.CharField(label="是正の内容", widget=forms.Textarea({"rows": 5}), max_length=5000)


class ConclusionForm(forms.Form):
    """How it ends."""

    conclusion = forms.CharField(
        label="結論",
        widget=forms.Textarea({"rows": 5}),
        max_length=5000,
        help_text="契約を続けるか、解除するかを含めて書きます。",
    )
