"""Asking without an account, the answer, the question for everybody, and the way into a proposal."""

from datetime import date

import pytest
from django.db import connection

from oboro.casework.calls import CallStatus
from oboro.casework.consultation import Status
from oboro.casework.roles import Role
from oboro.kernel.errors import NotLawful, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.consultations import actions, limits, queries
from oboro.portal.consultations.models import Attempts, Consultation, Faq
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy import actions as bodies
from oboro.portal.tenancy.queries import deed_label
from portal.factories import register, tenancy

ON = date(2026, 6, 1)
ASKED = {
    "question": "住所は町名まで使えますか。",
    "purpose": "商圏を調べる",
    "business": "出店の支援",
    "mail": "a@example.jp",
}
GRID = {"method-4-wanted": "yes", "method-4-granularity": "町名まで", "method-extraction": "市内に住む者"}


@pytest.fixture
def entry(city_a):
    return register.entry(city_a)


def ask(client, entry, **changes):
    return client.post(f"/consultations/new/{entry.pk}/", {**ASKED, **GRID, **changes})


def secret_of(page):
    return page.content.decode().split('id="secret">')[1].split("<")[0]


def test_somebody_without_an_account_asks_and_reads_the_answer(visitor, client, signed_in, coordinator, entry):
    page = ask(visitor, entry)
    asked = Consultation.objects.get()
    assert (page.status_code, asked.reference) == (201, "S131016-2026-1")
    office = signed_in(coordinator)
    assert "相談に回答する" in office.get("/tasks/").content.decode()
    assert office.post(f"/office/consultations/{asked.pk}/answer/", {"text": "町名まで使えます。"}).status_code == 302
    there = f"/consultations/{asked.reference}/"
    assert client.get(there).status_code == 404
    opened = client.post("/consultations/", {"reference": asked.reference, "secret": secret_of(page)})
    assert (opened.status_code, opened.url) == (302, there)
    assert "町名まで使えます。" in client.get(there).content.decode()


def test_the_secret_is_shown_once_and_kept_nowhere(visitor, entry):
    secret = secret_of(ask(visitor, entry))
    assert len(secret.replace("-", "")) == 16
    asked = Consultation.objects.get()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not [row for row in cursor.fetchall() if secret in str(row)], table
    assert secret not in visitor.get(f"/consultations/{asked.reference}/").content.decode()


@pytest.mark.parametrize("changed", ["lower", "spaced"])
def test_the_secret_is_read_however_it_is_copied(city_a, entry, changed):
    asked, secret = register.consultation(entry)
    copied = secret.lower() if changed == "lower" else secret.replace("-", " ")
    assert queries.opened_by(asked.reference.lower(), copied) == asked


def test_wrong_secrets_are_counted_and_then_refused_even_when_right(client, entry):
    asked, secret = register.consultation(entry)
    for _ in range(limits.SECRETS_TRIED):
        page = client.post("/consultations/", {"reference": asked.reference, "secret": "AAAA-BBBB-CCCC-DDDD"})
        assert "違います" in page.content.decode()
    assert client.post("/consultations/", {"reference": asked.reference, "secret": secret}).status_code == 409


def test_who_asks_too_often_is_slowed_down_and_no_address_is_kept(visitor, entry):
    codes = [ask(visitor, entry).status_code for _ in range(limits.ASKED_FROM_ONE_PLACE + 1)]
    assert codes == [201] * limits.ASKED_FROM_ONE_PLACE + [409]
    assert "127.0.0.1" not in str(list(Attempts.objects.values()))


def test_a_machine_that_fills_every_box_is_refused(visitor, entry):
    assert ask(visitor, entry, website="https://example.jp").status_code == 200
    assert not Consultation.objects.exists()


def test_only_a_file_under_which_proposals_are_taken_can_be_asked_about(visitor, city_a):
    kept = register.entry(city_a, offered=False)
    assert visitor.get(f"/consultations/new/{kept.pk}/").status_code == 404
    assert "相談する" not in visitor.get(f"/register/{kept.pk}/").content.decode()


