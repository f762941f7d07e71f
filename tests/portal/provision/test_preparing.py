"""What stands before the order: people, passing on, the sealed list, the hours of a workshop; and the work itself."""

from datetime import date, timedelta

import pytest

from oboro.casework.lifecycle import Status
from oboro.kernel.canonical import canonical_json, digest
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import actions, preparing
from oboro.portal.provision.models import Making, Preparation
from portal.factories import cases, tenancy
from portal.factories.provision import plan, prepare

ON = date(2026, 6, 1)


def order(case, **changes):
    return actions.issue_order(case=case.facts, due_on=None, by=case.cast.coordinator, on=ON, **changes)


def test_nothing_is_ordered_before_somebody_is_named(case):
    with pytest.raises(NotLawful, match="従事する人の名簿がありません"):
        order(case)
    prepare(case.proposal, case.cast, people=())
    with pytest.raises(NotLawful, match="従事する人の名簿がありません"):
        order(case)
    prepare(case.proposal, case.cast)
    assert order(case).order_sha256


def test_passing_work_on_needs_its_approval(case):
    prepare(case.proposal, case.cast, contractor="株式会社甲", passed_on_to="株式会社乙")
    with pytest.raises(NotLawful, match="再委託の承認"):
        order(case)
    with pytest.raises(NotLawful, match="両方"):
        prepare(case.proposal, case.cast, passed_on_to="株式会社乙", approval_number="総第5号")
    prepare(case.proposal, case.cast, passed_on_to="株式会社乙", approval_number="総第5号", approved_on=ON)
    order(case)


def test_i5_no_order_goes_out_before_the_list_of_the_left_out_is_sealed_as_it_is(ministry, proposer):
    cast = cases.Cast(ministry, proposer)
    file = cases.offered(ministry, opinion_chance=True)
    proposal = cases.at_status(Status.CONTRACTED, cast, file=file)
    on = date(2019, 9, 1)

    def ordered():
        return actions.issue_order(case=case_of(proposal.contract), due_on=None, by=cast.coordinator, on=on)

    def sealed():
        return preparing.seal_exclusion(case=case_of(proposal.contract), by=cast.coordinator, on=on)

    with pytest.raises(NotNow, match="準備が記録されていません"):
        sealed()
    preparing.prepare(case=case_of(proposal.contract), plan=plan(ministry), by=cast.coordinator, on=on)
    with pytest.raises(NotLawful, match="封印されていません"):
        ordered()
    assert sealed().excluded == 1
    round_ = proposal.review.opinion_round
    round_.removed, round_.removed_sha256 = [7, 9], digest(canonical_json([7, 9]))
    round_.save()
    with pytest.raises(NotLawful, match="封印した後に変わりました"):
        ordered()
    sealed()
    ordered()
    assert Preparation.objects.get().excluded == 2
    round_.closed_on = None
    round_.save()
    Making.objects.all().delete()
    with pytest.raises(NotNow, match="照会が終わっていません"):
        sealed()


def test_today_there_is_no_list_to_seal(case):
    prepare(case.proposal, case.cast)
    with pytest.raises(NotLawful, match="一覧はありません"):
        preparing.seal_exclusion(case=case.facts, by=case.cast.coordinator, on=ON)


def test_after_the_order_nothing_is_prepared_again(case):
    case.order()
    with pytest.raises(NotNow):
        prepare(case.proposal, case.cast)


def test_the_hours_of_a_month_are_not_given_away_twice(case):
    body, by = case.cast.body, case.cast.coordinator
    preparing.set_capacity(organisation=body, month=date(2026, 7, 15), minutes=600, shared=False, by=by)
    with pytest.raises(NotNow, match="10時間0分"):
        prepare(case.proposal, case.cast, month=date(2026, 7, 1), minutes=601)
    prepare(case.proposal, case.cast, month=date(2026, 7, 31), minutes=600)
    prepare(case.proposal, case.cast, month=date(2026, 7, 2), minutes=600)  # its own hours are not counted twice
    assert [(row.minutes, planned) for row, planned in preparing.calendar(body)] == [(600, 600)]
    prepare(case.proposal, case.cast, month=date(2026, 8, 1), minutes=9999)  # a month without a number has no bound


