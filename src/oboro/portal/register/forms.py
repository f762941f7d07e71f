"""Screens of the register: the entry (law.register), the judgement (law.eligibility), the search."""

from typing import Any

from django import forms

from oboro.casework.register import EVENT_LABELS
from oboro.law.eligibility import DISCLOSURES, EligibilityFacts
from oboro.law.regime import Regime
from oboro.law.register import exemptions, items
from oboro.portal.register.models import EntryVersion
from oboro.portal.register.search import ANY
from oboro.portal.tenancy.models import Organisation
from oboro.ui.fields import LARGEST_NUMBER, Buttons, WarekiDateField, YesNoField
from oboro.ui.forms import SpecForm, spec_form

NO_EXEMPTION = "none"
MOST_BYTES = 10 * 1024 * 1024
MOST_MENU_BYTES = 200_000


def entry_form(
    regime: Regime, *, data: Any = None, initial: dict[str, Any] | None = None, persons: int | None = None
) -> SpecForm:
    """The items of an entry as fields, and the number of persons in the file. A draft asks for nothing."""
    asked = [item for item in items(regime) if item.obligation != "after_creation"]
    form = spec_form(asked, draft=True, data=data, initial={**(initial or {}), "persons": persons})
    count = forms.IntegerField(
        label=f"{regime.term('person')}の数（ファイルに記録されている人の数）",
        required=False,
        min_value=0,
        max_value=LARGEST_NUMBER,
    )
    count.must = True
    count.help_text = "一人が何件も記録されているときも、一人と数えます。公表はしません。"
    form.fields["persons"] = count
    return form


class WithholdForm(forms.Form):
    """What is left out of the entry because it would seriously disturb the work, each with its reason."""

    def __init__(self, regime: Regime, *args: Any, withheld: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(*args, prefix="withheld", initial=withheld, **options)
        for item in items(regime):
            if item.withhold:
                part = "の一部" if item.withhold == "part" else ""
                field = forms.CharField(
                    label=f"「{item.label}」{part}を記載しない理由", required=False, max_length=1000
                )
                field.help_text = "記載しないときだけ書きます。理由は公表しません。"
                field.citation = regime.cite("register_withheld")
                self.fields[item.key] = field

    def withheld(self) -> dict[str, str]:
        """The reason by item; only of what is left out."""
        return {key: value for key, value in self.cleaned_data.items() if value}


class ExemptionForm(forms.Form):
    """On which ground a file is not entered, and how the ground applies."""

    ground = forms.ChoiceField(label="載せない根拠", widget=Buttons)
    reason = forms.CharField(label="当てはまる理由", widget=forms.Textarea({"rows": 3}), max_length=2000)

    def __init__(self, grounds: dict[str, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ground"].choices = list(grounds.items())


class EventForm(forms.Form):
    """What happened to the file, and when."""

    event = forms.ChoiceField(label="起きたこと", choices=list(EVENT_LABELS.items()), widget=Buttons)
    happened_on = WarekiDateField(label="起きた日")
    note = forms.CharField(label="内容", required=False, max_length=1000, help_text="変わった事項などを書きます。")


class ReviewForm(forms.Form):
    """The yearly look: which of the entries shown are still right, and how many persons are in each file."""

    def __init__(self, versions: list[EntryVersion], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for version in versions:
            key = version.entry_id
            self.fields[f"right-{key}"] = forms.BooleanField(label="変わりがない", required=False)
            self.fields[f"persons-{key}"] = forms.IntegerField(
                label="今の本人の数",
                required=False,
                min_value=0,
                max_value=LARGEST_NUMBER,
                initial=version.persons,
            )
        self.versions = versions

    def rows(self) -> list[tuple[EntryVersion, forms.BoundField, forms.BoundField]]:
        """Each version with its two boxes."""
        return [(v, self[f"right-{v.entry_id}"], self[f"persons-{v.entry_id}"]) for v in self.versions]

    def clean(self) -> dict[str, Any]:
        """Who says that nothing changed also says how many persons there are."""
        values = super().clean()
        for version in self.versions:
            key = version.entry_id
            if values.get(f"right-{key}") and values.get(f"persons-{key}") is None:
                self.add_error(f"persons-{key}", "今の本人の数を入れてください。")
        return values

    def persons(self) -> dict[int, int]:
        """Persons by primary key of the entry, of those that are still right."""
        chosen = [v.entry_id for v in self.versions if self.cleaned_data.get(f"right-{v.entry_id}")]
        return {key: self.cleaned_data[f"persons-{key}"] for key in chosen}


class ImportForm(forms.Form):
    """The file of another register."""

    file = forms.FileField(
        label="取り込むファイル",
        help_text="CSV（UTF-8、シフトJIS）かExcel（.xlsx）。10メガバイトまで。マクロの入ったファイルは読みません。",
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Not larger than what a register needs."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("10メガバイトまでです。画像や要らないシートを除いてください。")
        return file


class MenuForm(forms.Form):
    """The file of the feasibility menu."""

    file = forms.FileField(
        label="作成の目安のファイル",
        help_text="加工の担当が oboro menu --json で書いたファイル。人数は百人単位で、人の値は入っていません。",
        widget=forms.ClearableFileInput({"accept": ".json"}),
    )

    def clean_file(self) -> Any:
        """Not larger than a menu is."""
        file = self.cleaned_data["file"]
        if file.size > MOST_MENU_BYTES:
            raise forms.ValidationError("作成の目安のファイルとしては大きすぎます。選んだファイルを確かめてください。")
        return file


class ColumnsForm(forms.Form):
    """For each head of the file, what it is taken for."""

    def __init__(self, heads: list[str], targets: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        chosen = options.pop("chosen", {})
        super().__init__(*args, **options)
        self.heads = heads
        for at, head in enumerate(heads):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=head, choices=[("", "（読まない）"), *targets], required=False, initial=chosen.get(head, "")
            )

    def columns(self) -> dict[str, str]:
        """Target by head, of those that are read."""
        pairs = ((head, self.cleaned_data.get(f"column-{at}", "")) for at, head in enumerate(self.heads))
        return {head: target for head, target in pairs if target}


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
        self.fields["persons"] = forms.IntegerField(
            label=f"{regime.term('person')}の数", min_value=0, max_value=LARGEST_NUMBER
        )
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
    name = forms.CharField(label="名称", required=False, max_length=100)
    section = forms.CharField(label="組織", required=False, max_length=100)
    purpose = forms.CharField(label="利用目的", required=False, max_length=100)
    items = forms.CharField(label="記録項目", required=False, max_length=100)
    match = forms.ChoiceField(
        label="ことばが二つ以上のとき", required=False, choices=[("", "すべてを含む"), (ANY, "どれかを含む")]
    )
    offered = forms.BooleanField(label="提案の募集の対象だけ", required=False)

    def __init__(self, bodies: list[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].choices = [("", "すべて"), *((body.code, body.name) for body in bodies)]
        self.fields["kind"].choices = [
            ("", "すべて"),
            ("computer", "電算処理ファイル"),
            ("manual", "マニュアル処理ファイル"),
        ]