def test_a_consultation_goes_back_and_forth_until_it_is_over(entry, coordinator):
    asked, _ = register.consultation(entry, mail="a@example.jp")
    actions.answer(consultation=asked, text="はい。", by=coordinator, on=ON)
    actions.ask_again(consultation=asked, text="もう一つ。", on=ON)
    actions.answer(consultation=asked, text="いいえ。", by=coordinator, on=ON)
    actions.close(consultation=asked, by=None, on=ON)
    asked.refresh_from_db()
    assert (asked.stands, asked.mail, asked.ended_on) == (Status.CLOSED, "", ON)
    assert [one.from_desk for one in asked.messages.all()] == [False, True, False, True]
    with pytest.raises(NotNow, match="終了"):
        actions.ask_again(consultation=asked, text="まだ。", on=ON)


def test_a_section_answers_only_about_its_own_files(signed_in, city_a, entry):
    taxes = bodies.add_section(organisation=city_a, name="税務課")
    officer = tenancy.officer(city_a, "a-taxes", Role.SECTION, section=taxes)
    asked, _ = register.consultation(entry)
    assert signed_in(officer).get(f"/office/consultations/{asked.pk}/").status_code == 404


def test_an_answer_becomes_a_question_for_everybody_in_other_words(signed_in, visitor, coordinator, entry):
    asked, _ = register.consultation(entry, question="株式会社かなたですが、住所は使えますか。")
    actions.answer(consultation=asked, text="町名まで使えます。", by=coordinator, on=ON)
    office = signed_in(coordinator)
    form = office.get(f"/office/consultations/{asked.pk}/faq/").content.decode()
    assert "町名まで使えます。</textarea>" in form  # the desk's own words are there to be edited
    assert "かなたですが、住所は使えますか。</textarea>" not in form
    sent = {"question": "住所はどこまで使えますか。", "answer": "町名まで使えます。"}
    office.post(f"/office/consultations/{asked.pk}/faq/", sent)
    made = Faq.objects.get()
    assert "どこまで" not in visitor.get("/faq/").content.decode()
    assert office.post(f"/office/faq/{made.pk}/publish/").status_code == 302
    page = visitor.get("/faq/").content.decode()
    assert "住所はどこまで使えますか。" in page
    assert "かなた" not in page
    assert "住所はどこまで" in visitor.get(f"/register/{entry.pk}/").content.decode()
    office.post(f"/office/faq/{made.pk}/withdraw/")
    assert "どこまで" not in visitor.get("/faq/").content.decode()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a@example.jp へ連絡", "メールアドレス"),
        ("電話は０３－１２３４－５６７８", "電話番号"),
        ("S131016-2026-1 の件", "相談の番号"),
    ],
)
def test_what_tells_how_to_reach_somebody_is_not_published_and_not_repeated(entry, text, kind):
    made = register.faq(register.consultation(entry)[0], question=text)
    with pytest.raises(NotLawful, match=kind) as refused:
        actions.publish_faq(faq=made, by=register.writer(entry.organisation), on=ON)
    assert text not in str(refused.value)


def test_the_words_of_who_asked_are_not_published_as_they_stand(entry):
    asked, _ = register.consultation(entry, question="氏名を除いて 使えますか。")
    made = register.faq(asked, question="氏名を除いて使えますか。")
    with pytest.raises(NotLawful, match="文のまま"):
        actions.publish_faq(faq=made, by=register.writer(entry.organisation), on=ON)


