import json
from datetime import date

import pytest

from oboro.exchange import signing
from oboro.kernel.errors import (
    BundleDamaged,
    CaseMismatch,
    NoLawOnDate,
    NotNow,
    OutputError,
    SignatureWrong,
    WorkspaceError,
)
from oboro.processing import intake, journal
from oboro.processing.workspace import accepted_order, working
from processing import case_files


@pytest.fixture
def files(tmp_path):
    return case_files.lay_out(tmp_path / "desk")


def contents(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_an_accepted_order_stands_in_a_new_workspace(files):
    assert files.accept() == case_files.order()
    assert contents(files.workspace) == [".lock", "journal.jsonl", "order/order.zip", "workspace.json"]
    assert (files.workspace / "order" / "order.zip").read_bytes() == files.order.read_bytes()
    facts = json.loads((files.workspace / "workspace.json").read_text(encoding="utf-8"))
    assert (
        facts.pop("order_sha256")
        == journal.last(files.workspace / "journal.jsonl", "order.accept").facts["order_sha256"]
    )
    assert facts == {
        "format": "oboro/workspace",
        "version": 1,
        "case": "R8-003",
        "scheme": "appi",
        "body": "municipality",
        "law_on": "2026-06-01",
    }


def test_the_journal_says_who_accepted_what_and_whose_key_was_trusted(files):
    files.accept()
    (item,) = journal.read(files.workspace / "journal.jsonl")
    assert (item.event.kind, item.event.subject, item.event.by, item.event.at) == (
        "order.accept",
        "case:R8-003",
        "加工担当",
        case_files.AT,
    )
    assert signing.key_id(signing.parse_public(item.event.facts["trusted"])) == case_files.OFFICE.id


def refused(files, error, match, **changes):
    with pytest.raises(error, match=match):
        files.accept(**changes)


def test_a_second_order_is_refused_and_nothing_changes(files):
    files.accept()
    before = {name: (files.workspace / name).read_bytes() for name in contents(files.workspace)}
    refused(files, NotNow, "もう受け入れてあります")
    refused(files, NotNow, "別の指示", extraction="一部")
    refused(files, CaseMismatch, "R8-003.*R8-004", case="R8-004")
    assert {name: (files.workspace / name).read_bytes() for name in contents(files.workspace)} == before


def test_an_order_for_another_case_than_expected_leaves_no_workspace(files):
    case_files.order().to_bundle(files.order, case_files.OFFICE)
    with pytest.raises(CaseMismatch):
        intake.accept(
            files.order,
            folder=files.workspace,
            trusted=[case_files.OFFICE.public],
            by="加工担当",
            at=case_files.AT,
            case="R8-999",
        )
    assert not files.workspace.exists()


def test_an_order_signed_by_a_stranger_leaves_no_workspace(files):
    case_files.order().to_bundle(files.order, case_files.DATA_WING)
    with pytest.raises(SignatureWrong):
        intake.accept(
            files.order, folder=files.workspace, trusted=[case_files.OFFICE.public], by="加工担当", at=case_files.AT
        )
    assert not files.workspace.exists()


@pytest.mark.parametrize(
    "change", [{"scheme": "unheard"}, {"body": "unheard"}, {"law_on": date(2017, 1, 1)}, {"scheme": "gyokoho_2017"}]
)
def test_an_order_no_law_governs_leaves_no_workspace(change, files):
    refused(files, NoLawOnDate, "知りません|法律がありません", **change)
    assert not files.workspace.exists()


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(files):
    files.workspace.mkdir()
    (files.workspace / "letter.docx").write_bytes(b"somebody's")
    refused(files, WorkspaceError, "別のもの（1個）")
    assert contents(files.workspace) == ["letter.docx"]


def test_a_workspace_that_cannot_be_made_is_an_output_error(files):
    files.workspace.write_bytes(b"a file, not a folder")
    refused(files, OutputError, "作業場")


@pytest.mark.parametrize("kept", [(), ("order/order.zip",), ("order/order.zip", "workspace.json")])
def test_an_intake_that_was_killed_is_simply_repeated(kept, files):
    files.accept()
    for name in contents(files.workspace):
        if name not in kept:
            (files.workspace / name).unlink()
    assert files.accept() == case_files.order()
    assert [item.event.kind for item in journal.read(files.workspace / "journal.jsonl")] == ["order.accept"]


def test_a_changed_order_file_is_refused_by_everything_that_follows(files):
    files.accept()
    path = files.workspace / "order" / "order.zip"
    path.write_bytes(path.read_bytes().replace(b"R8-003", b"R8-004"))
    with (
        working(files.workspace, command="run", by="加工担当", at=case_files.AT) as place,
        pytest.raises(BundleDamaged),
    ):
        accepted_order(place)


def test_another_order_of_the_same_office_in_its_place_is_refused(files):
    files.accept()
    case_files.order(extraction="別の指示").to_bundle(files.workspace / "order" / "order.zip", case_files.OFFICE)
    with (
        working(files.workspace, command="run", by="加工担当", at=case_files.AT) as place,
        pytest.raises(WorkspaceError),
    ):
        accepted_order(place)
