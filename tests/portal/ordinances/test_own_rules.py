"""A body enters its own fees, closed days and ordinance; a case keeps what stood on its day."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import events_of
from oboro.portal.reviews.models import Notice, Review
from oboro.portal.reviews.queries import fee_of
from oboro.portal.tenancy.models import ClosedDay, Organisation, OwnRule
from oboro.portal.tenancy.queries import regime_of
from portal.factories import cases, tenancy
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db

SCHEME = Path(__file__).resolve().parents[2] / "law" / "ordinances" / "scheme_2017.toml"


def boxes(name, day):
    return {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}


def fees(since, **changes):
    return {
        "title": "甲市手数料条例",
        **boxes("since", since),
        "base_yen": 20_000,
        "base_cite": "条例7①",
        "hour_yen": 4_000,
        "hour_cite": "条例7①一",
        "outsourcing": "yes",
        "outsourcing_cite": "条例7①二",
        "existing": "same_as_first",
        "existing_cite": "条例7②一",
        "change_yen": 12_000,
        "change_cite": "条例7②二",
        **changes,
    }


@pytest.fixture
def enter(signed_in):
    """Send a page of the body's own rules."""

    def send(user, name, typed, *args):
        return signed_in(user).post(reverse(name, args=args), typed)

    return send


def test_fees_are_kept_as_a_version_with_one_event(city_a, coordinator, enter):
    answer = enter(coordinator, "own-rules-fees", fees(date(2023, 4, 1)))
    assert (answer.status_code, answer.url) == (302, reverse("own-rules"))
    rule = OwnRule.objects.get()
    assert (rule.organisation, rule.kind, rule.number, rule.since) == (city_a, "fees", 1, date(2023, 4, 1))
    event = events_of(city_a.code).order_by("-seq").first()
    assert (event.kind, event.by) == ("tenancy.enter_own_rule", coordinator.username)
    assert event.facts == {"kind": "fees", "number": 1, "since": "2023-04-01"}


def test_the_page_tells_what_stands_today(city_a, coordinator, enter, signed_in):
    enter(coordinator, "own-rules-fees", fees(date(2023, 4, 1)))
    page = lines(signed_in(coordinator).get(reverse("own-rules")))
    start = page.index("基本額")
    assert page[start : start + 4] == ["基本額", "20,000円", "条例第7条第1項", "令和5年4月1日（2023年）"]
    assert "手数料・利用料 第1版" in page
    assert page.count("未確認") == 8


def test_a_case_keeps_the_fee_that_stood_on_its_day(cast, coordinator, enter):
    proposal = cases.at_status(Status.JUDGED, cast)
    row = Review.objects.get(proposal=proposal)
    assert fee_of(proposal, row).total_yen == 64_450
    assert enter(coordinator, "own-rules-fees", fees(date(2026, 6, 2))).status_code == 302
    assert fee_of(proposal, row).total_yen == 64_450
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=date(2026, 6, 2))
    cast.body.refresh_from_db()
    later = cases.at_status(Status.JUDGED, cast)
    assert fee_of(later, Review.objects.get(proposal=later)).total_yen == 20_000 + 11 * 4_000
    assert fee_of(proposal, row).total_yen == 64_450


def test_a_correction_of_the_same_day_counts_and_the_wrong_version_stays(city_a, coordinator, enter, signed_in):
    enter(coordinator, "own-rules-fees", fees(date(2023, 4, 1)))
    enter(coordinator, "own-rules-fees", fees(date(2023, 4, 1), base_yen=21_000))
    page = lines(signed_in(coordinator).get(reverse("own-rules")))
    assert page[page.index("基本額") + 1] == "21,000円"
    assert [rule.number for rule in OwnRule.objects.order_by("number")] == [1, 2]
    old = signed_in(coordinator).get(reverse("own-rules-version", args=["fees", 1]))
    assert "yen = 20000" in old.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base_cite": "七の一"}, "条例第7条第1項第1号、又は略して"),
        ({"outsourcing_cite": ""}, "委託の額の根拠"),
        ({"existing": "fixed"}, "その決まった額"),
    ],
)
def test_fees_that_do_not_fit_are_refused_at_their_field(coordinator, enter, changes, words):
    answer = enter(coordinator, "own-rules-fees", fees(date(2023, 4, 1), **changes))
    assert answer.status_code == 200
    assert len(errors(answer)) == 1
    assert words in answer.content.decode()
    assert not OwnRule.objects.exists()


def test_only_the_coordinator_of_the_body_enters_its_rules(city_a, reviewer, enter, stranger, signed_in):
    assert enter(reviewer, "own-rules-fees", fees(date(2023, 4, 1))).status_code == 403
    assert enter(stranger, "own-rules-fees", fees(date(2023, 4, 1))).status_code == 302
    assert OwnRule.objects.get().organisation == stranger.organisation
    assert signed_in(reviewer).get(reverse("own-rules-version", args=["fees", 1])).status_code == 404