def test_nothing_is_typed_twice_on_the_way_into_a_proposal(signed_in, proposer, city_a, entry):
    call = register.call(city_a, at=CallStatus.OPEN, entries=[entry])
    client = signed_in(proposer)
    page = ask(client, entry)
    asked = Consultation.objects.get()
    assert (
        f"/proposals/start/{call.pk}/{entry.pk}/" in client.get(f"/consultations/{asked.reference}/").content.decode()
    )
    assert page.status_code == 201
    start = f"/proposals/start/{call.pk}/{entry.pk}/"
    assert asked.reference in client.get(start).content.decode()
    client.post(start, {"consultation": asked.reference})
    draft = Proposal.objects.get().draft
    carried = {key: draft[key] for key in ("purpose", "business", *GRID)}
    assert carried == {"purpose": ASKED["purpose"], "business": ASKED["business"], **GRID}
    asked.refresh_from_db()
    assert (asked.stands, asked.mail) == (Status.CARRIED, "")
    form = client.get(f"/proposals/{Proposal.objects.get().pk}/edit/").content.decode()
    assert "町名まで" in form


def test_a_consultation_that_was_not_opened_is_not_carried_over(signed_in, proposer, city_a, entry):
    call = register.call(city_a, at=CallStatus.OPEN, entries=[entry])
    asked, _ = register.consultation(entry, wishes={"purpose": "ひみつの目的"})
    signed_in(proposer).post(f"/proposals/start/{call.pk}/{entry.pk}/", {"consultation": asked.reference})
    assert "purpose" not in Proposal.objects.get().draft
    asked.refresh_from_db()
    assert asked.stands is Status.RECEIVED


def test_the_record_tells_of_a_consultation_and_never_what_it_says(entry, coordinator):
    asked, _ = register.consultation(entry, question="ひみつの質問", mail="a@example.jp")
    actions.answer(consultation=asked, text="ひみつの回答", by=coordinator, on=ON)
    events = list(events_of(entry.organisation.code, subject=f"consultation:{asked.reference}"))
    assert [event.kind for event in events] == ["consultations.ask", "consultations.answer_consultation"]
    assert "ひみつ" not in str([(event.facts, event.subject) for event in events])


def test_the_bodys_record_tells_of_a_consultation_that_ended_in_a_proposal_and_not_whose_it_is(
    signed_in, proposer, city_a, entry
):
    call = register.call(city_a, at=CallStatus.OPEN, entries=[entry])
    client = signed_in(proposer)
    ask(client, entry)
    asked = Consultation.objects.get()
    client.post(f"/proposals/start/{call.pk}/{entry.pk}/", {"consultation": asked.reference})
    last = events_of(city_a.code, subject=f"consultation:{asked.reference}").last()
    assert (last.kind, last.by, last.facts) == ("consultations.carry", "public", {"on": ON.isoformat()})
    assert deed_label(last.kind) == "相談を提案へ引継ぎ"
    started = events_of(f"party-{proposer.party_id}").last()
    assert (started.kind, started.facts["consultation"]) == ("proposal.start", asked.reference)


@pytest.mark.parametrize("path", ["/office/consultations/", "/faq/"])
def test_the_list_takes_the_same_queries_for_one_and_three(
    signed_in, entry, path, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(register.boss(entry.organisation))
    register.faq(register.consultation(entry)[0], public=True)
    with django_assert_max_num_queries(12) as first:
        client.get(path)
    for _ in range(2):
        register.faq(register.consultation(entry)[0], public=True)
    with django_assert_num_queries(len(first)):
        client.get(path)


def test_a_question_that_was_published_meanwhile_is_not_written_over(entry):
    made = register.faq(register.consultation(entry)[0])
    opened = Faq.objects.get(pk=made.pk)  # as the page of somebody else read it
    actions.publish_faq(faq=made, by=register.writer(entry.organisation), on=ON)
    sides = {"organisation": entry.organisation, "by": register.writer(entry.organisation), "on": ON}
    with pytest.raises(NotNow):
        actions.write_faq(faq=opened, question="別の質問", answer="別の回答", **sides)
    made.refresh_from_db()
    assert made.is_public
    assert made.question != "別の質問"
