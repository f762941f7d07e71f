"""What the pages of the evidence are made from, each piece held against the journal before it is shown.

A page that is signed must not say what nobody measured: a report, a list of standards or an opinion that was edited
afterwards is refused, as `seal` would refuse it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from oboro.engine import reading
from oboro.kernel.errors import CheckFailed
from oboro.law.standards import standards
from oboro.processing import output_check, scheme
from oboro.processing.job import refuse_changed
from oboro.processing.workspace import CHECKED, RAN, Workspace, accepted_order, read_json, working

JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True)
class Gathered:
    """One workspace's making, as plain data.

    Attributes:
        report: the engine's report.
        about: case, organisation, file, law and its day, rule, made: what the evidence is of.
        citations: standard → its place in the law of the case.
        standards: the lines of the standards; None where `oboro check` has not come yet.
        spoken: who has given an opinion of the output.
        checkers: both opinions (see `output_check.told`).
        decision: what both decided (outcome, text), or None.
    """

    report: dict[str, Any]
    about: Mapping[str, str]
    citations: Mapping[str, str]
    standards: list[dict[str, Any]] | None
    spoken: tuple[str, ...] = ()
    checkers: tuple[Mapping[str, Any], ...] = ()
    decision: Mapping[str, str] | None = None


def gather(folder: Path, *, by: str, at: datetime) -> Gathered:
    """Everything the evidence of a workspace tells.

    Args:
        folder: the workspace.
        by: account, for the journal.
        at: the instant, for the journal.

    Raises:
        NotNow: nothing was run yet.
        CheckFailed: report, table, standards or an opinion are not what the journal vouches for.
        WorkspaceError: no workspace, no order, or a journal that does not hold.
    """
    with working(folder, command="evidence", by=by, at=at) as place:
        refuse_changed(place)
        order, _ = accepted_order(place)
        regime = scheme.of(order)
        told = standards(regime)
        about = {
            "case": order.case,
            "organisation": order.organisation.name,
            "file": order.register_entry.name,
            "law": regime.name,
            "law_on": order.law_on.isoformat(),
            "rule": told[0].citation.law,
            "made": f"{_made(place).astimezone(JAPAN):%Y-%m-%d %H:%M}",
        }
        citations = {one.key: one.citation.short for one in told}
        lines = _lines(place)
        if lines is None:
            return Gathered(read_json(place.report), about, citations, None)
        seen = output_check.state(place)
        decision = {"outcome": seen.decision.outcome, "text": seen.decision.text} if seen.decision else None
        said = tuple(output_check.told(place))
        return Gathered(read_json(place.report), about, citations, lines, seen.spoken, said, decision)


# ---------------------------------------------------------------------------------------------------------------


def _made(place: Workspace) -> datetime:
    ran = place.last(RAN)
    return ran.at if ran else place.at


def _lines(place: Workspace) -> list[dict[str, Any]] | None:
    """The standards of the present table; None where it was not measured again yet."""
    checked, ran = place.last(CHECKED), place.last(RAN)
    if checked is None or ran is None or checked.facts["table_sha256"] != ran.facts["table_sha256"]:
        return None
    if not place.standards.exists():  # a run takes it away
        return None
    said = checked.facts.get("standards_sha256")
    if said is not None and reading.fingerprint(place.standards) != said:
        raise CheckFailed(
            f"{place.standards.name} が、oboro check の書いたものと違います。",
            hint="oboro check をやり直してください。",
        )
    return [dict(line) for line in read_json(place.standards)]
