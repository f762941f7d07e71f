"""The survey of a municipal system's resident table, filled by the generator, against the class each column has."""

from datetime import date
from pathlib import Path

import pytest

from oboro.engine.guessing import guess
from oboro.engine.survey import Survey, survey
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.rehearsal import register
from oboro.rehearsal.resident_table import header

LAW = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
ROLES = {
    "運用項目": {"plain"}, "連結符号": {"link"}, "個人識別符号": {"code"}, "準識別": {"quasi"}, "直接識別": {"identifier"},
    "特異になり得るフラグ": {"quasi"}, "属性": {"plain"}, "機微": {"sensitive"},
}  # fmt: skip


def wanted(class_: str) -> set[str]:
    return next(roles for start, roles in ROLES.items() if class_.startswith(start))


@pytest.fixture(scope="module", params=[False, True], ids=["now", "with history"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    path: Path = tmp_path_factory.mktemp("table") / "table.csv"
    wish = register.Wish("柏市", people=1200, seed=4, layout="resident-table", history=request.param, old_letters=True)
    register.write(wish, out=path)
    return survey(guess(path), regime=LAW)


def test_ninety_five_of_a_hundred_proposals_agree(found: Survey):
    of = {column.name: column.class_ for column in header()}
    assert len(of) == len(found.columns) == 122
    agreed = [column.column for column in found.columns if column.role.value in wanted(of[column.column])]
    assert len(agreed) / 122 >= 0.95


def test_every_code_and_link_of_the_table_is_found(found: Survey):
    role = {column.column: column.role.value for column in found.columns}
    for column in header():
        if column.class_.startswith(("個人識別符号", "連結符号")):
            assert {role[column.name]} == wanted(column.class_)


def test_every_direct_identifier_of_the_table_is_dropped(found: Survey):
    role = {column.column: column.role for column in found.columns}
    assert all(role[column.name].is_dropped for column in header() if column.class_.startswith("直接識別"))


def test_the_addressee_number_is_the_person(found: Survey):
    assert (found.person, found.persons) == ("宛名番号", 1200)
    assert found.history == (found.records > 1200)
