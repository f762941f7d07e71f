"""The proposal's screen from its statutory form: typed words are kept as typed, and read only for a submission."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from django import forms
from django.db.models import Sum

from oboro.casework.submission import gaps, paper_field
from oboro.portal.proposals import queries
from oboro.portal.proposals.models import JointProposer, Proposal
from oboro.ui.fields import Boxes, WarekiDateField, YesNoField
from oboro.ui.forms import SpecForm, spec_form

LARGEST_PAPER = 10 * 1024 * 1024
LARGEST_ALL = 10 * LARGEST_PAPER  # all papers of one proposal, which lie in the database
PAPER_KINDS = (".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
LONGEST = 10_000
LONGEST_NAME = 200  # letters of the name of a paper; a longer one is cut, its ending never
ANCHOR = "paper_"
ANCHORS = ("agent_name", "agent_address", "joint")
MOST_JOINT = 9


def screen(proposal: Proposal, *, final: bool, on: date) -> SpecForm:
    """The form over the saved draft. With `final` it also says what stands before a submission."""
    form = spec_form(
        queries.form_of(proposal).fields,
        draft=True,  # what is missing is said by casework, with its provision
        initial={},
        data=proposal.draft,
        leave_out=queries.FIXED_FIELDS,
        items=proposal.file.record_items,
    )
    _add_anchors(form, proposal)
    if final:
        form.full_clean()
        _add_gaps(form, proposal, on=on)
    return form


def shown(form: SpecForm) -> list[forms.BoundField]:
    """The fields that are drawn one by one, in the order of the statute."""
    return [form[name] for name in form.fields if not _is_anchor(name)]


def values_of(form: SpecForm, proposal: Proposal) -> dict[str, Any]:
    """What the proposal says, as it is stored and printed."""
    read = {key: value for key, value in form.answers().items() if not _is_anchor(key)}
    return {**queries.fixed_values(proposal), **read}


def draft_from(post: Mapping[str, str], proposal: Proposal) -> dict[str, str]:
    """What was typed, box by box; nothing is judged and nothing unknown is kept, nor what no database can hold."""
    keys = [spec.key for spec in queries.form_of(proposal).fields if spec.key not in queries.FIXED_FIELDS]
    begins = tuple(f"{key}{joint}" for key in keys for joint in "_-")
    typed = {name: post[name] for name in post if name in keys or name.startswith(begins)}
    return {name: text.replace("\0", "")[:LONGEST] for name, text in typed.items()}


def box(post: Mapping[str, str], name: str, most: int) -> str:
    """What was typed into one box, as far as its column holds it."""
    return post.get(name, "").replace("\0", "").strip()[:most]


def joint_from(post: Mapping[str, str]) -> list[dict[str, Any]]:
    """The joint proposers as they were typed, each with its place; places without any word are left out."""
    found = []
    for place in range(1, MOST_JOINT + 1):
        given = {
            "name": box(post, f"joint_{place}_name", 100),
            "address": box(post, f"joint_{place}_address", 200),
            "representative": box(post, f"joint_{place}_representative", 60),
        }
        if any(given.values()):
            individual = post.get(f"joint_{place}_individual") == "yes"
            found.append({"seq": place, **given, "individual": individual})
    return found


def same_from(post: Mapping[str, str]) -> list[int]:
    """The places of joint proposers of which it was said that the name is another and the person the same."""
    return [place for place in range(1, MOST_JOINT + 1) if post.get(f"joint_{place}_same") == "yes"]


def joint_rows(proposal: Proposal) -> list[tuple[int, JointProposer | None]]:
    """The joint proposers by their places, and an empty place for one more while there is one."""
    rows: list[tuple[int, JointProposer | None]] = [(other.seq, other) for other in proposal.joint_proposers.all()]
    last = max((place for place, _ in rows), default=0)
    free = [place for place in (*range(last + 1, MOST_JOINT + 1), *range(1, last)) if place not in dict(rows)]
    return rows + [(place, None) for place in free[:1]]


class PartyForm(forms.Form):
    """Who proposes on paper, when the paper came and where it lies."""

    name = forms.CharField(label="氏名又は名称", max_length=100)
    address = forms.CharField(label="住所又は居所", max_length=200)
    individual = YesNoField(label="個人か団体か", yes="個人", no="法人その他の団体")
    representative = forms.CharField(
        label="代表者の氏名", max_length=60, required=False, help_text="団体のときに書きます。"
    )
    contact = forms.CharField(label="連絡先", max_length=200, required=False)
    came_on = WarekiDateField(
        label="書面を受け取った日", help_text="受付印の日を入れます。記録する日とは別に残ります。"
    )
    original_place = forms.CharField(
        label="原本の所在",
        max_length=200,
        required=False,
        help_text="書面をつづった簿冊など（例：令和8年度提案書つづり）。",
    )


class CameForm(forms.Form):
    """When the paper came that the desk writes down."""

    came_on = WarekiDateField(label="書面を受け取った日", help_text="受付印の日を入れます。")


class SpreadForm(forms.Form):
    """The files of other bodies for which the same proposal is drafted."""

    files = forms.MultipleChoiceField(label="同じ内容で提案するファイル", widget=Boxes)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"].choices = choices
        self.fields["files"].error_messages["required"] = "提案先を1つ以上選んでください。"


class AttachmentForm(forms.Form):
    """One paper, its kind, whose it is, and the day it was issued."""

    rule = forms.ChoiceField(label="書類の種類", widget=forms.Select)
    whose = forms.TypedChoiceField(label="だれの書類か", widget=forms.Select, coerce=int, required=False, empty_value=0)
    file = forms.FileField(
        label="ファイル", help_text=f"PDF・Word・Excel・画像。{LARGEST_PAPER // 1024 // 1024}MBまで。"
    )
    issued_on = WarekiDateField(
        label="発行日",
        required=False,
        help_text="登記事項証明書などの証明書のときに入れます。",
    )

    def __init__(self, *args: Any, proposal: Proposal, **options: Any) -> None:
        super().__init__(*args, **options)
        self.attached = proposal.attachments.aggregate(size=Sum("size", default=0))["size"] if self.is_bound else 0
        others = queries.joint_papers_of(proposal)
        rules = {rule.key: rule.label for rule in queries.papers_of(proposal)}
        rules |= {rule.key: rule.label for _, own in others for rule in own if rule.key not in rules}
        self.fields["rule"].choices = list(rules.items())
        if others:
            names = [(0, proposal.party.name), *((other.seq, f"共同提案者：{other.name}") for other, _ in others)]
            self.fields["whose"].choices = names
        else:
            del self.fields["whose"]

    def clean_file(self) -> Any:
        """A readable kind of file of a bearable size."""
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in PAPER_KINDS:
            raise forms.ValidationError("この種類のファイルは添付できません。PDFなどにしてください。")
        if file.size > LARGEST_PAPER:
            raise forms.ValidationError("ファイルが大きすぎます。10MBまでにしてください。")
        if file.size + self.attached > LARGEST_ALL:
            raise forms.ValidationError(
                "一つの提案に添付できるのは、合わせて100MBまでです。要らない書類を除いてください。"
            )
        ending = PurePath(file.name).suffix
        file.name = file.name.removesuffix(ending)[: LONGEST_NAME - len(ending)] + ending
        return file


class CorrectionForm(forms.Form):
    """What the proposer is asked to explain or correct, by when."""

    items = forms.MultipleChoiceField(label="補正を求める欄・書類", widget=Boxes, required=False)
    request = forms.CharField(
        label="補正していただく内容",
        widget=forms.Textarea,
        max_length=4000,
        help_text="どの欄を、どう直すかを書きます。",
    )
    due_on = WarekiDateField(label="補正の期限", help_text="法令に期間の定めはありません。補正に足りる日数をとります。")

    def __init__(self, *args: Any, proposal: Proposal, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["items"].choices = queries.correctable(proposal)


def _is_anchor(name: str) -> bool:
    return name.startswith(ANCHOR) or name in ANCHORS


def _add_anchors(form: SpecForm, proposal: Proposal) -> None:
    """Papers, agent and joint proposers are drawn elsewhere on the page; the error summary leads to them by these."""
    labels = dict(zip(ANCHORS, ("代理人", "代理人", "共同提案者"), strict=True))
    for name, label in labels.items():
        form.fields[name] = forms.Field(required=False, label=label)
    for rule in queries.papers_of(proposal):
        form.fields[paper_field(rule.key)] = forms.Field(required=False, label="添付書類")
    for number, (_, rules) in enumerate(queries.joint_papers_of(proposal), start=1):
        for rule in rules:
            form.fields[paper_field(rule.key, number)] = forms.Field(required=False, label="添付書類")


def _add_gaps(form: SpecForm, proposal: Proposal, *, on: date) -> None:
    content = queries.content_of(proposal, values_of(form, proposal))
    for gap in gaps(proposal.law, content, on=on):
        if gap.field not in form.errors:
            form.add_error(gap.field if gap.field in form.fields else None, gap.message)
