"""The register as a whole: same wish, same bytes; counts of the census; right numbers; dirt that is told."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from oboro.kernel.errors import OutputError, UsageError
from oboro.rehearsal import dirt, register
from oboro.rehearsal.register import Wish
from oboro.rehearsal.tables import BANDS, find_area, parts_of

ISLAND = "与論町"


def made(tmp_path: Path, **wish: object) -> list[dict[str, str]]:
    register.write(Wish(**{"municipality": ISLAND, **wish}), out=tmp_path / "r.csv", truth=tmp_path / "t.csv")
    return rows(tmp_path / "r.csv", str(wish.get("encoding", "cp932")))


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def completed_years(birth: str, on: date) -> int:
    born = date.fromisoformat(birth)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@pytest.mark.parametrize("on", [register.CENSUS_DAY, date(2024, 2, 29), date(2026, 4, 1)])
def test_the_actual_size_reproduces_the_census_exactly(tmp_path: Path, on: date):
    area = find_area(ISLAND)
    records = made(tmp_path, people=None, on=on)
    counted = np.zeros((2, BANDS), dtype=np.int64)
    for record in records:
        counted["男女".index(record["性別"]), min(completed_years(record["生年月日"], on) // 5, BANDS - 1)] += 1
    assert (counted == area.counts).all()


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path):
    contents = []
    for number, seed in enumerate((7, 7, 8)):
        out, truth = tmp_path / f"{number}.csv", tmp_path / f"{number}.truth.csv"
        register.write(Wish(ISLAND, people=700, seed=seed, dirt=0.3), out=out, truth=truth)
        contents.append(out.read_bytes() + truth.read_bytes())
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_every_encoding_holds_the_same_text_with_letters_beyond_jis(tmp_path: Path):
    texts = {}
    for encoding in register.ENCODINGS:
        out = tmp_path / f"{encoding}.csv"
        register.write(Wish("柏市", people=5000, seed=3, encoding=encoding, dirt=0.2), out=out)
        texts[encoding] = out.read_bytes().decode(encoding)
        assert texts[encoding].encode(encoding) == out.read_bytes()
    assert len(set(texts.values())) == 1
    assert {"髙", "﨑", "①", "㈱"} <= set(texts["cp932"])
    assert (tmp_path / "utf-8-sig.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "utf-8.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_persons_are_distinct_and_households_hold_together(tmp_path: Path):
    records = made(tmp_path, people=3000)
    for column in ("宛名番号", "個人番号", "住民票コード"):
        assert len({record[column] for record in records}) == 3000
    homes: dict[str, list[dict[str, str]]] = {}
    for record in records:
        homes.setdefault(record["世帯番号"], []).append(record)
    for home in homes.values():
        assert [member["記載順位"] for member in home] == [str(n) for n in range(1, len(home) + 1)]
        assert {member["世帯人数"] for member in home} == {str(len(home))}
        assert [member["続柄"] for member in home].count("世帯主") == 1
        assert home[0]["続柄"] == "世帯主"
        assert {member["世帯主氏名"] for member in home} == {home[0]["氏名"]}
        assert len({member["住所"] for member in home}) == 1
    minors = [r for r in records if completed_years(r["生年月日"], register.CENSUS_DAY) < 18]
    assert all(len(homes[r["世帯番号"]]) > 1 for r in minors)


def test_dirt_stands_exactly_where_the_truth_says(tmp_path: Path):
    clean = made(tmp_path, people=2500, seed=4)
    (tmp_path / "r.csv").rename(tmp_path / "clean.csv")
    dirty = made(tmp_path, people=2500, seed=4, dirt=0.2)
    truth = rows(tmp_path / "t.csv")
    told = {(int(t["record"]), t["column"]) for t in truth if t["class"] == "dirt"}
    found = {
        (number, column)
        for number, (a, b) in enumerate(zip(clean, dirty, strict=True), start=1)
        for column in a
        if a[column] != b[column]
    }
    assert found == told
    assert 0.16 < len(told) / 2500 < 0.24
    assert {t["kind"] for t in truth if t["class"] == "dirt"} == {kind.key for kind in dirt.KINDS}
    assert not {column for _, column in told} & {"性別", "生年月日", "前住所市区町村コード", "宛名番号", "世帯番号"}


def test_embedded_names_and_telephone_numbers_are_at_the_told_places(tmp_path: Path):
    records = made(tmp_path, people=4000, seed=2)
    kinds = Counter()
    for told in rows(tmp_path / "t.csv"):
        text = records[int(told["record"]) - 1][told["column"]][int(told["start"]) : int(told["end"])]
        kinds[told["kind"]] += 1
        assert text
        assert (told["kind"] == "phone") == text.replace("-", "").isdigit()
    assert set(kinds) == {"name", "phone", "hint"}


def test_history_rows_share_the_person_and_only_the_last_is_latest(tmp_path: Path):
    records = made(tmp_path, people=1000, history=True)
    persons: dict[str, list[dict[str, str]]] = {}
    for record in records:
        persons.setdefault(record["宛名番号"], []).append(record)
    assert len(persons) == 1000
    assert len(records) > 1200
    for versions in persons.values():
        assert [v["個人履歴番号"] for v in versions] == [str(n) for n in range(1, len(versions) + 1)]
        assert [v["最新フラグ"] for v in versions] == ["0"] * (len(versions) - 1) + ["1"]
        assert len({v["個人番号"] for v in versions}) == 1
        assert sorted(v["異動年月日"] for v in versions) == [v["異動年月日"] for v in versions]


def test_a_designated_city_is_made_ward_by_ward(tmp_path: Path):
    area = find_area("静岡市")
    register.write(Wish("静岡市", people=3000), out=tmp_path / "r.csv")
    records = rows(tmp_path / "r.csv", "cp932")
    wards = {ward.full_name for ward in parts_of(area)}
    assert len(records) == 3000
    assert {next(w for w in wards if record["住所"].startswith(w)) for record in records} == wards
    assert len({record["宛名番号"] for record in records}) == 3000
    assert sum(ward.persons for ward in parts_of(area)) == area.persons


def test_previous_municipalities_are_spread_over_the_country(tmp_path: Path):
    records = made(tmp_path, people=5000)
    codes = Counter(record["前住所市区町村コード"] for record in records)
    assert len({code[:2] for code in codes}) == 47
    assert codes.most_common(1)[0][0] == find_area(ISLAND).code


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"municipality": "どこにもない市"}, "ありません"),
        ({"municipality": "府中市"}, "複数"),
        ({"people": 0}, "人数"),
        ({"dirt": 1.5}, "汚れ"),
        ({"seed": -1}, "種"),
        ({"encoding": "utf-16"}, "文字コード"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(tmp_path: Path, wish: dict[str, object], words: str):
    with pytest.raises(UsageError, match=words):
        made(tmp_path, **{"people": 10, **wish})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_reported_and_nothing_is_left(tmp_path: Path):
    with pytest.raises(OutputError, match=r"r\.csv を書けません"):
        register.write(Wish(ISLAND, people=10), out=tmp_path / "no" / "r.csv")


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path):
    (tmp_path / "r.csv").write_text("old")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register.write(Wish(ISLAND, people=10), out=tmp_path / "r.csv", progress=stop)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("r.csv", "old")]


def test_the_header_has_no_comma_or_quote():
    assert next(csv.reader(io.StringIO(",".join(register.columns())))) == list(register.columns())
