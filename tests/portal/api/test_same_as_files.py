"""What a program reads of an edition is what the files of that edition hold, whatever was published, changed or struck."""

import csv
import io
import itertools

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oboro.portal.register import actions, queries
from oboro.portal.tenancy.queries import today
from portal.factories import register, tenancy

pytestmark = pytest.mark.django_db
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
    str.strip
)
ANSWERS = st.fixed_dictionaries(
    {
        "name": WORDS,
        "purpose": WORDS,
        "record_items": st.lists(WORDS, min_size=1, max_size=4),
        "sensitive": st.booleans(),
    }
)
STEPS = st.lists(st.tuples(st.sampled_from(["new", "change", "strike"]), ANSWERS), min_size=1, max_size=5)
numbers = itertools.count()


def published(body, steps):
    """The register of a body after these steps, each an edition of its own."""
    living, by, on = [], register.boss(body), today(body)
    for step, answers in steps:
        if step == "new" or not living:
            living.append(register.entry(body, **answers))
        elif step == "strike":
            actions.strike_entry(entry=living.pop(0), by=by, on=on)
        else:
            entry = living[0] = queries.entry_for_organisation(body, living[0].pk)
            said = register.answers(entry.living[0].regime, **answers)
            actions.save_draft(entry=entry, answers=said, persons=150_000, by=register.writer(body), on=on)
            for act in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
                act(entry=entry, by=by, on=on)


def everything(client, address):
    """All items of a list, part by part."""
    items = []
    while address:
        part = client.get(address).json()
        items, address = items + part["items"], part["next"]
    return items


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_edition_is_the_same_to_a_program_as_in_its_files(steps):
    body, client = tenancy.organisation(code=f"X-{next(numbers)}", name="丙市"), Client()
    published(body, steps)
    editions = everything(client, f"/api/v1/bodies/{body.code}/editions?per_page=2")
    assert [one["number"] for one in editions] == list(range(len(editions), 0, -1))
    for edition in editions:
        page = client.get(edition["address"]).json()
        rows = everything(client, page["rows"] + "?per_page=2")
        in_json = client.get(edition["files"]["register.json"]).json()
        assert rows == in_json["entries"]
        assert len(rows) == edition["entries"]
        assert page["columns"] == in_json["columns"]
        assert edition["sha256"] == in_json["spdx:checksum"]["spdx:checksumValue"]
        heads, *lines = csv.reader(
            io.StringIO(client.get(edition["files"]["register.csv"]).content.decode("utf-8-sig"))
        )
        assert heads == [column["label"] for column in page["columns"]]
        assert [[row.get(column["id"], "") for column in page["columns"]] for row in rows] == lines
    assert client.get(f"/api/v1/bodies/{body.code}/register").json() == client.get(editions[0]["address"]).json()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_entries_in_force_are_those_of_the_newest_edition(steps):
    body, client = tenancy.organisation(code=f"X-{next(numbers)}", name="丙市"), Client()
    published(body, steps)
    rows = everything(client, client.get(f"/api/v1/bodies/{body.code}/register").json()["rows"])
    found = everything(client, f"/api/v1/entries?body={body.code}&per_page=2")
    entries = [client.get(one["address"]).json() for one in found]
    assert [(str(one["number"]), str(one["version"]["number"])) for one in entries] == [
        (row["number"], row["version"]) for row in rows
    ]
    for entry, row in zip(entries, rows, strict=True):
        items = {item["key"]: item["value"] for item in entry["items"]}
        assert entry["name"] == items["name"] == row["name"]
        assert "\n".join(items["record_items"]) == row["record_items"]
        assert {True: "有", False: "無"}[items["sensitive"]] == row["sensitive"]
