"""The proposal's screen from its statutory form: typed words are kept as typed, and read only for a submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django import forms

from oboro.casework.submission import gaps
from oboro.law.forms import FormField
from oboro.portal.proposals import queries
from oboro.portal.proposals.models import Proposal
from oboro.ui.fields import WarekiDateField
from oboro.ui.forms import SpecForm, spec_form

LARGEST_PAPER = 10 * 1024 * 1024
PAPER_KINDS = (".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
LONGEST = 10_000


@dataclass(frozen=True)
class Part:
    """One part of the screen: a field of the form, or the grid."""

    spec: FormField
    bound: forms.BoundField | None


def screen(proposal: Proposal, *, final: bool, on: date) -> SpecForm:
    """The form over the saved draft. With `final` it also says what stands before a submission."""
    specs = queries.form_of(proposal).fields
    typed = proposal.draft["fields"]
    form = spec_form(specs, draft=not final, leave_out=queries.FIXED_FIELDS, data=typed, initial={})
    _add_anchors(form, proposal)
    if final:
        form.full_clean()
        _add_gaps(form, proposal, on=on)
    return form


def parts(form: SpecForm, proposal: Proposal) -> list[Part]:
    """The form's fields and the grid, in the order of the statute."""
    return [
        Part(spec, None if spec.kind == "grid" else form[spec.key])
        for spec in queries.form_of(proposal).fields
        if spec.key not in queries.FIXED_FIELDS
    ]


def values_of(form: SpecForm, proposal: Proposal) -> dict[str, Any]:
    """What the proposal says, as it is stored and printed."""
    read = {key: value for key, value in form.answers().items() if not _is_anchor(key)}
    grid = {"method": {"items": proposal.draft["items"], "extraction": proposal.draft["extraction"]}}
    return {**queries.fixed_values(proposal), **read, **(grid if proposal.draft["items"] else {})}


def draft_from(post: Mapping[str, str], proposal: Proposal) -> dict[str, Any]:
    """What was typed, field by field; nothing is judged and nothing unknown is kept."""
    keys = [spec.key for spec in queries.form_of(proposal).fields if spec.key not in queries.FIXED_FIELDS]
    typed = {name: post[name][:LONGEST] for name in post if any(name == k or name.startswith(f"{k}_") for k in keys)}
    items = [
        {
            "name": item["name"],
            "wanted": post.get(f"item-{number}-wanted") == "yes",
            "granularity": post.get(f"item-{number}-granularity", "").strip()[:200],
        }
        for number, item in enumerate(proposal.draft["items"])
    ]
    return {"fields": typed, "items": items, "extraction": post.get("extraction", "").strip()[:2000]}


class AttachmentForm(forms.Form):
    """One paper, its kind, and the day it was issued."""

    rule = forms.ChoiceField(label="書類の種類", widget=forms.Select)
    file = forms.FileField(
        label="ファイル", help_text=f"PDF・Word・Excel・画像。{LARGEST_PAPER // 1024 // 1024}MBまで。"
    )
    issued_on = WarekiDateField(
        label="発行日",
        required=False,
        help_text="登記事項証明書などの証明書のときに入れます。年は「2026」か「令和8」のように書きます。",
    )

    def __init__(self, *args: Any, proposal: Proposal, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rule"].choices = [(rule.key, rule.label) for rule in queries.papers_of(proposal)]

    def clean_file(self) -> Any:
        """A readable kind of file of a bearable size."""
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in PAPER_KINDS:
            raise forms.ValidationError("この種類のファイルは添付できません。PDFなどにしてください。")
        if file.size > LARGEST_PAPER:
            raise forms.ValidationError("ファイルが大きすぎます。10MBまでにしてください。")
        return file


class CorrectionForm(forms.Form):
    """What the proposer is asked to explain or correct, by when."""

    request = forms.CharField(
        label="補正していただく内容",
        widget=forms.Textarea,
        max_length=4000,
        help_text="どの欄を、どう直すかを書きます。",
    )
    due_on = WarekiDateField(label="補正の期限", help_text="法令に期間の定めはありません。補正に足りる日数をとります。")


def _add_anchors(form: SpecForm, proposal: Proposal) -> None:
    """Fields that are drawn elsewhere on the page, so that the error summary can lead to them."""
    if proposal.draft["items"]:
        form.fields["method"] = forms.Field(required=False, label="加工の方法")
    for rule in queries.papers_of(proposal):
        form.fields[f"paper_{rule.key}"] = forms.Field(required=False, label="添付書類")


def _add_gaps(form: SpecForm, proposal: Proposal, *, on: date) -> None:
    content = queries.content_of(proposal, values_of(form, proposal), on=on)
    for gap in gaps(proposal.law, content, on=on):
        if gap.field not in form.errors:
            form.add_error(gap.field if gap.field in form.fields else None, gap.message)


def _is_anchor(key: str) -> bool:
    return key == "method" or key.startswith("paper_")
