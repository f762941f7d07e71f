"""The survey of generated registers: everything that identifies is found, and nothing of the file is told."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from oboro.engine import recipe, run
from oboro.engine.guessing import guess
from oboro.engine.reading import Source
from oboro.engine.survey import Survey, survey
from oboro.kernel.errors import ColumnMismatch, SourceUnreadable, ValueOutsideHierarchy
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.rehearsal import register

TODAY = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
IN_2019 = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 4, 1))

CODES = {
    "個人番号": "individual_number",
    "住民票コード": "resident_record_code",
    "在留カード番号": "residence_card",
    "基礎年金番号": "basic_pension",
    "国保記号番号": "national_health_insurance",
    "後期高齢者医療被保険者番号": "elderly_medical_insurance",
    "介護保険被保険者番号": "care_insurance",
}
LINKS = {"宛名番号", "個人履歴番号", "世帯番号", "操作者ID"}
IDENTIFIERS = {"氏名", "氏名フリガナ", "世帯主氏名", "住所", "方書", "電話番号", "メールアドレス"}
SENSITIVE = {"要介護状態区分": None, "障害者手帳等級": "disability", "支援措置区分": "crime_victim"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "register.csv"
    register.write(register.Wish("柏市", people=6000, seed=11, dirt=0.1), out=path)
    return path


@pytest.fixture(scope="module")
def found(town: Path) -> Survey:
    return survey(guess(town), regime=TODAY)


def by_role(found: Survey, role: str) -> set[str]:
    return {column.column for column in found.columns if column.role == role}


def test_every_code_link_and_identifier_of_the_register_is_found(found: Survey):
    assert {c.column: c.verdict.key for c in found.columns if c.role == "code"} == CODES
    assert by_role(found, "link") == LINKS
    assert by_role(found, "identifier") == IDENTIFIERS
    assert by_role(found, "text") == {"備考", "異動履歴"}
    assert {c.column: c.head and c.head[0] for c in found.columns if c.role == "sensitive"} == SENSITIVE


def test_codes_and_links_are_found_when_the_columns_are_numbered_instead_of_named(town: Path, tmp_path: Path):
    with town.open(encoding="cp932", newline="") as file:
        names, *rows = csv.reader(file)
    with (tmp_path / "bare.csv").open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows([[f"列{n}" for n in range(len(names))], *rows])
    roles = dict(zip(names, [c.role for c in survey(guess(tmp_path / "bare.csv"), regime=TODAY).columns], strict=True))
    for name in ("個人番号", "住民票コード", "在留カード番号", "後期高齢者医療被保険者番号"):
        assert roles[name] == "code"
    for name in (*CODES, "宛名番号", "世帯番号", "氏名", "住所", "電話番号", "メールアドレス", "備考"):
        assert roles[name].is_dropped


def test_nothing_of_the_file_is_told(town: Path, found: Survey, tmp_path: Path):
    with town.open(encoding="cp932", newline="") as file:
        names, *rows = csv.reader(file)
    with (tmp_path / "register.csv").open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerow(names)
    bare = survey(guess(tmp_path / "register.csv", encoding="cp932"), regime=TODAY)
    own_words = json.dumps(bare.as_json(), ensure_ascii=False) + bare.recipe_toml()
    told = json.dumps(found.as_json(), ensure_ascii=False) + found.recipe_toml(base=town.parent)
    values = {value for row in rows for value in row if len(value) >= 3}
    assert len(values) > 50_000
    assert [value for value in values if value in told and value not in own_words and not value.isdigit()] == []
    assert [value for value in values if len(value) >= 6 and value in told and value not in own_words] == []


def test_each_proposal_names_its_standard_and_place_in_the_law(found: Survey):
    places = {column.role.value: (column.standard, column.citation.short) for column in found.columns}
    assert places["code"][0] == "codes"
    assert places["link"][0] == "links"
    assert places["identifier"][0] == places["text"][0] == places["quasi"][0] == "identifying"
    assert places["code"][1] != places["link"][1]


def test_the_scheme_of_2017_cites_its_own_rule(town: Path, found: Survey):
    old = survey(guess(town), regime=IN_2019)
    assert [c.role for c in old.columns] == [c.role for c in found.columns]
    assert not {c.citation.short for c in old.columns} & {c.citation.short for c in found.columns}


def test_a_code_that_the_law_of_the_day_does_not_list_is_still_an_identifier(tmp_path: Path):
    (tmp_path / "f.csv").write_text("免許情報記録番号\n123456789012\n", encoding="utf-8")
    before = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2024, 4, 1))
    assert survey(guess(tmp_path / "f.csv"), regime=TODAY).columns[0].role == "code"
    assert survey(guess(tmp_path / "f.csv"), regime=before).columns[0].role == "identifier"


def test_the_person_key_is_the_addressee_number(found: Survey):
    assert (found.person, found.persons, found.history) == ("宛名番号", 6000, False)


def test_history_rows_are_found(tmp_path: Path):
    made = register.write(register.Wish("与論町", people=800, history=True), out=tmp_path / "h.csv")
    found = survey(guess(tmp_path / "h.csv"), regime=TODAY)
    assert (found.person, found.persons, found.history) == ("宛名番号", 800, True)
    assert found.records == made.records > 800


def test_the_drafted_recipe_runs_and_drops_what_identifies(town: Path, found: Survey, tmp_path: Path):
    draft = tmp_path / "draft.toml"
    draft.write_text(found.recipe_toml(base=tmp_path), encoding="utf-8")
    loaded = recipe.load(draft)
    assert loaded.source.person == "宛名番号"
    run.run(loaded, out=tmp_path / "out")
    with (tmp_path / "out" / "data.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == ["生年月日", "性別", "前住所市区町村コード"]


def test_every_column_of_the_draft_can_be_taken_in_by_removing_comment_signs(found: Survey, tmp_path: Path):
    text = found.recipe_toml().replace("# [columns.", "[columns.").replace("# role", "role").replace("# hier", "hier")
    (tmp_path / "all.toml").write_text(text, encoding="utf-8")
    assert set(recipe.load(tmp_path / "all.toml").columns) == set(register.columns())


def test_a_number_is_no_reference_to_itself(tmp_path: Path):
    rows = "".join(f"{n * 104729 % 10**8:08d}X,{n % 7}\n" for n in range(100))
    (tmp_path / "f.csv").write_text("列甲,列乙\n" + rows, encoding="utf-8")
    verdict = survey(guess(tmp_path / "f.csv"), regime=TODAY).columns[0].verdict
    assert (verdict.role, verdict.key) == ("link", "unique_number")
    assert "列甲" not in "".join(verdict.evidence)


def test_one_line_alone_that_begins_with_a_name_is_not_taken_for_names(tmp_path: Path):
    (tmp_path / "x.csv").write_text("山田花子,無職\n", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="データのように"):
        survey(guess(tmp_path / "x.csv"), regime=TODAY)


def test_the_draft_offers_to_take_values_outside_a_hierarchy_as_missing(tmp_path: Path):
    path = tmp_path / "f.csv"
    days = ["2001-02-03", "1999-12-31", "1999-13-45", *(f"19{n}-05-06" for n in range(40, 90))]
    path.write_text("生年月日,性別\n" + "".join(f"{day},男\n" * 6 for day in days), encoding="utf-8")
    draft = tmp_path / "draft.toml"
    text = survey(guess(path), regime=TODAY).recipe_toml(base=tmp_path)
    draft.write_text(text, encoding="utf-8")
    with pytest.raises(ValueOutsideHierarchy, match="生年月日"):
        run.run(recipe.load(draft), out=tmp_path / "refused")
    draft.write_text(text.replace('# outside = "missing"', 'outside = "missing"'), encoding="utf-8")
    run.run(recipe.load(draft), out=tmp_path / "made")
    report = json.loads((tmp_path / "made" / "report.json").read_text(encoding="utf-8"))
    assert report["columns"]["生年月日"]["outside_records"] == 6


@pytest.mark.parametrize("encoding", register.ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str):
    (tmp_path / "f.csv").write_text(f"氏名{delimiter}住所\n髙橋{delimiter}柏市\n", encoding=encoding)
    assert guess(tmp_path / "f.csv") == Source(tmp_path / "f.csv", encoding=encoding, delimiter=delimiter)


def test_broken_bytes_are_refused_with_line_and_byte(tmp_path: Path):
    (tmp_path / "f.csv").write_bytes("氏名,住所\n".encode("cp932") + b"\x81\xff,x\n")
    with pytest.raises(SourceUnreadable, match="2行目の1バイト目"):
        survey(guess(tmp_path / "f.csv"), regime=TODAY)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(SourceUnreadable, match="開けません"):
        guess(tmp_path / "none.csv")


def test_a_person_column_that_is_not_there_is_refused(town: Path):
    with pytest.raises(ColumnMismatch, match="職員番号"):
        survey(guess(town, person="職員番号"), regime=TODAY)


@pytest.mark.parametrize(
    ("first", "headless"),
    [
        ("氏名,性別,2019,2020", False),
        ("その他,性別,第1回,第2回", False),
        ("山田,男,東京,農業", True),
        ("山田,1980-01-01,a,b", True),
        ("山田,99887766,a,b", True),
        ("山田 一,a,b,c", True),
        ("山田,a,電話03-0000-0000へ,c", True),
        ("山田,a,来庁した。,c", True),
        ("山田,a,t@example.jp,b", True),
        ("山田花子,a,b,c", True),
        ("会社,柏市柏1番地,b,c", True),
        ("柏市の人数,松戸市の人数,b,c", False),
        ("中村小学校,性別,a,b", False),
    ],
)
def test_a_first_record_that_is_a_persons_is_not_taken_for_names(tmp_path: Path, first: str, *, headless: bool):
    lines = [first, "鈴木一郎,男,東京,農業", "その他,女,大阪,漁業", "田中実,男,東京,農業"]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if not headless:
        assert survey(guess(path), regime=TODAY).records == 3
        return
    with pytest.raises(SourceUnreadable, match="データのように") as told:
        survey(guess(path), regime=TODAY)
    assert "山田" not in str(told.value)
