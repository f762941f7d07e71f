"""Every place the data cites exists in the statutes; every value has a date and a source; both schemes have one shape."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from oboro.law import source
from oboro.law.citation import Citation, parse
from oboro.law.regime import BodyKind, Regime, Scheme, regime_on

HERE = Path(__file__).parent
STATUTES = json.loads((HERE / "statutes.json").read_text(encoding="utf-8"))
HISTORY = json.loads((HERE / "statutes_history.json").read_text(encoding="utf-8"))
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
NOT_ENTRIES = {"law", "scheme"}
OPTIONAL = {
    "also", "bodies", "statutory", "list_seen", "text_seen", "before", "max_age_months", "inferred", "as_written",
}  # fmt: skip


def arrays(scheme, file):
    return {name for name in source.document(scheme, file) if name not in NOT_ENTRIES}


def every_version():
    for scheme in Scheme:
        for file in source.FILES:
            for array in sorted(arrays(scheme, file)):
                for one in source.versions(scheme, file, array):
                    yield scheme, file, array, one


ALL = list(every_version())


def titles(scheme):
    return {raw["alias"]: raw["title"] for raw in source.document(scheme, "regime")["law"]}


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for member in value:
            yield from texts_in(member)


def places(one):
    """Every shorthand a version holds: its citation, further places, and those inside its texts."""
    yield one.cite
    yield from one.values.get("also", ())
    for value in one.values.values():
        for text in texts_in(value):
            yield from PLACEHOLDER.findall(text)


def successor(scheme, file, array, one):
    """The day from which a newer version stands for the same bodies; None when there is none."""
    same = [
        v.since
        for v in source.versions(scheme, file, array)
        if v.key == one.key and v.since and v.since > one.since and v.values.get("bodies") == one.values.get("bodies")
    ]
    ends = [*same, *([one.until] if one.until else [])]
    return min(ends) if ends else None


def stands_in(index, citation):
    article = index.get(citation.article)
    if article is None:
        return False
    paragraph = article["paragraphs"].get(str(citation.paragraph or 1))
    return paragraph is not None and (citation.item is None or citation.item in paragraph)


def text_for(scheme, alias, since, end):
    """The index of the text in which a version stands: the one at hand, or an older or newer one if it must be."""
    present = STATUTES[scheme][alias]
    as_of = date.fromisoformat(present["as_of"])
    if since <= as_of and (end is None or end > as_of):
        return present["articles"]
    newest = [day for day in HISTORY if date.fromisoformat(day) <= since and alias in HISTORY[day]]
    seen = HISTORY[max(newest)][alias]["articles"] if newest else {}
    return seen if since > as_of else seen or present["articles"]


@pytest.mark.parametrize("scheme", list(Scheme))
def test_titles_of_statutes_are_those_of_the_index(scheme):
    assert titles(scheme) == {alias: text["title"] for alias, text in STATUTES[scheme].items()}


def exists(scheme, file, array, one, shorthand):
    """Whether a place stands in the text of the version's time, in the numbering of that time."""
    written = parse(shorthand, titles=titles(scheme))
    present = STATUTES[scheme][written.alias]["articles"]
    if file == "numbering":  # these places are written in today's numbers, for they say how to reckon back
        return stands_in(present, written)
    index = text_for(scheme, written.alias, one.since, successor(scheme, file, array, one))
    if index is present:
        return stands_in(present, written)
    own = one.values.get("as_written") is True
    then = written if own else Regime(scheme=scheme, body=BodyKind.NATIONAL_ORGAN, on=one.since).citation(shorthand)
    return stands_in(index, then) or (then.article not in index and stands_in(present, written))


def test_every_cited_place_exists_in_the_statutes():
    lost = [
        f"{scheme}/{file} {one.key} {shorthand}"
        for scheme, file, array, one in ALL
        if not one.absent
        for shorthand in places(one)
        if not exists(scheme, file, array, one, shorthand)
    ]
    assert lost == []


def test_an_invented_place_would_be_noticed():
    present = STATUTES["appi"]["法"]["articles"]
    assert not stands_in(present, Citation("", "186"))
    assert not stands_in(present, Citation("", "114", 1, "8"))
    assert not stands_in(present, Citation("", "114", 4))
    assert stands_in(present, Citation("", "114", 1, "7"))


FISCAL_2022 = date(2022, 10, 1)


@pytest.mark.parametrize("body", [BodyKind.NATIONAL_ORGAN, BodyKind.INCORPORATED_AGENCY])
def test_every_place_of_fiscal_2022_stands_in_the_text_of_2022(body):
    then = regime_on(body=body, on=FISCAL_2022)
    index = HISTORY["2022-04-01"]
    lost = []
    for file in source.FILES:
        for array in arrays(Scheme.APPI, file):
            for entry in then.entries(file, array):
                for place in (entry.citation, *entry.also):
                    seen = index[place.alias]["articles"] if place.alias in index else {}
                    if place.article in seen and not stands_in(seen, place):
                        lost.append(f"{entry.key} {place.short}")
                    if place.alias == "法" and int(place.article.split("の")[0]) >= 107 and place.article not in seen:
                        inside = any(
                            int(a) <= int(place.article) <= int(b) for a, b in index["法"]["chapters"].values()
                        )
                        lost += [] if inside else [f"{entry.key} {place.short}"]
    assert lost == []


