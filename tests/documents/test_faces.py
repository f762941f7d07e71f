import hashlib
import tomllib

import pytest
from fontTools.ttLib import TTFont

from oboro.documents.faces import FACES, FAMILIES, FONTS, code_points, coverage, printable


def test_each_face_is_the_one_its_source_names():
    sources = tomllib.loads((FONTS / "SOURCES.toml").read_text(encoding="utf-8"))
    assert sorted(sources) == sorted(FACES)
    for name, source in sources.items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == source["sha256"], name


def test_each_face_bears_the_name_it_is_asked_for_by():
    assert tuple(TTFont(FONTS / name)["name"].getDebugName(1) for name in FACES) == FAMILIES


def test_the_characters_of_offices_and_names_are_drawn_by_the_first_face():
    found = coverage("髙﨑①㈱Ⅲ㍻〜－−‖∥—¥é葛󠄀辻󠄀神福塚類\n　")
    assert (found.fallback, found.base_form, found.missing) == ((), (), ())


def test_a_rare_kanji_is_drawn_by_the_second_face_and_named_once():
    found = coverage("𠮷野家と𠮷田")
    assert (found.fallback, found.missing) == (("𠮷",), ())


def test_a_variant_no_face_holds_is_named():
    assert coverage("葛\U000e01ef").base_form == ("葛\U000e01ef",)
    assert code_points(("葛\U000e01ef",)) == "U+845B U+E01EF"


@pytest.mark.parametrize("letter", ["😀", "ก", "\u2028", "\x00"])
def test_what_no_face_draws_is_named_and_marked(letter):
    assert coverage(f"甲{letter}乙").missing == (letter,)
    assert printable(f"甲{letter}乙") == "甲〓乙"
