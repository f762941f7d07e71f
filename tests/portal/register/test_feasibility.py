"""What could be made of a file is published with its entry, and nothing else passes with it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oboro.casework.register import VersionStatus
from oboro.cli.main import main
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.register import feasibility
from portal.factories import cases, register, tenancy

pytestmark = pytest.mark.django_db
LINE = {
    "k": 5,
    "limit": 0.02,
    "feasible": True,
    "persons": 4200,
    "items": {"住所": [2, 5], "性別": [0, 1]},
    "loss": 0.3,
}
TOLD = {"name": "住民の台帳", "menu": [LINE, {"k": 20, "limit": 0, "feasible": False}]}


def written(told):
    return json.dumps(told, ensure_ascii=False).encode("utf-8")


def test_the_menu_is_put_on_the_published_page_and_taken_away_again(signed_in, visitor, city_a):
    entry = register.entry(city_a, at=VersionStatus.PUBLISHED)
    office, url = signed_in(register.boss(city_a)), f"/office/register/{entry.pk}/menu/"
    assert office.post(url, {"file": SimpleUploadedFile("menu.json", written(TOLD))}).status_code == 302
    page = visitor.get(f"/register/{entry.pk}/").content.decode()
    assert "約4,200人以上" in page
    assert "住所：5段のうち2、性別：そのまま" in page
    assert "20人以上" not in page
    assert "差し替える" in office.get(f"/office/register/{entry.pk}/").content.decode()
    assert office.post(f"{url}drop/").status_code == 302
    assert "作成の目安" not in visitor.get(f"/register/{entry.pk}/").content.decode()


def test_a_proposer_sees_it_where_the_items_are_chosen(signed_in, cast):
    case = cases.draft(cast, file=cases.offered(cast.body))
    boss = cast.coordinator
    feasibility.put_menu(entry=case.file.entry, content=written(TOLD), by=boss, on=cast.body.today)
    assert "約4,200人以上" in signed_in(cast.proposer).get(f"/proposals/{case.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    "told",
    [
        b"\xff\xfe",
        b"[]",
        b'{"menu": "x"}',
        b'{"menu": []}',
        b"[" * 100_000,
        written({"menu": [LINE | {"persons": 42}]}),
        written({"menu": [LINE | {"persons": "4200"}]}),
        written({"menu": [LINE | {"k": True}]}),
        written({"menu": [LINE | {"limit": 2}]}),
        written({"menu": [LINE | {"feasible": "yes"}]}),
        written({"menu": [LINE | {"items": {"住所": [6, 5]}}]}),
        written({"menu": [LINE | {"items": {"住\n所": [1, 5]}}]}),
        written({"menu": [LINE | {"items": [["住所", 1]]}]}),
        written({"menu": [LINE] * 101}),
    ],
    ids=range(14),
)
def test_what_is_no_menu_is_refused_and_the_former_stays(city_a, told):
    entry, boss = register.entry(city_a, at=VersionStatus.PUBLISHED), register.boss(city_a)
    feasibility.put_menu(entry=entry, content=written(TOLD), by=boss, on=city_a.today)
    with pytest.raises(NotLawful, match="作成の目安"):
        feasibility.put_menu(entry=entry, content=told, by=boss, on=city_a.today)
    assert len(feasibility.shown(entry)) == 1


def test_nothing_but_what_is_shown_is_kept(city_a):
    entry, boss = register.entry(city_a, at=VersionStatus.PUBLISHED), register.boss(city_a)
    menu = feasibility.put_menu(
        entry=entry,
        content=written({"menu": [LINE | {"persons": 4242, "note": "甲野太郎"}]}),
        by=boss,
        on=city_a.today,
    )
    assert menu.lines == [
        {"k": 5, "limit": 0.02, "feasible": True, "persons": 4200, "items": {"住所": [2, 5], "性別": [0, 1]}}
    ]


def test_it_wants_a_published_entry_and_the_coordinator_of_the_body(city_a, city_b):
    draft, entry = (register.entry(city_a, at=at) for at in (VersionStatus.DRAFT, VersionStatus.PUBLISHED))
    boss, keeper = register.boss(city_a), tenancy.officer(city_a, "a-keeper", "section")
    with pytest.raises(NotNow, match="公表していない"):
        feasibility.put_menu(entry=draft, content=written(TOLD), by=boss, on=city_a.today)
    for other in (keeper, register.boss(city_b)):
        with pytest.raises(NotAllowed):
            feasibility.put_menu(entry=entry, content=written(TOLD), by=other, on=city_a.today)
        with pytest.raises(NotAllowed):
            feasibility.drop_menu(entry=entry, by=other, on=city_a.today)
    with pytest.raises(NotNow, match="載っていません"):
        feasibility.drop_menu(entry=entry, by=boss, on=city_a.today)


def test_what_the_command_writes_is_what_the_page_takes(city_a, tmp_path, capsys):
    rows = "".join(f"{n % 2},{n % 40}\n" for n in range(2400))
    (tmp_path / "file.csv").write_text(f"性別,年齢\n{rows}", encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(
        '[source]\npath = "file.csv"\n[columns."性別"]\nrole = "quasi"\n[columns."年齢"]\nrole = "quasi"\n'
        '[[privacy]]\nmodel = "k-anonymity"\nk = 5\n',
        encoding="utf-8",
    )
    assert main(["menu", str(tmp_path / "recipe.toml"), "--name", "台帳", "--json"]) == 0
    entry = register.entry(city_a, at=VersionStatus.PUBLISHED)
    told = capsys.readouterr().out.encode("utf-8")
    menu = feasibility.put_menu(entry=entry, content=told, by=register.boss(city_a), on=city_a.today)
    assert len(menu.lines) == 12
    assert feasibility.shown(entry)[0]["persons"] == 2400