@pytest.mark.parametrize("article", [str(number) for number in range(109, 129)])
def test_a_renumbered_article_has_the_same_caption_in_2022_and_2023(article):
    now = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2023, 4, 1)).citation(f"法{article}")
    then = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2023, 3, 31)).citation(f"法{article}")
    assert now.article == article
    captions = HISTORY["2022-04-01"]["法"]["articles"]
    assert captions[then.article]["caption"] == STATUTES["appi"]["法"]["articles"][article]["caption"]


@pytest.mark.parametrize(
    ("shorthand", "then", "now"),
    [
        ("法74①一", "法第74条第1項第1号", "法第74条第1項第1号"),
        ("法107", "法第106条", "法第107条"),
        ("法109①", "法第107条第1項", "法第109条第1項"),
        ("法114①二", "法第112条第1項第2号", "法第114条第1項第2号"),
        ("法119①", "法第117条第1項", "法第119条第1項"),
        ("法119⑤", "法第117条第3項", "法第119条第5項"),
        ("法123", "法第121条", "法第123条"),
        ("法126", "法第124条", "法第126条"),
        ("法156", "法第153条", "法第156条"),
        ("法176", "法第171条", "法第176条"),
        ("令16", "令第16条", "令第16条"),
        ("令21⑥一", "令第20条第6項第1号", "令第21条第6項第1号"),
        ("令31①", "令第29条第1項", "令第31条第1項"),
        ("規則62五", "規則第62条第5号", "規則第62条第5号"),
    ],
)
def test_numbers_change_on_1_april_2023(shorthand, then, now):
    body = BodyKind.NATIONAL_ORGAN
    assert regime_on(body=body, on=date(2023, 3, 31)).citation(shorthand).short == then
    assert regime_on(body=body, on=date(2023, 4, 1)).citation(shorthand).short == now


@pytest.mark.parametrize(
    ("shorthand", "before", "after"),
    [
        ("法2⑥", "法第2条第6項", "法第2条第6項"),
        ("法2⑪", "法第2条第11項", "法第2条第12項"),
        ("法2⑪二", "法第2条第11項第2号", "法第2条第12項第2号"),
        ("法16⑥", "法第16条第6項", "法第16条第7項"),
        ("法16④", "法第16条第4項", "法第16条第4項"),
    ],
)
def test_two_new_definitions_of_2028_move_the_paragraphs_after_them(shorthand, before, after):
    body = BodyKind.NATIONAL_ORGAN
    assert regime_on(body=body, on=date(2028, 7, 15)).citation(shorthand).short == before
    assert regime_on(body=body, on=date(2028, 7, 16)).citation(shorthand).short == after


def test_what_was_new_in_2028_keeps_the_number_it_is_written_with():
    law = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2028, 7, 16))
    assert [e.citation.short for e in law.entries("contact", "kind")][:2] == ["法第2条第8項第1号", "法第2条第8項第2号"]


def test_the_order_of_2024_12_02_moves_the_codes():
    body = BodyKind.NATIONAL_ORGAN
    before = {e.key: e.citation.short for e in regime_on(body=body, on=date(2024, 12, 1)).entries("codes", "code")}
    after = {e.key: e.citation.short for e in regime_on(body=body, on=date(2024, 12, 2)).entries("codes", "code")}
    assert before["national_health_insurance"] == "令第1条第7号イ"
    assert after["national_health_insurance"] == "令第1条第3号"
    assert before["individual_number"] == "令第1条第6号"
    assert after["individual_number"] == "令第1条第9号"


def test_every_value_has_a_date_and_a_source_or_a_reason_to_be_absent():
    bare = [
        f"{scheme}/{file} {one.key}" for scheme, file, array, one in ALL if not (one.absent or (one.since and one.cite))
    ]
    assert bare == []


def test_no_version_begins_before_its_scheme_or_ends_before_it_begins():
    begin = {Scheme.GYOKOHO_2017: date(2017, 5, 30), Scheme.APPI: date(2022, 4, 1)}
    wrong = [
        f"{scheme}/{file} {one.key}"
        for scheme, file, array, one in ALL
        if one.since and (one.since < begin[scheme] or (one.until and one.until <= one.since))
    ]
    assert wrong == []


@pytest.mark.parametrize("file", source.FILES)
def test_two_schemes_have_one_shape(file):
    old, new = (source.document(scheme, file) for scheme in Scheme)
    assert set(old) - {"law"} == set(new) - {"law"}
    for array in arrays(Scheme.APPI, file) - {"amendment"}:
        keys = [{one.key for one in source.versions(scheme, file, array)} for scheme in Scheme]
        assert keys[0] ^ keys[1] == set(), array


@pytest.mark.parametrize("file", source.FILES)
def test_entries_of_one_array_have_the_same_fields_in_both_schemes(file):
    for array in arrays(Scheme.APPI, file):
        old, new = (
            {
                name
                for one in source.versions(scheme, file, array)
                if not one.absent
                for name in one.values
                if name not in OPTIONAL
            }
            for scheme in Scheme
        )
        assert old == new or not old or not new, array


def test_a_thing_that_is_absent_gives_its_reason_in_a_sentence():
    assert [f"{file} {one.key}" for _, file, _, one in ALL if one.absent and len(one.absent) < 10] == []
