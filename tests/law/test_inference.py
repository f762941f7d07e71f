"""What is our reading is marked so: every unseen text, and every rule of counting the statutes leave open."""

from oboro.law import source
from oboro.law.regime import Scheme

UNSEEN = ("text_seen", "list_seen", "layout_seen", "statutory")


def every_version():
    for scheme in Scheme:
        for file in source.FILES:
            for array, told in source.document(scheme, file).items():
                if isinstance(told, list) and array != "law":
                    yield from ((scheme, file, one) for one in source.versions(scheme, file, array))


def test_what_was_not_seen_says_so_in_words():
    silent = [
        f"{scheme}/{file} {one.key}"
        for scheme, file, one in every_version()
        if any(one.values.get(name) is False for name in UNSEEN) and not one.values.get("inferred")
    ]
    assert silent == []


def test_a_reason_is_a_sentence():
    assert [one.key for _, _, one in every_version() if 0 < len(str(one.values.get("inferred", ""))) < 10] == []


def test_every_way_of_counting_is_marked_where_the_statute_does_not_say_it():
    periods = [one for _, file, one in every_version() if file == "periods"]
    assert len(periods) == 8
    assert [one.key for one in periods if not one.values.get("inferred")] == []


def test_every_standard_has_examples_and_says_whose_they_are():
    told = [one for _, file, one in every_version() if file == "standards"]
    assert len(told) == 10
    assert [
        one.key for one in told if not one.values.get("examples") or "ガイドライン" not in one.values["examples_source"]
    ] == []
