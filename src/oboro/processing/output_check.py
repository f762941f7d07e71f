"""The output check: two people who did not make the table look at it, each alone, and then decide together.

Until both have spoken the journal holds only a digest of what the first has said, and the commands show nothing of it.
The decision, with both opinions, goes into the journal; the seal asks for it. Everything is bound to the bytes of one
table and of the standards it was held against: after a new run, or a judgement added later, it begins anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from oboro.engine import reading
from oboro.kernel.audit import Event
from oboro.kernel.canonical import canonical_json, digest
from oboro.kernel.errors import CheckFailed, NotAllowed, NotLawful, NotNow, UsageError
from oboro.kernel.text import same_name
from oboro.processing import journal
from oboro.processing.job import refuse_sealed
from oboro.processing.workspace import (
    CHECKED,
    DECIDED,
    OPINION,
    RAN,
    Workspace,
    accepted_order,
    read_json,
    working,
    write_json,
)

PASS, OBJECT = "pass", "object"
OUTCOMES = {PASS: "出してよい", OBJECT: "出してはならない"}
CHECKERS = 2
_HINT = "oboro check-out で二人が別々に確かめ、そのあと二人で決めてください。"


@dataclass(frozen=True)
class Decision:
    """What both checkers have decided on one table."""

    checkers: tuple[str, ...]
    outcome: str
    text: str


@dataclass(frozen=True)
class State:
    """How far the output check of the present table is.

    Attributes:
        spoken: checkers who have given their opinion.
        decision: what they decided together, or None.
    """

    spoken: tuple[str, ...]
    decision: Decision | None


def speak(folder: Path, *, checker: str, outcome: str, text: str, salt: str, by: str, at: datetime) -> State:
    """Give one checker's own opinion of the table.

    Args:
        folder: the workspace.
        checker: post of the checker.
        outcome: "pass" or "object".
        text: the reason.
        salt: random text, so that the digest in the journal does not give the opinion away.
        by: account, for the journal.
        at: the instant, for the journal.

    Raises:
        NotNow: the table was not measured again yet, both have spoken already, or it is sealed.
        NotAllowed: this checker has spoken already.
        UsageError: no name, no reason, or an unknown outcome.
    """
    _refuse_empty(outcome, text, checker)
    with working(folder, command="check-out", by=by, at=at) as place:
        refuse_sealed(place)
        kept = _kept(place)
        if len(kept["opinions"]) >= CHECKERS:
            raise NotNow(
                "二人の確認はもう済んでいます。", hint="--joint を付けて、二人で決めたことを記録してください。"
            )
        if any(same_name(checker, one["checker"]) for one in kept["opinions"]):
            raise NotAllowed("この人の確認はもう記録してあります。", hint="もう一人の確認者が確かめてください。")
        opinion = {"checker": checker, "outcome": outcome, "text": text, "salt": salt}
        order, _ = accepted_order(place)
        facts = {"checker": checker, "digest": _digest(opinion), **_subject(place)}
        write_json(place.output_check, {**kept, "opinions": [*kept["opinions"], opinion]})
        place.record(OPINION, subject=f"case:{order.case}", facts=facts)
        return state(place)


def opinions(folder: Path, *, by: str, at: datetime) -> tuple[Mapping[str, str], ...]:
    """What both have said; nothing before both have spoken (NotNow)."""
    with working(folder, command="check-out", by=by, at=at) as place:
        return _both(place)


def decide(folder: Path, *, outcome: str, text: str, by: str, at: datetime) -> State:
    """Record what both checkers have decided together.

    Raises:
        NotNow: not both have spoken, or it is decided or sealed already.
        CheckFailed: what is kept of an opinion is not what the journal vouches for.
        UsageError: no reason, or an unknown outcome.
    """
    _refuse_empty(outcome, text, "―")
    with working(folder, command="check-out", by=by, at=at) as place:
        refuse_sealed(place)
        said = _both(place)
        if state(place).decision is not None:
            raise NotNow("この表についての二人の決定は、もう記録してあります。")
        order, _ = accepted_order(place)
        facts = {
            "checkers": [one["checker"] for one in said],
            "outcome": outcome,
            "text": text,
            "opinions": [dict(one) for one in said],
            **_subject(place),
        }
        place.record(DECIDED, subject=f"case:{order.case}", facts=facts)
        return state(place)


def state(place: Workspace) -> State:
    """How far the check of the present table is."""
    decided = place.last(DECIDED)
    decision = None
    if decided is not None and _is_of(decided.facts, _subject(place)):
        facts = decided.facts
        decision = Decision(tuple(facts["checkers"]), facts["outcome"], facts["text"])
    return State(tuple(one["checker"] for one in _kept(place)["opinions"]), decision)


def passed(place: Workspace, *, made_by: str) -> Decision:
    """The decision that lets this table be sealed.

    Raises:
        NotNow: it is not decided yet.
        NotLawful: the checkers object.
        NotAllowed: the maker was one of the checkers.
    """
    decision = state(place).decision
    if decision is None:
        raise NotNow("作った情報を、作った人とは別の二人がまだ確かめていません。", hint=_HINT)
    if decision.outcome != PASS:
        raise NotLawful(
            "二人の確認者が、この表は出してはならないと決めています。", hint="手順書を直して作り直してください。"
        )
    if any(same_name(made_by, one) for one in decision.checkers):
        raise NotAllowed("作った人が、確認者の一人になっています。", hint="作った人とは別の二人が確かめてください。")
    return decision


def told(place: Workspace) -> list[dict[str, Any]]:
    """Who has said what, for the summary; nothing before both have spoken.

    Each is checker, outcome, text, and whether the account was the one that made the table, which one machine for all
    explains as well as one person in two posts.

    Raises:
        CheckFailed: what is kept of an opinion is not what the journal vouches for.
    """
    if len(_kept(place)["opinions"]) < CHECKERS:
        return []
    ran = place.last(RAN)
    return [
        {
            "checker": one["checker"],
            "outcome": one["outcome"],
            "text": one["text"],
            "same_account": ran is not None and _vouching(place, one)[0].by == ran.by,
        }
        for one in _both(place)
    ]


# ---------------------------------------------------------------------------------------------------------------


def _refuse_empty(outcome: str, text: str, checker: str) -> None:
    if outcome not in OUTCOMES:
        raise UsageError(f"結論は {'・'.join(OUTCOMES)} のどちらかです。")
    if not text.strip() or not checker.strip():
        raise UsageError("確認者の名前と、そう考えた理由を書いてください。")


def _subject(place: Workspace) -> dict[str, Any]:
    """What is looked at: the table and the standards as they were measured last."""
    checked = place.last(CHECKED)
    if checked is None or not place.table.exists():
        raise NotNow("まだ測り直していません。", hint="先に oboro check を実行してください。")
    found = reading.fingerprint(place.table)
    if checked.facts["table_sha256"] != found:
        raise NotNow("測り直したあとに表が変わりました。", hint="oboro check をやり直してください。")
    return {"table_sha256": found, "standards_sha256": checked.facts.get("standards_sha256")}


def _is_of(kept: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
    return all(kept.get(name) == value for name, value in subject.items())


def _kept(place: Workspace) -> dict[str, Any]:
    """What is kept of the present table's check; that of an earlier table or other standards does not count.

    Raises:
        CheckFailed: an opinion that the journal vouches for is gone or edited.
    """
    subject = _subject(place)
    kept = read_json(place.output_check) if place.output_check.exists() else {}
    said = [one for one in kept["opinions"] if _vouching(place, one)] if _is_of(kept, subject) else []
    known = {_digest(one) for one in said}
    if any(event.facts["digest"] not in known for event in _spoken_since_run(place) if _is_of(event.facts, subject)):
        raise CheckFailed(
            "output_check.json が、記録されたものと違います。",
            hint="output_check.json を元に戻すか、oboro run からやり直してください（二人の確認も初めからになります）。",
        )
    return {**subject, "opinions": said}  # one that a kill kept from the journal was never given


def _spoken_since_run(place: Workspace) -> list[Event]:
    """Opinions recorded since the last run: one of them that is not kept was taken away, perhaps because it objects."""
    events = [item.event for item in journal.read(place.journal)]
    ran = max((at for at, event in enumerate(events) if event.kind == RAN), default=0)
    return [event for event in events[ran:] if event.kind == OPINION]


def _both(place: Workspace) -> tuple[Mapping[str, str], ...]:
    said: Sequence[Mapping[str, str]] = _kept(place)["opinions"]
    if len(said) < CHECKERS:
        raise NotNow(f"確かめたのは{len(said)}人です。二人がそろうまで、意見は開きません。", hint=_HINT)
    return tuple(said)


def _vouching(place: Workspace, opinion: Mapping[str, str]) -> list[Event]:
    """The events of the journal that hold the digest of this opinion."""
    told, checker = _digest(opinion), opinion["checker"]
    return [
        event
        for event in place.all(OPINION)
        if event.facts["digest"] == told and event.facts["checker"] == checker and _is_of(event.facts, _subject(place))
    ]


def _digest(opinion: Mapping[str, str]) -> str:
    return digest(canonical_json(dict(opinion)))
