"""GLOSSARY.md names what the code has and cites what the data cites."""

import importlib
from datetime import date
from pathlib import Path

import pytest

from oboro.kernel.errors import LawError
from oboro.law.regime import BodyKind, regime_on

GLOSSARY = Path(__file__).resolve().parents[2] / "GLOSSARY.md"
NEW = regime_on(body=BodyKind.DESIGNATED_CITY, on=date(2026, 4, 1))
OLD = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2022, 3, 31))


def table():
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and ":" in cells[0]:
            yield cells


ROWS = list(table())


def said(law, key):
    kind, _, name = key.partition(":")
    try:
        entry = law.entry("regime", kind, name)
    except LawError:
        return ["—", "—"]
    return [entry.text("text") or entry.text("label"), entry.citation.short]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_word_and_its_places_are_those_of_the_law(row):
    assert [row[1], row[5]] == said(NEW, row[0])
    assert [row[2], row[6]] == said(OLD, row[0])


@pytest.mark.parametrize("code", sorted({row[4].strip("`") for row in ROWS if row[4] != "—"}))
def test_a_code_name_exists(code):
    names = code.split(".")
    module = importlib.import_module(".".join(names[:3]))
    found = module
    for name in names[3:]:
        found = getattr(found, name)
    assert found.__doc__


def test_every_term_of_the_law_is_in_the_glossary():
    keys = {row[0] for row in ROWS}
    terms = {f"term:{entry.key}" for law in (NEW, OLD) for entry in law.entries("regime", "term")}
    assert terms - keys == set()


def test_no_english_word_is_used_for_two_things():
    words = [row[3] for row in ROWS]
    assert sorted(set(words)) == sorted(words)
