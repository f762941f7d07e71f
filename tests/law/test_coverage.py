"""The table of articles: whole, true to the statutes' index, and every name in it exists."""

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from oboro.law import coverage, source
from oboro.law.regime import Scheme

ROOT = Path(__file__).resolve().parents[2]
STATUTES = json.loads((Path(__file__).parent / "statutes.json").read_text(encoding="utf-8"))
CHAPTERS = {
    Scheme.APPI: ("法", [str(number) for number in range(109, 124)]),
    Scheme.GYOKOHO_2017: ("法", [f"44の{number}" for number in range(2, 17)]),
}


@cache
def defined(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def in_index(scheme, place):
    article = STATUTES[scheme][place.citation.alias]["articles"][place.citation.article]
    return (
        place.citation.item is None or place.citation.item in article["paragraphs"][str(place.citation.paragraph or 1)]
    )


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_article_paragraph_and_item_of_the_chapter_has_its_line(scheme):
    alias, articles = CHAPTERS[scheme]
    told = {
        (place.citation.article, str(place.citation.paragraph or 1), place.citation.item)
        for place in coverage.places(scheme)
        if place.citation.alias == alias
    }
    index = STATUTES[scheme][alias]["articles"]
    wanted = {
        (article, paragraph, item)
        for article in articles
        for paragraph, items in index[article]["paragraphs"].items()
        for item in (None, *items)
    }
    assert wanted - told == set()


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_line_is_a_place_of_the_statutes_with_its_caption(scheme):
    for place in coverage.places(scheme):
        assert in_index(scheme, place), place.at
        assert STATUTES[scheme][place.citation.alias]["articles"][place.citation.article]["caption"] == place.caption


@pytest.mark.parametrize("scheme", list(Scheme))
def test_no_row_speaks_of_a_place_that_is_not_there_or_twice(scheme):
    assert coverage.unknown_rows(scheme) == ()


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_function_named_exists(scheme):
    lost = [
        name
        for place in coverage.places(scheme)
        for name in place.by
        if name.partition(":")[2]
        not in defined(ROOT / "src" / Path(*name.partition(":")[0].split(".")).with_suffix(".py"))
    ]
    assert lost == []


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_test_named_exists(scheme):
    lost = [
        test
        for place in coverage.places(scheme)
        for test in place.tests
        if test.partition("::")[2] not in defined(ROOT / test.partition("::")[0])
    ]
    assert lost == []


def test_no_place_is_open():
    assert [(place.at, place.gap) for _, place in coverage.open_places()] == []


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_line_that_is_not_open_has_data_code_and_a_test(scheme):
    assert [p.at for p in coverage.places(scheme) if not p.gap and not (p.data and p.by and p.tests)] == []


def test_a_place_without_a_row_would_be_open():
    article = source.document(Scheme.APPI, "chapters")["article"][0]
    forgotten = coverage._place(Scheme.APPI, article, "法60①", {}, {})
    assert (forgotten.how, forgotten.gap) == ("open", "対応する行がない")


def test_the_page_is_what_the_table_says():
    page = (ROOT / "docs" / "reference" / "law-coverage.md").read_text(encoding="utf-8")
    assert page == coverage.as_markdown(), "PYTHONPATH=src python -m oboro.cli.main law coverage --markdown で作り直す"


def test_machines_get_the_open_places_as_a_list():
    told = coverage.as_json()
    assert set(told) == {"schemes", "open", "places"}
    assert told["open"] == []
    assert sum(scheme["places"] for scheme in told["schemes"].values()) == len(told["places"])
