"""The situations of tests/law/cases, in words a lawyer reads, against the rules."""

import tomllib
from pathlib import Path

import pytest

from oboro.kernel import errors
from oboro.law import (
    codes,
    contact,
    criteria,
    disqualification,
    eligibility,
    fees,
    forms,
    holidays,
    opinions,
    periods,
    register,
    standards,
    topics,
    transition,
)
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, must_solicit, regime_on

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}-{number}")
    for path in sorted((HERE / "cases").glob("*.toml"))
    for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], start=1)
]


def which_regime(law, facts):
    return {"scheme": law.scheme.value}, [must_solicit(law).citation]


def solicit(law, facts):
    answer = must_solicit(law)
    return {"value": answer.value}, [answer.citation]


def fee(law, facts):
    facts = dict(facts)
    ordinance = facts.pop("ordinance", None)
    schedule = None
    if ordinance:
        schedule = fees.parse_schedule((HERE / "ordinances" / ordinance).read_text(encoding="utf-8"))
    kind = ProposalKind(facts.pop("kind"))
    result = fees.statement(law, fees.FeeFacts(kind=kind, **facts), schedule=schedule)
    return {"total_yen": result.total_yen}, [line.citation for line in result.lines]


def call(law, facts):
    problems = periods.call_problems(
        law, starts_on=facts["starts_on"], ends_on=facts["ends_on"], announced_on=facts.get("announced_on")
    )
    return {"problems": len(problems)}, [problem.citation for problem in problems]


def fiscal_year(law, facts):
    return {"year": periods.fiscal_year(law.on)}, []


def within_call(law, facts):
    return {"value": periods.within_call(starts_on=facts["starts_on"], ends_on=facts["ends_on"], on=law.on)}, []


def certificate(law, facts):
    problem = periods.certificate_problem(law, issued_on=facts["issued_on"], proposed_on=law.on)
    return {"ok": problem is None}, [problem.citation] if problem else []


def bar(law, facts):
    free = periods.bar_ends_on(law, from_on=facts["from_on"])
    return {"first_free_day": free}, [periods.clock(law, "bar").citation]


def persons(law, facts):
    problem = criteria.persons_problem(law, **facts)
    return {"ok": problem is None}, [problem.citation] if problem else []


def eligible(law, facts):
    judged = eligibility.judge(law, eligibility.EligibilityFacts(**{"exempt_ground": None} | facts))
    failed = [step for step in judged.steps if not step.answer]
    return {"eligible": judged.eligible, "failed": [s.key for s in failed]}, [s.citation for s in failed]


def criteria_of(law, facts):
    found = criteria.criteria(law, ProposalKind(facts["kind"]))
    return {"keys": [one.key for one in found]}, [found[0].citation]


def seventh_criterion(law, facts):
    found = next(one for one in criteria.criteria(law, ProposalKind(facts["kind"])) if one.key == "disruption")
    rule = found.rule.short if found.rule else ""
    return {"place": found.place, "rule": rule, "words": found.unset}, [found.citation]


def ground(law, facts):
    found = [one for one in disqualification.grounds(law) if one.key == facts["key"]]
    return {"present": bool(found), "words": found[0].text if found else ""}, [one.citation for one in found]


def register_item(law, facts):
    found = [one for one in register.items(law) if one.key == facts["key"]]
    return {"present": bool(found), "obligation": found[0].obligation if found else ""}, [o.citation for o in found]


def attachments(law, facts):
    found = forms.attachments(law, **facts | {"kind": ProposalKind(facts["kind"])})
    return {"required": [one.key for one in found if one.obligation == "required"]}, []


def attachment_words(law, facts):
    found = forms.attachments(law, kind=ProposalKind.NEW, individual=True, agent=False)
    label = next(one.label for one in found if one.key == facts["key"])
    return {"present": facts["words"] in label}, []


def form(law, facts):
    return {"number": forms.form(law, facts["key"]).number}, []


