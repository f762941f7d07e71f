"""A register from elsewhere: tried, applied whole or not at all, and our own taken in again without loss."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oboro.documents.book.tables import as_csv, as_excel
from oboro.kernel.errors import NotAllowed, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.register import actions, importing, queries
from oboro.portal.register.book import book_of
from oboro.portal.register.models import Entry, EntryVersion, ImportJob
from oboro.portal.tenancy.actions import add_section
from portal.factories import register, tenancy

ON = date(2026, 6, 1)
HEADS = "番号,個人情報ファイルの名称,所管課,利用目的,記録項目,要配慮個人情報,本人の数"
SECRET = "髙橋花子"


def job_of(body, *rows, heads=HEADS):
    return register.import_job(body, "\r\n".join([heads, *rows]).encode("cp932"))


def problems(job, *, warnings=False):
    found = importing.plan(job, on=ON).trial.problems
    return [(p.row, p.column, p.what) for p in found if p.warning is warnings]


def test_another_register_becomes_drafts_in_one_go(signed_in, city_a):
    rows = ["10,国民健康保険,保険課,資格の管理,１氏名、２住所,有,12000人", ",図書館利用者,図書館,貸出,氏名,無,"]
    job = job_of(city_a, *rows)
    client = signed_in(register.boss(city_a))
    page = client.get(f"/office/register/import/{job.pk}/").content.decode()
    assert "国民健康保険" in page
    assert not Entry.objects.exists()
    assert client.post(f"/office/register/import/{job.pk}/apply/").status_code == 302
    found = {v.entry.number: v for v in EntryVersion.objects.select_related("entry")}
    assert sorted(found) == [10, 11]
    assert found[10].answers["record_items"] == ["氏名", "住所"]
    assert (found[10].persons, found[10].answers["sensitive"], found[10].status) == (12000, True, "draft")
    job.refresh_from_db()
    assert (job.applied_on, job.table) == (ON, {})
    assert client.get(f"/office/register/import/{job.pk}/").status_code == 404


def test_every_fault_is_told_by_row_and_column_and_never_by_what_stands_there(city_a):
    job = job_of(
        city_a,
        f"1,台帳,市民課,公証,氏名,{SECRET},{SECRET}",
        f"1,,市民課,公証,{SECRET},有,10",
        f"{SECRET},台帳,市民課,公証,氏名,無,10",
    )
    told = problems(job)
    assert told == [
        (2, "要配慮個人情報", "「有」か「無」で書いてください。"),
        (2, "本人の数", "人数を数字だけで（「約」や範囲にせず）書いてください。"),
        (3, "個人情報ファイルの名称", "名称を書いてください（空の行は除きます）。"),
        (4, "番号", "番号を数字だけで書いてください。"),
        (3, "番号", "同じ番号の行がほかにあります。番号は一件に一つです。"),
    ]
    assert SECRET not in str(told)
    with pytest.raises(NotNow, match="5か所"):
        importing.apply(job=job, by=register.boss(city_a), on=ON)
    assert not Entry.objects.exists()


def test_what_is_still_empty_does_not_stop_a_draft(city_a):
    job = job_of(city_a, "1,台帳,市民課,公証,氏名,無,5000")
    assert problems(job) == []
    assert [column for _, column, _ in problems(job, warnings=True)][:2] == ["当該機関の名称", "記録範囲"]
    assert importing.apply(job=job, by=register.boss(city_a), on=ON).new == 1


def test_columns_are_taken_as_the_office_says(signed_in, city_a):
    job = job_of(city_a, "1,台帳,公証,氏名", heads="番号,個人情報ファイルの名称,利用目的,項目の一覧")
    assert "record_items" not in job.columns.values()
    client = signed_in(register.boss(city_a))
    sent = {"column-0": "number", "column-1": "name", "column-2": "purpose", "column-3": "record_items"}
    assert client.post(f"/office/register/import/{job.pk}/", sent).status_code == 302
    job.refresh_from_db()
    assert importing.plan(job, on=ON).trial.drafts[0].answers["record_items"] == ["氏名"]
    twice = client.post(f"/office/register/import/{job.pk}/", {**sent, "column-2": "name"})
    assert "二つの列" in twice.content.decode()


def test_a_number_that_is_known_gets_a_new_draft_and_the_rest_stays(city_a):
    entry = register.entry(city_a, name="台帳")
    job = job_of(city_a, "1,改めた台帳,市民課,公証,氏名,無,6000")
    plan = importing.apply(job=job, by=register.writer(city_a), on=ON)
    assert (plan.new, plan.changed, plan.same) == (0, 1, 0)
    fresh = queries.entry_for_organisation(city_a, entry.pk)
    assert (queries.in_hand(fresh).name, queries.in_force(fresh).name) == ("改めた台帳", "台帳")


def test_a_number_that_waits_for_approval_stops_the_import(city_a):
    entry = register.entry(city_a)
    told = register.answers(queries.in_force(entry).regime)
    actions.save_draft(entry=entry, answers=told, persons=5000, by=register.writer(city_a), on=ON)
    actions.submit_entry(entry=entry, by=register.boss(city_a), on=ON)
    assert "承認か公表を待っています" in problems(job_of(city_a, "1,改めた台帳,市民課,公証,氏名,無,6000"))[0][2]


def test_only_the_coordinator_takes_a_register_in_and_only_of_the_own_body(city_a, stranger, section_officer):
    job = job_of(city_a, "1,台帳,市民課,公証,氏名,無,5000")
    for by in (stranger, section_officer):
        with pytest.raises(NotAllowed):
            importing.apply(job=job, by=by, on=ON)


def test_a_job_that_is_given_up_leaves_nothing(signed_in, city_a):
    job = job_of(city_a, "1,台帳,市民課,公証,氏名,無,5000")
    assert signed_in(register.boss(city_a)).post(f"/office/register/import/{job.pk}/discard/").status_code == 302
    assert not ImportJob.objects.exists()
    steps = [event.facts["step"] for event in events_of(city_a.code, subject=f"import:{job.pk}")]
    assert steps == ["received", "discarded"]


LINE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=10)


@pytest.mark.parametrize("write", [as_csv, as_excel], ids=["csv", "excel"])
@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(LINE, min_size=3, max_size=3), kept=st.lists(LINE, min_size=1, max_size=4))
def test_i23_export_import_export_of_a_register_is_lossless(city_a, write, words, kept):
    name, purpose, remarks = words
    body = tenancy.organisation(
        code=f"T{Entry.objects.count()}-{EntryVersion.objects.count()}-{ImportJob.objects.count()}"
    )
    add_section(organisation=body, name="市民課")
    told = {"name": name, "purpose": purpose, "remarks": remarks, "record_items": kept, "kind": "manual"}
    entry = register.entry(body, persons=4321, **told)
    entry.section = body.sections.get()
    entry.save(update_fields=["section"])
    before = book_of(queries.editions_of(body).first(), office=True)
    other = tenancy.organisation(code=f"U{body.code}", name=body.name)
    add_section(organisation=other, name="市民課")
    job = register.import_job(other, write(before))
    assert [p.what for p in importing.plan(job, on=ON).trial.problems] == []
    importing.apply(job=job, by=register.writer(other), on=ON)
    copied = Entry.objects.get(organisation=other)
    register.judge(copied)
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=copied, by=register.boss(other), on=ON)
    after = book_of(queries.editions_of(other).first(), office=True)
    assert (after.table(), after.rows) == (before.table(), before.rows)
    again = importing.plan(register.import_job(other, write(after)), on=ON)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