def test_a_joint_workshop_offers_hours_and_tells_no_case(case, city_b, stranger):
    with pytest.raises(NotAllowed, match="枠をほかの団体に開いていません"):
        prepare(case.proposal, case.cast, workshop=city_b)
    preparing.set_capacity(organisation=city_b, month=date(2026, 7, 1), minutes=700, shared=True, by=stranger)
    prepare(case.proposal, case.cast, workshop=city_b, month=date(2026, 7, 1), minutes=620)
    assert preparing.taken(city_b, date(2026, 7, 9)) == 620
    with pytest.raises(NotAllowed):
        preparing.set_capacity(organisation=case.cast.body, month=ON, minutes=1, shared=True, by=stranger)


def test_the_calendar_of_a_joint_workshop_shows_sums_alone(case, city_b, stranger, signed_in):
    preparing.set_capacity(organisation=city_b, month=date(2026, 7, 1), minutes=700, shared=True, by=stranger)
    prepare(case.proposal, case.cast, workshop=city_b, month=date(2026, 7, 1), minutes=620)
    page = signed_in(stranger).get("/provisions/capacity/").content.decode()
    assert "10時間20分" in page
    assert case.facts.number not in page
    assert case.cast.body.name not in page


def test_the_pages_record_the_same(case):
    at = f"{case.at}prepare/"
    sent = {"workshop": str(case.cast.body.pk), "hours": "10", "people": "情報 太郎、加工\n情報 花子"}
    assert case.office.post(at, sent).status_code == 302
    assert [(one.name, one.duty) for one in Preparation.objects.get().people.order_by("pk")] == [
        ("情報 太郎", "加工"),
        ("情報 花子", ""),
    ]
    assert "情報 花子" in case.office.get(at).content.decode()
    assert "情報 太郎" not in str([event.facts for event in events_of(case.cast.body.code)])


def test_work_is_logged_and_never_charged_above_the_notice(case):
    case.order()
    sent = {"worked_on_year": "2026", "worked_on_month": "6", "worked_on_day": "1", "what": "加工"}
    assert preparing.settlement(case.facts, case.making) is None
    assert case.office.post(f"{case.at}work/", {**sent, "hours": "10", "minutes": "20"}).status_code == 302
    noticed = case.proposal.contract.fee_yen
    same = preparing.settlement(case.facts, case.making)
    assert (same.by_work_yen, same.charged_yen, same.over_yen) == (noticed, noticed, 0)
    assert case.office.post(f"{case.at}work/", {**sent, "hours": "20", "minutes": "0"}).status_code == 302
    more = preparing.settlement(case.facts, case.making)
    assert more.by_work_yen > noticed
    assert (more.charged_yen, more.over_yen) == (noticed, more.by_work_yen - noticed)
    assert "請求しません" in case.office.get(f"{case.at}work/").content.decode()


@pytest.mark.parametrize(("day", "minutes"), [(ON - timedelta(days=1), 60), (ON + timedelta(days=1), 60), (ON, 0)])
def test_work_outside_its_days_or_without_time_is_refused(case, day, minutes):
    case.order()
    with pytest.raises(NotLawful):
        preparing.log_work(case=case.facts, worked_on=day, minutes=minutes, what="x", by=case.cast.coordinator, on=ON)


def test_no_work_is_logged_before_the_order_nor_by_others(case, stranger):
    with pytest.raises(NotNow):
        preparing.log_work(case=case.facts, worked_on=ON, minutes=9, what="x", by=case.cast.coordinator, on=ON)
    case.order()
    for by in (stranger, case.cast.reviewer):
        with pytest.raises(NotAllowed):
            preparing.log_work(case=case.facts, worked_on=ON, minutes=9, what="x", by=by, on=ON)


def test_a_body_sees_only_its_own_calendar(case, stranger, signed_in):
    preparing.set_capacity(
        organisation=case.cast.body, month=ON, minutes=777 * 60, shared=True, by=case.cast.coordinator
    )
    assert "777時間" in case.office.get("/provisions/capacity/").content.decode()
    assert "777時間" not in signed_in(stranger).get("/provisions/capacity/").content.decode()
    assert (
        signed_in(tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro"))
        .get("/provisions/capacity/")
        .status_code
        == 404
    )


@pytest.mark.parametrize("line", ["名" * 61, "情報 次郎、" + "作" * 101], ids=["name", "duty"])
def test_a_name_that_the_list_cannot_keep_is_told_by_its_line_and_never_repeated(case, line):
    sent = {"workshop": str(case.cast.body.pk), "hours": "10", "people": f"情報 太郎、加工\n\n{line}"}
    page = case.office.post(f"{case.at}prepare/", sent).content.decode()
    assert "2人目が長すぎます" in page
    assert not Preparation.objects.exists()
