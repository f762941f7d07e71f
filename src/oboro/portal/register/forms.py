"""Screens of the register: the entry (law.register), the judgement (law.eligibility), the search."""

from typing import Any

from django import forms

from oboro.law.eligibility import DISCLOSURES, EligibilityFacts
from oboro.law.regime import Regime
from oboro.law.register import exemptions, items
from oboro.portal.tenancy.models import Organisation
from oboro.ui.fields import Buttons, YesNoField
from oboro.ui.forms import SpecForm, spec_form

NO_EXEMPTION = "none"


def entry_form(
    regime: Regime, *, data: Any = None, initial: dict[str, Any] | None = None, persons: int | None = None
) -> SpecForm:
    """The items of an entry as fields, and the number of persons in the file. A draft asks for nothing."""
    asked = [item for item in items(regime) if item.obligation != "after_creation"]
    form = spec_form(asked, draft=True, data=data, initial={**(initial or {}), "persons": persons})
    count = forms.IntegerField(
        label=f"{regime.term('person')}の数（ファイルに記録されている人の数）", required=False, min_value=0
    )
    count.must = True
    count.help_text = "一人が何件も記録されているときも、一人と数えます。公表はしません。"
    form.fields["persons"] = count
    return form


class EligibilityForm(forms.Form):
    """The six questions of the judgement, each in the words of the law."""

    def __init__(self, regime: Regime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for step in regime.entries("eligibility", "step"):
            match step.key:
                case "not_exempt":
                    choices = [(NO_EXEMPTION, step.text("yes"))]
                    choices += [(one.key, f"{one.text}（{one.citation.short}）") for one in exemptions(regime)]
                    field = forms.ChoiceField(choices=choices, widget=Buttons)
                case "disclosure":
                    texts = {e.key: e.text("text") for e in regime.entries("eligibility", "disclosure")}
                    choices = [(key, texts.get(key, step.text("no"))) for key in DISCLOSURES]
                    field = forms.ChoiceField(choices=choices, widget=Buttons)
                case _:
                    field = YesNoField(yes=step.text("yes"), no=step.text("no"))
            field.label, field.citation = step.text("question"), step.citation
            self.fields[step.key] = field
        least = regime.entry("register", "amount", "few_persons").citation
        self.fields["persons"] = forms.IntegerField(label=f"{regime.term('person')}の数", min_value=0)
        self.fields["persons"].citation = least
        self.fields["note"] = forms.CharField(
            label="判断の理由・経過", widget=forms.Textarea({"rows": 4}), required=False, max_length=5000
        )

    def facts(self) -> EligibilityFacts:
        """The answers as law.eligibility takes them."""
        answers = self.cleaned_data
        exempt = answers["not_exempt"]
        return EligibilityFacts(
            in_register=answers["in_register"],
            exempt_ground=None if exempt == NO_EXEMPTION else exempt,
            withheld=not answers["not_withheld"],
            persons=answers["persons"],
            disclosure=answers["disclosure"],
            processable=answers["processable"],
            disrupts=not answers["no_disruption"],
        )


def facts_to_answers(facts: dict[str, Any]) -> dict[str, Any]:
    """A stored judgement as the initial values of the form."""
    return {
        "in_register": facts["in_register"],
        "not_exempt": facts["exempt_ground"] or NO_EXEMPTION,
        "not_withheld": not facts["withheld"],
        "persons": facts["persons"],
        "disclosure": facts["disclosure"],
        "processable": facts["processable"],
        "no_disruption": not facts["disrupts"],
    }


class ReturnForm(forms.Form):
    """Why a draft goes back."""

    note = forms.CharField(label="差し戻す理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class SectionForm(forms.Form):
    """Which section keeps the file; the item 組織の名称, which the public reads, is another thing."""

    keeper = forms.ModelChoiceField(label="ファイルを持つ課", queryset=None, required=False, empty_label="（選ばない）")

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keeper"].queryset = organisation.sections.all()


class SearchForm(forms.Form):
    """The axes on which the register is searched; after the national catalogue: ten words, a hundred letters."""

    q = forms.CharField(label="ことば", required=False, max_length=100)
    body = forms.ChoiceField(label="団体", required=False)
    kind = forms.ChoiceField(label="種別", required=False)
    offered = forms.BooleanField(label="提案の募集の対象だけ", required=False)

    def __init__(self, bodies: list[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].choices = [("", "すべて"), *((body.code, body.name) for body in bodies)]
        self.fields["kind"].choices = [
            ("", "すべて"),
            ("computer", "電算処理ファイル"),
            ("manual", "マニュアル処理ファイル"),
        ]