def test_a_national_organ_has_no_fees_to_enter(ministry, enter, signed_in):
    boss = tenancy.officer(ministry, "m-boss", "coordinator")
    assert enter(boss, "own-rules-fees", fees(date(2019, 4, 1))).status_code == 409
    page = lines(signed_in(boss).get(reverse("own-rules")))
    assert any("政令で定める" in line for line in page)
    assert "条例の見直しの問いに答える" not in page


def test_an_ordinance_in_the_file_of_a_corporation_is_refused(db, enter):
    agency = tenancy.organisation(code="AG-1", name="丙機構", kind=BodyKind.INCORPORATED_AGENCY)
    boss = tenancy.officer(agency, "ag-boss", "coordinator")
    text = (SCHEME.parent / "same.toml").read_text(encoding="utf-8")
    answer = enter(boss, "own-rules-text", {"text": text}, "fees")
    assert "法人が定め" in errors(answer)[0]
    kept = enter(boss, "own-rules-text", {"text": text.replace('"ordinance"', '"own_rule"')}, "fees")
    assert kept.status_code == 302


def test_a_closed_day_reaches_the_call_and_the_correction(cast, coordinator, signed_in):
    day = date(2026, 7, 1)
    law, cite = "甲市の休日を定める条例", "条例1②"
    ClosedDay.objects.create(
        organisation=cast.body, label="開港記念日", on=day.replace(year=2025), yearly=True, law=law, cite=cite
    )
    offered = cases.offered(cast.body, days=(0, 30))
    page = signed_in(coordinator).get(reverse("office-call", args=[offered.call_id])).content.decode()
    assert "開港記念日（甲市の休日を定める条例第1条第2項）で窓口が閉まる" in page
    proposal = cases.at_status(Status.RECEIVED, cast)
    asked = {"request": "利用の方法を具体的に書いてください。", **boxes("due_on", day)}
    client = signed_in(cast.coordinator)
    sent = client.post(reverse("proposal-correction", args=[proposal.pk]), asked, follow=True)
    assert "開港記念日" in sent.content.decode()
    listed = lines(signed_in(coordinator).get(reverse("own-rules")))
    assert "開港記念日：毎年07-01（甲市の休日を定める条例第1条第2項）" in listed


@pytest.fixture
def town(db):
    return tenancy.organisation(code="P-2018", name="例示市", kind=BodyKind.MUNICIPALITY, practice_on="2018-06-01")


def test_a_city_of_2018_carries_its_own_ordinance_out_to_the_notice(town, proposer, enter, signed_in):
    cast = cases.Cast(town, proposer)
    before = lines(signed_in(cast.coordinator).get(reverse("own-rules")))
    assert any("直接に適用される法律はありません" in line for line in before)
    text = SCHEME.read_text(encoding="utf-8")
    refused = enter(
        cast.coordinator, "own-rules-text", {"text": text.replace("[[without]]", "[[withot]]")}, "scheme_2017"
    )
    assert "定めがありません" in errors(refused)[0]
    assert enter(cast.coordinator, "own-rules-text", {"text": text}, "scheme_2017").status_code == 302
    law = regime_of(town)
    assert (law.name, law.scheme.value) == ("例示市個人情報保護条例", "gyokoho_2017")
    proposal = cases.at_status(Status.CONFORMING, cast, persons=1_200)
    assert proposal.law.name == "例示市個人情報保護条例"
    notice = Notice.objects.get(proposal=proposal)
    assert notice.fee_yen == 15_000 + 11 * 3_000
    assert [line["citation"] for line in notice.fee["lines"]] == [
        "例示市個人情報保護条例第39条第1項",
        "例示市個人情報保護条例第39条第1項第1号",
    ]
    assert "例示市個人情報保護条例" in notice.letter["opening"]


def test_a_corporation_of_2018_has_no_ordinance_to_enter(ministry, enter):
    boss = tenancy.officer(ministry, "m-boss", "coordinator")
    answer = enter(boss, "own-rules-text", {"text": SCHEME.read_text(encoding="utf-8")}, "scheme_2017")
    assert "条例はありません" in errors(answer)[0]


def test_nothing_one_body_has_set_itself_is_shown_to_another(cast, coordinator, enter, stranger, visitor, signed_in):
    enter(coordinator, "own-rules-fees", fees(date(2023, 4, 1), title="甲市だけの条例"))
    pages = ["own-rules", "own-rules-fees", "own-rules-review", "own-rules-report"]
    pages = [reverse(name) for name in pages] + [reverse("own-rules-text", args=["fees"])]
    pages.append(reverse("own-rules-report-json"))
    for path in pages:
        assert visitor.get(path).status_code == 302, path
        assert signed_in(cast.proposer).get(path).status_code == 404, path
        page = signed_in(stranger).get(path)
        assert page.status_code == 200, path
        assert "甲市" not in page.content.decode(), path
    assert signed_in(stranger).get(reverse("own-rules-version", args=["fees", 1])).status_code == 404
