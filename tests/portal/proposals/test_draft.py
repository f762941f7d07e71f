"""Writing a proposal: anything can be saved, only a whole one can be handed in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oboro.casework.lifecycle import Status
from oboro.portal.audit.models import AuditEvent
from oboro.portal.proposals.forms import LARGEST_ALL
from oboro.portal.proposals.models import Attachment, Proposal
from portal.factories import cases
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db

LEAD = (
    "「住民の台帳」について、新しく作成する情報の提案書の下書きを作ります。"
    "下書きは何度でも保存でき、提出するまで提案先には見えません。"
)


@pytest.fixture
def draft(cast):
    return cases.draft(cast)


def test_the_start_page_says_what_begins(cast, signed_in):
    file = cases.offered(cast.body)
    page = signed_in(cast.proposer).get(reverse("proposal-start", args=[file.call_id, file.entry_id]))
    assert lines(page) == [
        "提案を始める",
        LEAD,
        "提案先",
        "甲市",
        "個人情報ファイル",
        "住民の台帳",
        "募集の期間",
        "令和8年5月22日（2026年）から令和8年7月1日（2026年）まで",
        "提案者",
        "株式会社みらい",
        "個人情報の保護に関する法律（令和8年6月1日（2026年）の条文）　根拠：法第112条第1項",
        "相談に書いたことを引き継ぐときは、先に受付番号と合い言葉で相談を開きます。",
        "下書きを作る",
    ]


def test_a_draft_begins_with_what_is_known_already(cast, signed_in):
    file = cases.offered(cast.body)
    answer = signed_in(cast.proposer).post(reverse("proposal-start", args=[file.call_id, file.entry_id]))
    proposal = Proposal.objects.get()
    assert answer.url == reverse("proposal-edit", args=[proposal.pk])
    assert (proposal.stands, proposal.number, proposal.file) == (Status.DRAFT, "", file.version)
    assert proposal.draft == {"contact": "企画部"}


def test_a_call_that_is_over_offers_nothing(cast, signed_in):
    file = cases.offered(cast.body, days=(-60, -1))
    address = reverse("proposal-start", args=[file.call_id, file.entry_id])
    assert signed_in(cast.proposer).get(address).status_code == 404


def test_an_officer_cannot_begin_a_proposal(cast, signed_in):
    file = cases.offered(cast.body)
    address = reverse("proposal-start", args=[file.call_id, file.entry_id])
    assert signed_in(cast.coordinator).post(address).status_code == 404
    assert not Proposal.objects.exists()


def test_what_was_typed_comes_back_as_it_was_typed(cast, draft, signed_in):
    client = signed_in(cast.proposer)
    typed = {**cases.words(), "persons": "千二百", "use_period_from_month": "13", "purpose": "髙﨑①㈱　𠮷"}
    client.post(reverse("proposal-edit", args=[draft.pk]), {**typed, "do": "save"})
    draft.refresh_from_db()
    assert draft.draft == typed
    page = client.get(reverse("proposal-edit", args=[draft.pk])).content.decode()
    assert 'value="千二百"' in page
    assert "髙﨑①㈱　𠮷" in page


TYPED = st.dictionaries(
    st.sampled_from([*cases.words(), "unknown", "status", "party"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_any_part_of_a_proposal_can_be_saved_and_shown_again(cast, draft, signed_in, typed):
    client = signed_in(cast.proposer)
    known = {name: text for name, text in typed.items() if name in cases.words()}
    saved = client.post(reverse("proposal-edit", args=[draft.pk]), {**typed, "do": "save"})
    assert (saved.status_code, client.get(saved.url).status_code) == (302, 200)
    draft.refresh_from_db()
    assert set(draft.draft) == set(known)
    assert draft.stands is Status.DRAFT


def test_a_draft_is_not_in_the_bodys_record_nor_its_list(cast, draft, signed_in):
    assert not AuditEvent.objects.filter(chain=cast.body.code, kind__startswith="proposal.").exists()
    assert lines(signed_in(cast.coordinator).get(reverse("proposal-list")))[1:] == [
        "提案は届いていません。募集の期間中に提出されると、ここに並びます。",
        "書面で届いた提案を記録する",
    ]
    assert signed_in(cast.coordinator).get(reverse("proposal", args=[draft.pk])).status_code == 404


def test_a_paper_is_attached_shown_and_taken_away(cast, draft, signed_in):
    client = signed_in(cast.proposer)
    file = SimpleUploadedFile("委任状.pdf", b"%PDF-1.7 x")
    client.post(reverse("proposal-attach", args=[draft.pk]), {"rule": "other", "file": file})
    paper = Attachment.objects.get(rule="other")
    assert (paper.filename, bytes(paper.content), paper.size) == ("委任状.pdf", b"%PDF-1.7 x", 10)
    got = client.get(reverse("proposal-attachment", args=[draft.pk, paper.pk]))
    assert got.content == b"%PDF-1.7 x"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    client.post(reverse("proposal-detach", args=[draft.pk, paper.pk]))
    assert not Attachment.objects.filter(rule="other").exists()


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("mail.exe", b"x", "ファイル：この種類のファイルは添付できません。PDFなどにしてください。"),
        ("empty.pdf", b"", "ファイル：入力されたファイルは空です。"),
    ],
)
def test_a_file_that_cannot_be_read_later_is_refused(cast, draft, signed_in, name, content, trouble):
    file = SimpleUploadedFile(name, content)
    page = signed_in(cast.proposer).post(reverse("proposal-attach", args=[draft.pk]), {"rule": "other", "file": file})
    assert errors(page) == [trouble]
    assert not Attachment.objects.filter(rule="other").exists()


def test_the_pledge_comes_filled_in(cast, draft, signed_in):
    got = signed_in(cast.proposer).get(reverse("proposal-pledge", args=[draft.pk, 0, "docx"]))
    assert got.headers["Content-Type"].endswith("wordprocessingml.document")
    assert got.content.startswith(b"PK")


def test_a_day_that_no_calendar_has_is_saved_and_shown_and_refused_when_handed_in(cast, draft, signed_in):
    client, address = signed_in(cast.proposer), reverse("proposal-edit", args=[draft.pk])
    typed = {**cases.words(), "use_period_from_year": "99999999999999999999"}
    assert client.post(address, {**typed, "do": "save"}).status_code == 302
    assert 'value="99999999999999999999"' in client.get(address).content.decode()
    page = client.get(reverse("proposal-submit", args=[draft.pk])).content.decode()
    assert "実在する日付を入れてください" in page


def test_what_no_database_can_hold_is_left_out_of_every_box(cast, draft, signed_in):
    sent = {**cases.words(), "purpose": "商\0圏", "agent": "yes", "agent_name": "代\0理" * 100, "agent_address": "\0"}
    sent |= {"joint_1_name": "共\0同", "joint_1_address": "\0東京", "joint_1_representative": "代表\0", "do": "save"}
    signed_in(cast.proposer).post(reverse("proposal-edit", args=[draft.pk]), sent)
    draft.refresh_from_db()
    assert (draft.draft["purpose"], draft.agent_name, draft.agent_address) == ("商圏", "代理" * 50, "")
    other = draft.joint_proposers.get()
    assert (other.name, other.address, other.representative) == ("共同", "東京", "代表")


def test_a_name_that_is_too_long_for_a_paper_is_cut_before_its_ending(cast, draft, signed_in):
    file = SimpleUploadedFile("書" * 230 + ".pdf", b"%PDF-1.7")
    answer = signed_in(cast.proposer).post(reverse("proposal-attach", args=[draft.pk]), {"rule": "other", "file": file})
    assert answer.status_code == 302
    assert draft.attachments.get(rule="other").filename == "書" * 196 + ".pdf"


def test_the_papers_of_one_proposal_have_a_size_together(cast, draft, signed_in):
    draft.attachments.update(size=LARGEST_ALL // 3)
    file = SimpleUploadedFile("more.pdf", b"%PDF-1.7")
    page = signed_in(cast.proposer).post(reverse("proposal-attach", args=[draft.pk]), {"rule": "other", "file": file})
    assert "合わせて100MBまで" in page.content.decode()
    assert draft.attachments.count() == 3
