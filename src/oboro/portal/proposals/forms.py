"""The proposal's screen from its statutory form: typed words are kept as typed, and read only for a submission."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from django import forms

from oboro.casework.submission import gaps
from oboro.portal.proposals import queries
from oboro.portal.proposals.models import Proposal
from oboro.ui.fields import WarekiDateField
from oboro.ui.forms import SpecForm, spec_form

LARGEST_PAPER = 10 * 1024 * 1024
PAPER_KINDS = (".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
LONGEST = 10_000
ANCHOR = "paper_"


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
    return [form[name] for name in form.fields if not name.startswith(ANCHOR)]


def values_of(form: SpecForm, proposal: Proposal) -> dict[str, Any]:
    """What the proposal says, as it is stored and printed."""
    read = {key: value for key, value in form.answers().items() if not key.startswith(ANCHOR)}
    return {**queries.fixed_values(proposal), **read}


def draft_from(post: Mapping[str, str], proposal: Proposal) -> dict[str, str]:
    """What was typed, box by box; nothing is judged and nothing unknown is kept."""
    keys = [spec.key for spec in queries.form_of(proposal).fields if spec.key not in queries.FIXED_FIELDS]
    begins = tuple(f"{key}{joint}" for key in keys for joint in "_-")
    return {name: post[name][:LONGEST] for name in post if name in keys or name.startswith(begins)}


class AttachmentForm(forms.Form):
    """One paper, its kind, and the day it was issued."""

    rule = forms.ChoiceField(label="書類の種類", widget=forms.Select)
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
    """Papers are drawn elsewhere on the page; these fields let the error summary lead to them."""
    for rule in queries.papers_of(proposal):
        form.fields[f"{ANCHOR}{rule.key}"] = forms.Field(required=False, label="添付書類")


def _add_gaps(form: SpecForm, proposal: Proposal, *, on: date) -> None:
    content = queries.content_of(proposal, values_of(form, proposal))
    for gap in gaps(proposal.law, content, on=on):
        if gap.field not in form.errors:
            form.add_error(gap.field if gap.field in form.fields else None, gap.message)
