"""Screens of complaints, returns and requests."""

from datetime import date

from django import forms

from oboro.casework.oversight import CAME_LABELS, Came
from oboro.kernel.dates import fiscal_year, fiscal_year_label
from oboro.law.oversight import powers
from oboro.law.regime import Regime
from oboro.portal.oversight import queries
from oboro.portal.oversight.actions import Told
from oboro.portal.proposals.models import Proposal
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.models import Organisation
from oboro.ui.fields import WarekiDateField


class ComplaintForm(forms.Form):
    """What a resident writes; nothing but the text is asked for."""

    text = forms.CharField(label="苦情の内容", widget=forms.Textarea({"rows": 8}), max_length=10000)
    entry = forms.ChoiceField(
        label="関係する個人情報ファイル", required=False, help_text="分からないときは選ばなくてかまいません。"
    )
    name = forms.CharField(label="氏名", max_length=100, required=False, help_text="書かなくても受け付けます。")
    contact = forms.CharField(
        label="連絡先",
        max_length=200,
        required=False,
        help_text="書かないときは、受付番号と確認の符号で回答を見てください。",
    )

    def __init__(self, *args: object, organisation: Organisation, **options: object) -> None:
        super().__init__(*args, **options)
        self.organisation = organisation
        self.fields["entry"].choices = [("", "選ばない"), *queries.published_entries(organisation)]

    def told(self, *, on: date) -> Told:
        """What was written, as it came by the page."""
        given = self.cleaned_data
        return Told(given["text"], Came.PAGE, on, given["name"], given["contact"], entry=self.chosen_entry())

    def chosen_entry(self) -> Entry | None:
        """The chosen file."""
        chosen = self.cleaned_data["entry"]
        return Entry.objects.get(pk=chosen, organisation=self.organisation) if chosen else None


class ToldForm(ComplaintForm):
    """What an officer was told, with the day and the way it came."""

    came_by = forms.ChoiceField(
        label="受付の方法", choices=[(c.value, label) for c, label in CAME_LABELS.items() if c is not Came.PAGE]
    )
    came_on = WarekiDateField(label="申出の日", help_text="最初にどこかの窓口が受けた日を入れます。")
    came_to = forms.CharField(label="最初に受けた窓口", max_length=100, required=False)
    proposal = forms.CharField(label="関係する事案の番号", max_length=20, required=False)
    field_order = ("came_by", "came_on", "came_to", "text", "entry", "proposal", "name", "contact")

    def clean_proposal(self) -> Proposal | None:
        """The case of that number in this body."""
        number = self.cleaned_data["proposal"].strip()
        if not number:
            return None
        found = Proposal.objects.filter(organisation=self.organisation, number=number).first()
        if found is None:
            raise forms.ValidationError("その番号の事案はありません。")
        return found

    def told(self, *, on: date) -> Told:  # noqa: ARG002 the day is on the form
        """What was told, as it came."""
        given = self.cleaned_data
        return Told(
            given["text"],
            Came(given["came_by"]),
            given["came_on"],
            given["name"],
            given["contact"],
            given["came_to"],
            self.chosen_entry(),
            given["proposal"],
        )


class FollowForm(forms.Form):
    """The number and the code of a complaint."""

    number = forms.CharField(label="受付番号", max_length=20)
    code = forms.CharField(label="確認の符号", max_length=40)


class AssignForm(forms.Form):
    """Who looks into it."""

    assigned_to = forms.CharField(label="担当", max_length=100, help_text="課・係の名称を書きます。")


class FindingForm(forms.Form):
    """What was found."""

    finding = forms.CharField(label="調査の結果", widget=forms.Textarea({"rows": 5}), max_length=10000)


class AnswerForm(forms.Form):
    """The answer, which its writer reads by number and code."""

    answer = forms.CharField(label="回答", widget=forms.Textarea({"rows": 6}), max_length=10000)


class ReturnForm(forms.Form):
    """Which fiscal year is counted."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: object, on: date, **options: object) -> None:
        super().__init__(*args, **options)
        last = fiscal_year(on) - 1
        self.fields["fiscal_year"].choices = [(year, fiscal_year_label(year)) for year in range(last, last - 6, -1)]


class RemarksForm(forms.Form):
    """Remarks of the section."""

    remarks = forms.CharField(label="備考", widget=forms.Textarea({"rows": 4}), max_length=5000, required=False)


class SubmittedForm(forms.Form):
    """By which document it was submitted."""

    document_number = forms.CharField(label="提出した文書番号", max_length=60)
    submitted_on = WarekiDateField(label="提出した日")


class RequestForm(forms.Form):
    """What the commission asks."""

    power = forms.ChoiceField(label="求めの種類")
    document_number = forms.CharField(label="文書番号", max_length=60)
    received_on = WarekiDateField(label="受けた日")
    due_on = WarekiDateField(label="回答の期限", required=False)
    about = forms.CharField(label="件名", max_length=200)
    items = forms.CharField(
        label="確認する事項", widget=forms.Textarea({"rows": 5}), max_length=5000, help_text="1行に1つ書きます。"
    )

    def __init__(self, *args: object, law: Regime, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["power"].choices = [(one.key, f"{one.label}（{one.citation.short}）") for one in powers(law)]

    def clean_items(self) -> list[str]:
        """The points, one a line."""
        return self.cleaned_data["items"].splitlines()


class ItemForm(forms.Form):
    """What was found on one point."""

    item = forms.TypedChoiceField(label="事項", coerce=int)
    finding = forms.CharField(label="確認した内容", widget=forms.Textarea({"rows": 3}), max_length=2000)

    def __init__(self, *args: object, items: list[dict], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["item"].choices = [(place, one["text"]) for place, one in enumerate(items)]


class ResponseForm(forms.Form):
    """The answer to the commission."""

    response = forms.CharField(label="回答の内容", widget=forms.Textarea({"rows": 6}), max_length=10000)
    response_number = forms.CharField(label="回答の文書番号", max_length=60)
