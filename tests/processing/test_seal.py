import json
import shutil
from datetime import date

import pytest

from oboro.engine import reading
from oboro.exchange import bundle
from oboro.exchange.delivery import read_delivery
from oboro.exchange.provision import read_provision
from oboro.kernel.errors import CheckFailed, NotAllowed, NotLawful, NotNow, SourceUnreadable, UsageError
from oboro.processing import journal
from oboro.processing.seal import seal
from processing import case_files

TRUST = [case_files.DATA_WING.public]


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The case up to the output check, made once."""
    files = case_files.lay_out(tmp_path_factory.mktemp("case") / "desk")
    files.accept()
    files.run()
    files.check()
    files.check_out()
    return files


@pytest.fixture
def files(checked, tmp_path):
    """A copy of the case up to the check, its paths put right by a run of its own where a test needs one."""
    shutil.copytree(checked.folder, tmp_path / "desk")
    files = case_files.Files(tmp_path / "desk")
    path = files.workspace / "source.json"
    text = path.read_text(encoding="utf-8").replace(str(checked.folder), str(files.folder))
    path.write_text(text, encoding="utf-8")
    return files


def sealed(files, **changes):
    facts = {"made_by": "加工担当", "minutes": 620, "by": "加工担当", "at": case_files.AT}
    return seal(files.workspace, key=case_files.DATA_WING, **(facts | changes))


def refused(files, error, match, **changes):
    with pytest.raises(error, match=match):
        sealed(files, **changes)
    assert not (files.workspace / "delivery.zip").exists()
    assert not (files.workspace / "sealing").exists()


def test_a_sealed_delivery_opens_at_the_office_and_says_what_was_made(files):
    answer = sealed(files)
    delivery = read_delivery(files.workspace / "delivery.zip", TRUST, "R8-003")
    assert delivery == answer.delivery
    assert delivery.order_sha256 == reading.fingerprint(files.order)
    assert delivery.source_sha256 == reading.fingerprint(files.source)
    assert delivery.recipe_sha256 == reading.fingerprint(files.recipe)
    assert (delivery.minutes, delivery.made_by, delivery.checkers) == (620, "加工担当", ("確認者", "審査会の委員"))
    assert [item.name for item in delivery.items] == ["年齢", "性別", "職業"]
    assert all(line.done for line in delivery.standards)
    assert answer.sha256 == reading.fingerprint(files.workspace / "delivery.zip")


def test_the_recipient_gets_table_and_codebook_and_nothing_of_the_method(files, tmp_path):
    answer = sealed(files)
    outer = bundle.open_bundle(files.workspace / "delivery.zip", format="oboro/delivery", trusted=TRUST)
    outer.extract("provision.zip", tmp_path / "p.zip")
    assert reading.fingerprint(tmp_path / "p.zip") == answer.provision_sha256
    provision = read_provision(tmp_path / "p.zip", TRUST, "R8-003")
    opened = bundle.open_bundle(tmp_path / "p.zip", format="oboro/provision", trusted=TRUST)
    assert opened.read("data.csv") == (files.workspace / "out" / "data.csv").read_bytes()
    assert opened.json("codebook.json")["records"] == provision.records
    text = (tmp_path / "p.zip").read_bytes().decode("utf-8", errors="replace")
    for word in ("k-anonymity", "hierarchy", "suppression", "一般化", "recipe", "report"):
        assert word not in text


def test_no_value_of_a_removed_column_stands_in_any_delivered_byte(files):
    sealed(files)
    content = (files.workspace / "delivery.zip").read_bytes()
    for number in range(1, case_files.RECORDS + 1):
        row = case_files.row(number)
        for column in ("氏名", "個人番号", "宛名番号", "備考"):
            assert row[column].encode() not in content


def test_the_seal_is_journalled_with_minutes_and_digests(files):
    answer = sealed(files)
    event = journal.last(files.workspace / "journal.jsonl", "seal")
    assert event.facts == {
        "delivery_sha256": answer.sha256,
        "provision_sha256": answer.provision_sha256,
        "signer": case_files.DATA_WING.id,
        "made_by": "加工担当",
        "checkers": ["確認者", "審査会の委員"],
        "minutes": 620,
        "persons": answer.delivery.persons,
        "records": answer.delivery.records,
        "contact_columns": [],
    }


@pytest.mark.parametrize("maker", ["確認者", " 審査会の委員 "])
def test_nobody_checks_his_own_work(maker, files):
    refused(files, NotAllowed, "作った人が、確認者の一人", made_by=maker)


def test_no_name_is_no_maker(files):
    refused(files, UsageError, "作った人", made_by=" ")


def test_what_two_others_have_not_looked_at_is_not_sealed(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    files.accept()
    files.run()
    files.check()
    refused(files, NotNow, "二人がまだ確かめていません")
    files.check_out(outcome="object")
    refused(files, NotLawful, "出してはならない")


@pytest.mark.parametrize("minutes", [0, -5])
def test_work_takes_time(minutes, files):
    refused(files, UsageError, "1分以上", minutes=minutes)


def test_work_cannot_be_completed_before_it_was_ordered(files):
    refused(files, UsageError, "2026-08-19.*2026-08-20", made_on=date(2026, 8, 19))
    assert sealed(files, made_on=date(2026, 8, 20)).delivery.made_on == date(2026, 8, 20)


def test_what_was_not_checked_is_not_sealed(files):
    (files.workspace / "check.json").unlink()
    refused(files, NotNow, "oboro check")


def test_what_was_run_again_since_the_check_is_not_sealed(files):
    files.run()
    refused(files, NotNow, "oboro check")


def test_a_check_of_an_older_table_does_not_count(files):
    old = (files.workspace / "check.json").read_bytes()
    case_files.write_recipe(files.folder, k=12)
    files.run()
    (files.workspace / "check.json").write_bytes(old)
    refused(files, CheckFailed, "確かめた後に結果が変わりました")


def test_a_check_written_by_hand_does_not_count(files):
    path = files.workspace / "check.json"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    refused(files, CheckFailed, "check.json が、oboro check の書いたものと違います")


@pytest.mark.parametrize("name", ["out/data.csv", "out/report.json", "recipe.toml"])
def test_a_byte_changed_between_run_and_seal_is_refused(name, files):
    path = files.workspace / name
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    refused(files, CheckFailed, path.name)


def test_a_source_that_changed_since_the_run_is_refused(files):
    files.source.write_bytes(files.source.read_bytes() + b"\n")
    refused(files, SourceUnreadable, r"source\.csv")


def test_a_column_that_repeats_an_identifier_under_another_name_stops_the_seal(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    rows = [case_files.row(number) for number in range(1, case_files.RECORDS + 1)]
    for row in rows:
        row["職業"] = row["個人番号"]  # not valid ones: their check digits are chance
    case_files.write_source(files.source, rows)
    files.accept()
    files.run()
    (files.workspace / "judgements.toml").write_text(
        '[[judgement]]\nstandard = "peculiar"\ncolumn = "職業"\nstep = "そのまま"\nproof = "職業だから"\nby = "確認者"\n',
        encoding="utf-8",
    )
    files.check()
    with pytest.raises(CheckFailed, match="「個人番号」の値が1240種類") as refusal:
        sealed(files)
    assert rows[0]["個人番号"] not in str(refusal.value)
    assert not (files.workspace / "delivery.zip").exists()


def test_a_rare_value_stops_the_seal_until_an_officer_has_judged_it(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    rows = [case_files.row(number) for number in range(1, case_files.RECORDS + 1)]
    rows[7]["職業"] = "canary"
    case_files.write_source(files.source, rows)
    files.accept()
    files.run()
    assert files.check().open == 1
    with pytest.raises(NotLawful, match=r"1件.*「職業」") as refusal:
        sealed(files)
    assert "canary" not in str(refusal.value)
    (files.workspace / "judgements.toml").write_text(
        '[[judgement]]\nstandard = "peculiar"\ncolumn = "職業"\nstep = "そのまま"\nproof = "公表の統計にある"\nby = "確認者"\n',
        encoding="utf-8",
    )
    assert files.check().open == 0
    files.check_out()
    line = next(line for line in sealed(files).delivery.standards if line.column == "職業")
    assert line.proof.startswith("公表の統計にある（判断：確認者。")


def test_a_sealed_workspace_is_closed(files):
    sealed(files)
    before = (files.workspace / "delivery.zip").read_bytes()
    for again in (lambda: sealed(files), files.run, files.check):
        with pytest.raises(NotNow, match="封をして"):
            again()
    assert (files.workspace / "delivery.zip").read_bytes() == before


def test_a_delivery_the_journal_does_not_vouch_for_was_never_sealed(files):
    (files.workspace / "delivery.zip").write_bytes(b"left by a kill")
    answer = sealed(files)
    assert reading.fingerprint(files.workspace / "delivery.zip") == answer.sha256


def test_the_same_work_is_sealed_into_the_same_bytes(files, tmp_path):
    shutil.copytree(files.workspace, tmp_path / "twin")
    first = sealed(files)
    twin = seal(
        tmp_path / "twin",
        key=case_files.DATA_WING,
        made_by="加工担当",
        minutes=620,
        by="加工担当",
        at=case_files.AT,
    )
    assert first.sha256 == twin.sha256


def test_the_codebook_describes_the_table(files):
    sealed(files)
    opened = bundle.open_bundle(files.workspace / "delivery.zip", format="oboro/delivery", trusted=TRUST)
    inner = opened.inner("provision.zip", format="oboro/provision", trusted=TRUST)
    book = json.loads(inner.read("codebook.json"))
    assert [(item["name"], item["distinct_values"]) for item in book["items"]] == [
        ("年齢", 40),
        ("性別", 2),
        ("職業", 4),
    ]
    assert [item["description"] for item in book["items"]] == ["数", "2種類の区分", "4種類の区分"]
