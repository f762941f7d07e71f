"""Invariants over the whole portal that no single room can show: I12, I13, I20, I21."""

import ast
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from oboro.casework import lifecycle, oversight, retention, uses
from oboro.casework.lifecycle import MakingStatus, Status
from oboro.casework.roles import Action
from oboro.kernel.errors import NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.uses import actions
from portal.factories import cases
from portal.provision.conftest import case, workshop
from portal.uses.conftest import used

__all__ = ["case", "used", "workshop"]
SRC = Path(__file__).resolve().parents[2] / "src" / "oboro" / "portal"
WRITES = {"create", "save", "delete", "bulk_create", "get_or_create", "update_or_create", "set_password"}
RECORDS = {"record", "note", "remember", "remember_of"}
# No deeds of their own: who calls them is in a transaction and records.
PARTS = {
    "audit/actions.py:record": "writes the event itself",
    "desk/mail.py:hear": "hears of an event while it is written",
    "proposals/actions.py:move": "the step within a deed",
    "reviews/actions.py:remember_reviewer": "a line within a deed",
}


def functions_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def called(node):
    """The names a function calls, whether `name()` or `thing.name()`."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")


def reached(name, functions):
    """All names that a function calls, also through the functions of its own module."""
    seen, open_ends, found = set(), {name}, set()
    while open_ends:
        here = open_ends.pop()
        seen.add(here)
        names = set(called(functions[here]))
        found |= names
        open_ends |= {one for one in names if one in functions} - seen
    return found


def commands():
    """Every public function of the portal that is told `by=` and writes a row, with what it calls."""
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" in path.parts or path.stem in ("views", "office"):
            continue
        functions = functions_of(path)
        for name, node in functions.items():
            told = {argument.arg for argument in node.args.kwonlyargs}
            names = reached(name, functions)
            if "by" in told and not name.startswith("_") and names & WRITES:
                yield f"{path.relative_to(SRC)}:{name}", node, names


def test_i12_every_command_writes_its_event_in_its_transaction():
    bare, open_ones, found = [], [], 0
    for name, node, names in commands():
        found += 1
        bare += [] if names & RECORDS else [name]
        atomic = any(ast.unparse(one) == "transaction.atomic" for one in node.decorator_list) or "atomic" in names
        open_ones += [] if atomic else [name]
    assert found > 60
    assert set(bare) == set(PARTS)
    assert set(open_ones) == set(PARTS)


def told(code, subject):
    """The kinds of a subject's events as actions; "review.start" and "review.conclude" are verbs of the review."""
    special = {"review.start": Action.START_REVIEW, "review.conclude": Action.CONCLUDE_REVIEW}
    return [special.get(event.kind, event.kind.partition(".")[2]) for event in events_of(code, subject=subject)]


@pytest.mark.parametrize("status", [Status.UNDER_REVIEW, Status.DECIDED, Status.APPLIED])
def test_i13_the_state_of_a_case_is_the_fold_of_its_events(cast, status):
    proposal = cases.at_status(status, cast)
    steps = lifecycle.proposal(proposal.law, proposal.of_kind)
    # What happened to the draft lies in its party's chain; the body's begins with the submission.
    assert steps.fold(told(cast.body.code, f"proposal:{proposal.number}")) is status


def test_i13_the_states_of_making_and_use_are_the_fold_of_their_events(used):
    code, subject = used.cast.body.code, f"proposal:{used.facts.number}"

    def of_room(room):
        events = events_of(code, subject=subject)
        return [event.kind.partition(".")[2] for event in events if event.kind.startswith(f"{room}.")]

    assert lifecycle.making().fold(of_room("provision")) is MakingStatus.RECEIPT_CONFIRMED
    assert used.case.making.stands is MakingStatus.RECEIPT_CONFIRMED
    on = used.cast.body.practice_on
    for deed in (
        lambda: actions.report_use(case=used.facts, reported_on=on, text="載せた。", by=used.cast.proposer, on=on),
        lambda: actions.declare_end(case=used.facts, ended_on=on, by=used.cast.proposer, on=on),
        lambda: actions.report_erasure(case=used.facts, erased_on=on, method="壊", by=used.cast.coordinator, on=on),
        lambda: actions.complete_use(case=used.facts, by=used.cast.coordinator, on=on),
    ):
        deed()
        assert uses.use().fold(of_room("uses")) is used.use.stands


LATER = [uses.use(), uses.incident(), oversight.complaint(), oversight.yearly(), oversight.request()]
CYCLES = [lifecycle.contract(), lifecycle.making(), *LATER, retention.disposal()]


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.noun)
def test_i20_no_command_is_reachable_in_a_workflow_that_does_not_list_it(cycle):
    listed = {action for _, action in cycle.transitions} | set(cycle.within)
    for status in cycle.statuses:
        for action in set(Action) - listed:
            with pytest.raises(NotNow):
                cycle.after(status, action)


# Every place where bytes lie or a file comes in. A new one is named here with what alone it takes, or the test fails.
BYTES = {
    "ApprovalPackage.bytes": "papers made by the portal itself",
    "Attachment.content": "a paper of a proposal, of a kind the law names",
    "Derivative.content": "a sanitised copy of such a paper",
    "FormTemplate.content": "a Word file of the body, without a case",
    "Making.order": "the sealed order, which holds no value of a person",
    "ProposalVersion.pdf": "the proposal as printed",
}
FILES = {
    "AttachmentForm.file": "a paper of a proposal",
    "DeliveryForm.bundle": "a sealed delivery; anything else is refused and not kept (tests of the delivery)",
    "DerivativeForm.file": "a sanitised copy of a paper",
    "ImportForm.file": "a register of files, which holds no value of a person",
    "MenuForm.file": "what could be made of a file: only numbers and names of items pass",
    "PaymentsForm.file": "payments by their reference",
    "TemplateForm.content": "a Word file of the body, without a case",
}


def forms_of_the_portal(root=forms.Form):
    for one in root.__subclasses__():
        if one.__module__.startswith("oboro.portal"):
            yield one
        yield from forms_of_the_portal(one)


def test_i21_no_field_of_the_portal_takes_raw_data():
    assert get_resolver().url_patterns  # so that every room with its forms is loaded
    held = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("portal").get_models()
        for field in model._meta.fields
        if isinstance(field, models.BinaryField | models.FileField)
    }
    taken = {
        f"{form.__name__}.{name}"
        for form in forms_of_the_portal()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.FileField)
    }
    assert (held, taken) == (set(BYTES), set(FILES))
