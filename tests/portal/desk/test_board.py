"""The board puts late cases first, counts by section, and knows whose work it is; the transfer loses nothing."""

from datetime import date

import pytest

from oboro.casework.lifecycle import Status
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.portal.audit.models import AuditEvent
from oboro.portal.desk import actions, queries
from oboro.portal.tenancy.models import Membership
from portal.factories import cases, tenancy
from portal.reading import lines


@pytest.fixture
def desk(cast):
    """Two cases: one that waits for a reviewer, one whose application is due on 2026-07-01."""
    file = cases.offered(cast.body)
    return [cases.at_status(status, cast, file=file) for status in (Status.UNDER_REVIEW, Status.CONFORMING)]


def post(cast, name="情報公開係長", holder=None, section=None):
    on = cast.body.today
    made = actions.add_post(organisation=cast.body, name=name, section=section, by=cast.coordinator, on=on)
    if holder:
        actions.appoint(post=made, user=holder, from_on=on, until_on=None, by=cast.coordinator, on=on)
    return made


def give(case, cast, **to):
    given = {"post": None, "person": None, **to}
    actions.assign(proposal=case, **given, by=cast.coordinator, on=cast.body.today)


def test_what_is_late_stands_first_and_is_counted(desk, cast, signed_in):
    cast.body.practice_on = date(2026, 7, 3)
    cast.body.save()
    turns = queries.board(cast.body)
    assert [(turn.proposal.number, turn.late) for turn in turns] == [("R8-002", True), ("R8-001", False)]
    assert queries.loads(turns, on=cast.body.today) == [queries.Load("課の定めなし", 2, 1, 0)]
    assert "2日経過" in " ".join(lines(signed_in(cast.coordinator).get("/desk/")))


def test_the_section_is_that_of_the_post_before_that_of_the_file(desk, cast):
    section = cast.body.sections.create(name="総務課")
    give(desk[0], cast, post=post(cast, section=section))
    assert {turn.proposal.number: turn.section for turn in queries.board(cast.body)} == {
        "R8-001": "総務課",
        "R8-002": "課の定めなし",
    }


def test_a_case_of_a_post_is_the_work_of_whoever_holds_it(desk, cast):
    second = tenancy.officer(cast.body, "second", Role.REVIEWER)
    give(desk[0], cast, post=post(cast, holder=second))
    ours, theirs = queries.own_work(second), queries.own_work(cast.reviewer)
    assert ([task.case for task in ours.mine], ours.others) == (["R8-001"], [])
    assert (theirs.mine, [task.case for task in theirs.others]) == ([], ["R8-001"])


def test_the_week_as_a_table_cannot_run_a_formula(desk, cast, signed_in):
    cast.body.practice_on = date(2026, 6, 26)
    cast.body.save()
    give(desk[1], cast, person=cast.coordinator)
    answer = signed_in(cast.coordinator).get("/desk/board.csv").content.decode()
    assert answer.startswith("\ufeff番号,個人情報ファイル,課,状態,次に動く人,担当,期限,期限の内容\r\n")
    assert (
        "R8-002,住民の台帳,課の定めなし,適合（契約の申込み待ち）,提案者,131016-soukatsu,2026-07-01,契約の申込み"
        in answer
    )
    desk[0].file.name = "=1+1"
    desk[0].file.save()
    assert ",'=1+1," in signed_in(cast.coordinator).get("/desk/board.csv").content.decode()


def test_the_week_holds_only_what_has_a_day_in_it(cast, signed_in):
    cases.offered(cast.body)
    assert (
        signed_in(cast.coordinator).get("/tasks/week.csv").content.decode() == "\ufeff期限,番号,対象,すること,根拠\r\n"
    )


def test_a_desk_goes_over_whole_in_one_screen(desk, cast, signed_in):
    successor = tenancy.officer(cast.body, "april")
    give(desk[0], cast, person=cast.reviewer)
    give(desk[1], cast, post=post(cast, holder=cast.reviewer))
    before = [task.url for task in queries.own_work(cast.reviewer).mine]
    client = signed_in(cast.coordinator)
    shown = " ".join(lines(client.get("/desk/transfer/", {"leaver": cast.reviewer.pk})))
    assert [word for word in ("審査者", "R8-001", "情報公開係長") if word not in shown] == []
    sent = {"leaver": cast.reviewer.pk, "successor": successor.pk}
    sent |= {"from_on_year": "2026", "from_on_month": "6", "from_on_day": "1"}
    page = lines(client.post("/desk/transfer/", sent, follow=True))
    assert "役割1件、職1件、名前で割り当てた事案1件を引き継ぎました。" in page
    fresh = queries.officer_or_404(cast.body, successor.pk)
    assert [task.url for task in queries.own_work(fresh).mine] == before
    assert AuditEvent.objects.filter(kind="desk.transfer_desk").count() == 1
    gone = signed_in(queries.officer_or_404(cast.body, cast.reviewer.pk)).get(f"/proposals/{desk[0].pk}/")
    assert gone.status_code == 403
    assert "任期が終わっています" in gone.content.decode()


def test_until_the_day_the_leaver_works_on_and_the_successor_does_not(desk, cast):
    successor = tenancy.officer(cast.body, "april", Role.AUDITOR)
    on, april = cast.body.today, date(2027, 4, 1)
    actions.transfer_desk(leaver=cast.reviewer, successor=successor, from_on=april, by=cast.coordinator, on=on)

    def roles(user, day):
        cast.body.practice_on = day
        cast.body.save()
        return set(queries.officer_or_404(cast.body, user.pk).role_names)

    assert (roles(cast.reviewer, date(2027, 3, 31)), roles(successor, date(2027, 3, 31))) == (
        {Role.REVIEWER},
        {Role.AUDITOR},
    )
    assert (roles(cast.reviewer, april), roles(successor, april)) == (set(), {Role.REVIEWER, Role.AUDITOR})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"successor": "reviewer"}, "同じ人"),
        ({"from_on": date(2026, 5, 31)}, "過ぎています"),
        ({"leaver": "idle"}, "ありません"),
    ],
)
def test_a_transfer_that_makes_no_sense_changes_nothing(cast, change, why):
    people = {"reviewer": cast.reviewer, "idle": tenancy.officer(cast.body, "idle"), "decider": cast.decider}
    given = {"leaver": "reviewer", "successor": "decider", "from_on": date(2026, 6, 1), **change}
    before = list(Membership.objects.values_list("user", "role", "from_on", "until_on"))
    with pytest.raises(NotLawful, match=why):
        actions.transfer_desk(
            leaver=people[given["leaver"]],
            successor=people[given["successor"]],
            from_on=given["from_on"],
            by=cast.coordinator,
            on=cast.body.today,
        )
    assert list(Membership.objects.values_list("user", "role", "from_on", "until_on")) == before


def test_nobody_gives_himself_a_role_by_a_hand_over(cast):
    on, before = cast.body.today, set(Membership.objects.values_list("user", "role", "from_on", "until_on"))
    sides = {"by": cast.coordinator, "on": on, "from_on": on}
    with pytest.raises(NotAllowed, match="自分に新しい役割"):
        actions.transfer_desk(leaver=cast.decider, successor=cast.coordinator, **sides)
    assert set(Membership.objects.values_list("user", "role", "from_on", "until_on")) == before
    colleague = tenancy.officer(cast.body, "second-coordinator", Role.COORDINATOR)
    done = actions.transfer_desk(leaver=colleague, successor=cast.coordinator, **sides)
    assert (done.roles, Membership.objects.filter(user=cast.coordinator).count()) == (1, 1)
