"""A body's own 条例要配慮個人情報: found by the words it lists, told under its own name, and never by mistake."""

from datetime import date
from pathlib import Path

import pytest

from oboro.engine.detectors.sensitive import ordinance_words
from oboro.engine.guessing import guess
from oboro.engine.survey import Survey, survey
from oboro.kernel.errors import SourceUnreadable
from oboro.law.regime import BodyKind, Scheme, regime

LIST = '[[word_list]]\npolicy = "地域の例"\ncolumns = ["ほげ区分"]\nvalues = ["ｱﾙﾌｧ", "べーた"]\n'
ON = date(2026, 4, 1)


def looked_at(folder: Path, *, body: BodyKind = BodyKind.MUNICIPALITY, words: str = LIST) -> Survey:
    (folder / "words.toml").write_text(words, encoding="utf-8")
    lines = [f"{n},{['アルファ', 'なし', 'ベータ', '他'][n % 4]},{n % 2}\n" for n in range(60)]
    (folder / "f.csv").write_text("利用者番号,col1,ホゲ区分\n" + "".join(lines), encoding="utf-8")
    local = ordinance_words(folder / "words.toml")
    return survey(guess(folder / "f.csv"), regime=regime(Scheme.APPI, body=body, on=ON), local=local)


def test_words_of_the_ordinance_are_found_in_values_and_names_whatever_their_writing(tmp_path: Path):
    found = looked_at(tmp_path)
    assert [column.role.value for column in found.columns] == ["link", "sensitive", "sensitive"]
    assert [column.head and column.head[:2] for column in found.columns] == [
        None,
        *[("ordinance_sensitive", "条例要配慮個人情報")] * 2,
    ]
    assert "条例要配慮個人情報（地域の例）" in "".join(found.columns[1].verdict.evidence)


def test_the_register_draft_tells_the_ordinances_own_apart_from_the_statutes(tmp_path: Path):
    found = looked_at(tmp_path)
    assert "col1,含む（条例）,法第75条第4項" in found.register_csv()
    assert found.as_json()["register"]["sensitive"] is False
    assert found.as_json()["columns"][1]["sensitive"]["key"] == "ordinance_sensitive"


def test_a_body_that_has_no_ordinance_has_no_such_item(tmp_path: Path):
    found = looked_at(tmp_path, body=BodyKind.NATIONAL_ORGAN)
    assert [column.head for column in found.columns] == [None, None, None]
    assert found.columns[1].role.value == "sensitive"


@pytest.mark.parametrize(
    "words",
    [
        "x",
        "[[wordlist]]\n",
        '[[word_list]]\npolicy = "a"\ncolumns = "語"\nvalues = []\n',
        '[[word_list]]\npolicy = "a"\ncolumns = []\nvalues = []\n',
        '[[word_list]]\npolicy = "a"\ncolumns = [""]\nvalues = []\n',
        '[[word_list]]\npolicy = "a"\ncolumns = []\nvalues = [1]\n',
    ],
    ids=["no TOML", "no list", "a word for a list", "empty", "an empty word", "a number"],
)
def test_a_list_that_would_find_everything_or_nothing_is_refused(tmp_path: Path, words: str):
    with pytest.raises(SourceUnreadable, match=r"words\.toml"):
        looked_at(tmp_path, words=words)


def test_a_list_of_values_alone_does_not_touch_other_columns(tmp_path: Path):
    words = '[[word_list]]\npolicy = "地域の例"\ncolumns = []\nvalues = ["アルファ"]\n'
    assert [c.head is not None for c in looked_at(tmp_path, words=words).columns] == [False, True, False]


def test_the_list_that_the_manual_shows_is_one(tmp_path: Path):
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "survey-a-file.md").read_text(encoding="utf-8")
    (tmp_path / "words.toml").write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert [one.policy for one in ordinance_words(tmp_path / "words.toml")] == ["条例要配慮個人情報（条例での呼び名）"]
