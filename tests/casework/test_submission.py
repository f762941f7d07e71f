from dataclasses import replace
from datetime import date

import pytest

from oboro.casework.submission import Content, Gap, Paper, gaps, required_papers
from oboro.law.criteria import ProposalKind
from oboro.law.transition import Act, PastTermination

DAY = date(2026, 6, 1)
PAPERS = (Paper("pledge"), Paper("benefit"), Paper("identity_body", date(2026, 4, 1)))
WORDS = (
    "proposer_name",
    "proposer_address",
    "file_name",
    "purpose",
    "use",
    "business",
    "safety",
    "provision_method",
    "information",
)
WHOLE = Content(
    kind=ProposalKind.NEW,
    values={
        **dict.fromkeys(WORDS, "書いたとおり"),
        "persons": 1000,
        "method": {"items": [{"name": "住所", "wanted": True, "granularity": "都道府県のみ"}], "extraction": ""},
        "use_period": {"from": "2026-10-01", "to": "2028-09-30"},
    },
    papers=PAPERS,
    individual=False,
    agent=False,
    in_file=1000,
)


def changed(**values):
    return replace(WHOLE, values={**WHOLE.values, **values})


def test_a_whole_proposal_has_no_gaps(today_law):
    assert gaps(today_law, WHOLE, on=DAY) == ()


def test_999_persons_are_refused_and_1000_are_not(today_law):
    assert gaps(today_law, changed(persons=999), on=DAY) == (
        Gap("persons", "提案の本人の数は999人で、1,000人に満たない（法第114条第1項第2号、規則第56条）。"),
    )
    assert gaps(today_law, changed(persons=1000), on=DAY) == ()


def test_more_persons_than_the_file_holds_are_refused(today_law):
    assert [gap.field for gap in gaps(today_law, changed(persons=1001), on=DAY)] == ["persons"]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([{"name": "住所", "wanted": False, "granularity": ""}], "必要な記録項目を1つ以上選んでください。"),
        (
            [{"name": "住所", "wanted": True, "granularity": " "}],
            "「要」とした1項目に、希望する細かさを書いてください（例：都道府県のみ）。",
        ),
    ],
)
def test_the_grid_says_what_is_wanted_and_how_fine(today_law, items, message):
    assert gaps(today_law, changed(method={"items": items, "extraction": ""}), on=DAY) == (Gap("method", message),)


def test_a_period_ends_after_it_begins(today_law):
    backwards = {"from": "2026-10-01", "to": "2026-09-30"}
    assert [gap.field for gap in gaps(today_law, changed(use_period=backwards), on=DAY)] == ["use_period"]


def test_each_missing_paper_is_named(today_law):
    missing = gaps(today_law, replace(WHOLE, papers=()), on=DAY)
    assert [gap.field for gap in missing] == ["paper_pledge", "paper_benefit", "paper_identity_body"]


@pytest.mark.parametrize("issued", [None, date(2025, 11, 30), date(2026, 6, 2)])
def test_a_certificate_is_dated_and_at_most_six_months_old(today_law, issued):
    old = (*PAPERS[:2], Paper("identity_body", issued))
    assert [gap.field for gap in gaps(today_law, replace(WHOLE, papers=old), on=DAY)] == ["paper_identity_body"]


def test_i9_a_barred_party_cannot_propose_until_its_day(today_law):
    barred = replace(WHOLE, terminations=(PastTermination(Act.PRESENT, date(2024, 6, 2)),))
    assert gaps(today_law, barred, on=DAY) == (
        Gap("", "契約を解除されたため、令和8年6月2日になるまで提案できません（法第113条第5号）。"),
    )
    assert gaps(today_law, barred, on=date(2026, 6, 2)) == ()


def test_an_agent_adds_the_proof_of_authority(today_law):
    asked = {"kind": ProposalKind.NEW, "individual": True}
    alone = {rule.key for rule in required_papers(today_law, agent=False, **asked)}
    by_agent = {rule.key for rule in required_papers(today_law, agent=True, **asked)}
    assert by_agent - alone == {"authority", "identity_agent"}


def test_a_proposal_on_existing_information_has_no_persons_and_no_grid(today_law):
    values = {key: value for key, value in WHOLE.values.items() if key not in {"persons", "method"}}
    existing = replace(WHOLE, kind=ProposalKind.EXISTING, values=values)
    assert gaps(today_law, existing, on=DAY) == ()


@pytest.mark.parametrize("key", ["purpose", "business", "safety", "provision_method", "persons", "use_period"])
def test_each_statutory_item_is_asked_for(today_law, key):
    assert [gap.field for gap in gaps(today_law, changed(**{key: None}), on=DAY)] == [key]