def opinion(law, facts):
    rule = opinions.third_party(law)
    return {"present": rule is not None}, [rule.citation] if rule else []


def codes_of(law, facts):
    found = codes.identification_codes(law)
    kinds = [one.kind for one in found]
    return {"body": kinds.count("body"), "number": kinds.count("number")}, [found[0].citation]


def sensitive(law, facts):
    found = codes.sensitive_heads(law)
    kinds = [one.kind for one in found]
    return {"act": kinds.count("act"), "order": kinds.count("order")}, [found[0].citation]


def standards_of(law, facts):
    found = standards.standards(law)
    return {"keys": [one.key for one in found]}, [found[0].citation]


def term(law, facts):
    return {"text": law.term(facts["key"])}, [law.entry("regime", "term", facts["key"]).citation]


def says(law, facts):
    row = topics.find(law, facts["name"])
    return {"words": row.text}, [row.citation]


def bar_by_act(law, facts):
    answer = transition.bars(law, facts["ground"], act=transition.Act(facts["act"]))
    return {"value": answer.value}, [answer.citation]


def barred(law, facts):
    past = transition.PastTermination(transition.Act(facts["act"]), facts["ended_on"])
    found = transition.barred_on(law, [past], on=law.on)
    return {"barred": found is not None, "until": found.until if found else None}, [found.citation] if found else []


def old_proposal(law, facts):
    answer = transition.governing_day(proposed_on=facts["proposed_on"], on=law.on, regime=law)
    return {"value": answer.value}, [answer.citation]


def closed(law, facts):
    found = holidays.closed_on(law.on, body=law.body)
    return {"closed": found is not None}, [found.citation] if found else []


def contact_data(law, facts):
    told = contact.warning(law, [("列", facts["kind"])])
    return {"warned": told is not None, "binding": bool(told and told.binding)}, [told.citation] if told else []


QUESTIONS = {
    "regime": which_regime, "must_solicit": solicit, "fee": fee, "call": call, "fiscal_year": fiscal_year,
    "within_call": within_call, "certificate": certificate, "bar": bar, "persons": persons, "eligible": eligible,
    "criteria": criteria_of, "seventh_criterion": seventh_criterion, "ground": ground, "register_item": register_item, "attachments": attachments,
    "attachment_words": attachment_words, "form": form, "opinion": opinion, "codes": codes_of, "sensitive": sensitive,
    "standards": standards_of, "term": term, "says": says, "bar_by_act": bar_by_act, "barred": barred, "old_proposal": old_proposal, "closed": closed,
    "contact": contact_data,
}  # fmt: skip


def answer_to(case):
    law = regime_on(body=BodyKind(case["body"]), on=case["on"])
    return QUESTIONS[case["question"]](law, case.get("facts", {}))


@pytest.mark.parametrize("case", CASES)
def test_a_situation_has_its_outcome_and_its_citation(case):
    expected = dict(case["outcome"])
    if "refused" in expected:
        with pytest.raises(getattr(errors, expected["refused"])):
            answer_to(case)
        return
    outcome, citations = answer_to(case)
    words = expected.pop("words", None)
    assert words is None or words in outcome.pop("words"), case["situation"]
    assert {name: outcome[name] for name in expected} == expected, case["situation"]
    cited = case.get("cite")
    if cited is not None:
        assert [str(one) for one in citations] == ([cited] if isinstance(cited, str) else cited), case["situation"]


def test_there_are_at_least_150_situations_and_each_is_told_once():
    told = [case.values[0]["situation"] for case in CASES]
    assert len(told) >= 150
    assert sorted(set(told)) == sorted(told)


def test_every_kind_of_body_and_every_question_has_a_situation():
    assert {case.values[0]["body"] for case in CASES} == {kind.value for kind in BodyKind}
    assert {case.values[0]["question"] for case in CASES} == set(QUESTIONS)
