"""Files with many rows a person: the same wish gives the same bytes, and the shapes that make them hard are there."""

import csv
from collections import Counter, defaultdict

import pytest

from oboro.kernel.errors import UsageError
from oboro.rehearsal import histories
from oboro.rehearsal.register import Wish


def made(tmp_path, layout, seed=1, people=1500):
    out = tmp_path / f"{layout}-{seed}.csv"
    told = histories.write(Wish("与論町", people=people, seed=seed, encoding="utf-8"), layout=layout, out=out)
    with out.open(encoding="utf-8", newline="") as file:
        return told, list(csv.DictReader(file))


@pytest.mark.parametrize("layout", sorted(histories.LAYOUTS))
def test_the_same_seed_gives_the_same_rows_and_another_gives_others(tmp_path, layout):
    first, again, other = (made(tmp_path, layout, seed, people=200)[1] for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_checkups_have_repeated_visits_and_rare_diseases(tmp_path):
    told, rows = made(tmp_path, "checkups")
    visits = Counter(row["宛名番号"] for row in rows)
    assert told.persons == len(visits)
    assert set(visits.values()) == {1, 2, 3, 4, 5}
    holders = defaultdict(set)
    for row in rows:
        holders[row["病名コード"]].add(row["宛名番号"])
    assert min(map(len, holders.values())) == 1
    assert max(map(len, holders.values())) > 300


def test_trips_begin_and_end_at_a_persons_own_stops(tmp_path):
    _, rows = made(tmp_path, "trips", people=300)
    ends = defaultdict(list)
    for row in rows:
        ends[row["利用者番号"], row["利用日"], row["便番号"]].append((row["時刻"], row["停留所"]))
    homes = defaultdict(set)
    for (person, _, trip), stops in ends.items():
        homes[person].add(stops[0][1] if trip.endswith("往") else stops[-1][1])
    assert {len(home) for home in homes.values()} == {1}


@pytest.mark.parametrize("wish", [{"dirt": 0.1}, {"history": True}, {"people": None}])
def test_what_these_files_do_not_have_is_refused(tmp_path, wish):
    asked = Wish(**{"municipality": "与論町", "people": 10, **wish})
    with pytest.raises(UsageError, match="履歴のファイル"):
        histories.write(asked, layout="trips", out=tmp_path / "x.csv")
