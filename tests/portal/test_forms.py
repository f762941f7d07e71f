"""The words of every statutory form in every scheme, as cases of both print them: from Word and from PDF alike.

The golden texts lie in tests/golden/forms; with OBORO_WRITE_GOLDEN=1 they are written anew, to be read before a commit.
"""

import os
from pathlib import Path

import pytest

from documents.reading import of_pdf, of_word, squeezed
from oboro.casework.lifecycle import Status
from oboro.casework.review import Outcome
from oboro.documents import pdf, word
from oboro.documents.letter import Letter, from_json
from oboro.law.criteria import ProposalKind, criteria
from oboro.law.forms import forms
from oboro.law.regime import BodyKind
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals import papers
from oboro.portal.reviews import actions as reviews
from oboro.portal.tenancy.queries import today
from portal.factories import cases, tenancy

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[1] / "golden" / "forms"
DAYS = {"gyokoho_2017": "2019-06-03", "appi": "2026-06-01"}


def existing(cast, origin, *, failing):
    """A second user's proposal on what the first case made, noticed either way."""
    on = today(cast.body)
    by = tenancy.proposer(tenancy.party("㈱髙﨑①" + ("乙" if failing else "甲")), f"second-{failing or 'ok'}")
    mine = cases.Cast(cast.body, by)
    proposal = proposals.start_from(origin=origin, kind=ProposalKind.EXISTING, by=by, on=on)
    cases.attach(proposal, by)
    said = {k: v for k, v in cases.values().items() if k not in {"persons", "method", "file_name"}}
    said |= {"proposer_name": by.party.name, "information": f"{origin.number}の情報"}
    proposal = proposals.submit(proposal=proposal, values=said, by=by, on=on)
    for step in (cases._received, cases._under_review):
        step(proposal, mine, "")
        proposal.refresh_from_db()
    cases.check_all(proposal, mine)
    for criterion in criteria(proposal.law, proposal.of_kind):
        outcome = Outcome.FAILS if criterion.key == failing else Outcome.CONFORMS
        reviews.judge(
            proposal=proposal, criterion=criterion.key, outcome=outcome, reason="書類で確かめた。", evidence="提案書",
            by=mine.reviewer, on=on,
        )  # fmt: skip
    reviews.conclude(proposal=proposal, by=mine.reviewer, on=on)
    proposal.refresh_from_db()
    for step in (cases._decided, cases._failing if failing else cases._conforming):
        step(proposal, mine, failing)
        proposal.refresh_from_db()
    return proposal


@pytest.fixture(params=list(DAYS))
def printed(request, db):
    """Every statutory paper of a scheme, from cases that were walked to it."""
    body = tenancy.organisation(
        code="P-1", name="例示省", kind=BodyKind.NATIONAL_ORGAN, practice_on=DAYS[request.param]
    )
    cast = cases.Cast(body, tenancy.proposer(tenancy.party("㈱髙﨑①"), "first"))
    file = cases.offered(body)
    done = cases.at_status(Status.CONTRACTED, cast, file=file)
    refused = cases.at_status(Status.FAILING, cast, file=file, failing="rights")
    cases.tell_of(done, cast)
    second, third = (existing(cast, done, failing=failing) for failing in ("", "rights"))
    letters = {
        "proposal": done.letter,
        "pledge": papers.pledge(done, on=today(body)).as_json(),
        "accept": done.notice.letter,
        "application": done.contract.letter,
        "reject": refused.notice.letter,
        "proposal_existing": second.letter,
        "accept_existing": second.notice.letter,
        "reject_existing": third.notice.letter,
    }
    assert set(letters) == {form.key for form in forms(done.law)}
    return request.param, {key: from_json(letter) for key, letter in letters.items()}


def golden_text(letter: Letter) -> str:
    noted = letter.text().removesuffix(letter.small_print)
    return f"{noted}（注）{letter.small_print}\n" if letter.small_print else f"{letter.text()}\n"


def test_every_form_says_its_golden_words_on_both_papers(printed):
    scheme, letters = printed
    for key, letter in letters.items():
        place = FOLDER / f"{scheme}-{key}.txt"
        if os.environ.get("OBORO_WRITE_GOLDEN") == "1":
            place.write_text(golden_text(letter), encoding="utf-8")
        golden = place.read_text(encoding="utf-8")
        assert golden_text(letter) == golden, key
        assert squeezed("".join(of_word(word.docx(letter)))) == squeezed(golden), key
        assert squeezed(of_pdf(pdf.pdf(letter))) == squeezed(golden), key
        assert "髙﨑①" in golden, key


def test_i17_papers_printed_twice_from_one_snapshot_are_the_same_to_the_byte(printed):
    _, letters = printed
    for letter in letters.values():
        again = from_json(letter.as_json())
        assert (word.docx(letter), pdf.pdf(letter)) == (word.docx(again), pdf.pdf(again))


def test_no_golden_text_is_left_over():
    keys = {"proposal", "pledge", "accept", "application", "reject"}
    keys |= {f"{key}_existing" for key in ("proposal", "accept", "reject")}
    assert {file.name for file in FOLDER.iterdir()} == {f"{scheme}-{key}.txt" for scheme in DAYS for key in keys}
