"""I23: a body leaves one site and comes into another without a loss."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from oboro.kernel.errors import BundleDamaged, FormatUnknown, NotAllowed, NotLawful
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import events_of
from oboro.portal.custody import actions, bundle, graph
from oboro.portal.tenancy.actions import seal_head
from oboro.portal.tenancy.models import User

ROOT = Path(__file__).resolve().parents[3]
# Rows of no body: a party may propose to many, and what bundles its proposals is the party's.
SHARED = {"Bundle", "Party"}


def contents(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def at_another_site(home, *commands):
    """Run the portal's commands over a database of their own."""
    environment = {**os.environ, "OBORO_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("OBORO_DATABASE", None)
    code = (
        "import sys, django; django.setup(); from django.core.management import call_command as call\n"
        f"for words in {list(commands)!r}: call(*words)"
    )
    environment["DJANGO_SETTINGS_MODULE"] = "oboro.portal.settings"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def whole(old, tmp_path):
    """The body with everything in it, written by the command."""
    old.finish()
    old.rules()
    actions.hold(organisation=old.body, subject="use:R8-001", reason="訴訟", by=old.cast.coordinator, on=old.today)
    seal_head(organisation=old.body, on=old.today)
    call_command("export_body", old.body.code, "--out", str(tmp_path / "first.zip"))
    return old, tmp_path / "first.zip"


def test_i23_export_import_export_is_lossless(whole, tmp_path, settings):
    old, first = whole
    second = tmp_path / "second.zip"
    (tmp_path / "elsewhere").mkdir()
    shutil.copytree(settings.KEYS, tmp_path / "elsewhere" / "keys")  # the key goes by hand
    code, said = at_another_site(
        tmp_path / "elsewhere",
        ("migrate", "--verbosity", "0"),
        ("import_body", str(first)),
        ("export_body", old.body.code, "--out", str(second)),
    )
    assert code == 0, said
    assert "記録はつながっています" in said
    before, after = contents(first), contents(second)
    assert set(before) == set(after)
    grown = {"AuditEvent.jsonl", "ChainHead.jsonl", "manifest.json"}  # the second export is itself in the record
    assert [name for name in before if name not in grown and before[name] != after[name]] == []
    events = after["AuditEvent.jsonl"].splitlines()
    assert events[:-1] == before["AuditEvent.jsonl"].splitlines()
    assert json.loads(events[-1])["kind"] == "custody.export_body"
    rows = {name: len(content.splitlines()) for name, content in before.items() if name.endswith(".jsonl")}
    for name in ("Proposal", "Attachment", "Making", "Use", "Complaint", "Hold", "Party", "User", "SealedHead"):
        assert rows[f"{name}.jsonl"] > 0, name
    assert any(name.startswith("files/") for name in before)


def test_the_file_holds_no_password_no_key_and_nothing_of_another_body(whole, city_b, stranger):
    old, first = whole
    content = b"\n".join(contents(first).values()).decode("utf-8", "replace")
    assert old.cast.coordinator.password not in content
    assert "PRIVATE KEY" not in content
    assert city_b.name not in content
    assert stranger.username not in content


def test_exporting_is_recorded_and_only_the_coordinator_may(whole, signed_in, stranger):
    old, _ = whole
    answer = signed_in(old.cast.coordinator).post("/office/custody/export/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert [e.kind for e in events_of(old.body.code)][-1] == "custody.export_body"
    assert signed_in(old.cast.reviewer).post("/office/custody/export/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.export_body(organisation=old.body, to=Path("nowhere"), by=stranger, on=date(2028, 10, 1))


def test_a_changed_a_foreign_and_a_present_body_are_refused(whole, tmp_path):
    _, first = whole
    with pytest.raises(NotLawful, match="すでに"):
        bundle.read(first)
    good = contents(first)
    for name, change, error in (
        ("Party.jsonl", b"{}\n", BundleDamaged),
        ("manifest.json", good["manifest.json"].replace(b'"version":1', b'"version":9'), FormatUnknown),
        ("manifest.json", b"[]", BundleDamaged),
    ):
        place = tmp_path / "changed.zip"
        with zipfile.ZipFile(place, "w") as target:
            for one, content in {**good, name: change}.items():
                target.writestr(one, content)
        with pytest.raises(error):
            bundle.read(place)
    (tmp_path / "no.zip").write_bytes(b"x")
    with pytest.raises(BundleDamaged):
        bundle.read(tmp_path / "no.zip")


def resealed(first, place, name, change):
    """The file with one member changed, and every digest in it made right again."""
    members = contents(first)
    manifest = json.loads(members.pop("manifest.json"))
    members[name] = change(members[name])
    manifest["members"] = {one: hashlib.sha256(content).hexdigest() for one, content in members.items()}
    if name == "Organisation.jsonl":
        manifest["code"] = json.loads(members[name].splitlines()[0])["code"]
    with zipfile.ZipFile(place, "w") as target:
        for one, content in [("manifest.json", json.dumps(manifest)), *members.items()]:
            target.writestr(one, content)
    return place


def refused_elsewhere(place, folder):
    """What an empty site says that does not take a file in; nothing of the body is there afterwards."""
    home = folder / "elsewhere"
    home.mkdir()
    code, said = at_another_site(home, ("migrate", "--verbosity", "0"), ("import_body", str(place)))
    assert code != 0
    left, told = at_another_site(home, ("export_body", "131016", "--out", str(folder / "none.zip")))
    assert (left != 0, (folder / "none.zip").exists()) == (True, False), told
    return said


def with_line(**values):
    """The member with its last line once more, some values of it changed."""

    def change(content):
        last = json.loads(content.splitlines()[-1])
        assert set(values) <= set(last)
        return content + bundle.canonical({**last, **values}) + b"\n"

    return change


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("User.jsonl", with_line(username="intruder", organisation="271004", party=None, email=""), "別の団体"),
        ("AuditEvent.jsonl", with_line(chain="271004", seq=9999), "別の団体"),
        ("Organisation.jsonl", with_line(code="999999"), "別の団体"),
        ("Organisation.jsonl", lambda content: content.replace(b'"131016"', b'"../../131016"'), "団体コード"),
    ],
    ids=["officer", "event", "second-body", "path"],
)
def test_a_file_that_would_write_into_another_body_is_refused(whole, city_b, tmp_path, name, change, why):
    _, first = whole
    users, events = User.objects.count(), AuditEvent.objects.count()
    place = resealed(first, tmp_path / "changed.zip", name, change)
    with pytest.raises(BundleDamaged, match=why):
        bundle.read(place)
    assert (User.objects.count(), AuditEvent.objects.count()) == (users, events)


def test_a_file_of_an_older_program_is_refused_before_anything_is_written(whole, tmp_path):
    def without_a_column(content):
        rows = [json.loads(line) for line in content.splitlines()]
        return b"".join(bundle.canonical({k: v for k, v in row.items() if k != "proposers"}) + b"\n" for row in rows)

    _, first = whole
    place = resealed(first, tmp_path / "older.zip", "ProposalVersion.jsonl", without_a_column)
    assert "表の列がこのプログラムと違います" in refused_elsewhere(place, tmp_path)


def test_a_body_whose_record_does_not_hold_together_is_not_taken_in(whole, tmp_path):
    def rewritten(content):
        first, *rest = content.splitlines()
        return b"\n".join([bundle.canonical({**json.loads(first), "kind": "register.publish"}), *rest]) + b"\n"

    _, first = whole
    place = resealed(first, tmp_path / "changed.zip", "AuditEvent.jsonl", rewritten)
    assert "1番の出来事で切れています" in refused_elsewhere(place, tmp_path)


def test_every_model_belongs_to_a_body_or_is_said_to_be_shared():
    homeless = {model.__name__ for model in graph.all_models() if graph.path_to_body(model) is None}
    assert homeless - graph.BY_CHAIN == SHARED
    graph.in_order([model for model in graph.all_models() if model.__name__ not in graph.BY_CHAIN])
