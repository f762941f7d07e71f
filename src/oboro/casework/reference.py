"""The reference page of the procedure, printed from the tables: `python -m oboro.casework.reference`."""

import sys
from collections.abc import Iterable
from datetime import date

from oboro.casework import oversight, retention, uses
from oboro.casework.lifecycle import READING, AnyStatus, Lifecycle, contract, making, proposal, visible
from oboro.casework.roles import ACTION_LABELS, ROLE_LABELS, WHO_MAY, Action, Role, who_may
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, Scheme, regime

# A day on which each scheme is in force: only which steps exist is asked of it.
_DAYS = {Scheme.GYOKOHO_2017: date(2020, 4, 1), Scheme.APPI: date(2026, 4, 1)}


def page() -> str:
    """The whole page as Markdown with mermaid diagrams."""
    parts = [
        "# 手続の状態と、できること\n",
        "この頁は `python -m oboro.casework.reference` が表から印刷します。手で直さないでください。\n",
    ]
    for scheme, day in _DAYS.items():
        law = regime(scheme, body=BodyKind.NATIONAL_ORGAN, on=day)
        parts += [f"## 提案（{law.name}）\n", *_section(proposal(law, ProposalKind.NEW))]
    parts += ["## 契約\n", *_section(contract()), "## 作成と提供\n", *_section(making())]
    later = (uses.use(), uses.incident(), oversight.complaint(), oversight.yearly(), oversight.request())
    for one in (*later, retention.disposal()):
        parts += [f"## {one.noun}\n", *_section(one)]
    parts += ["## 役割と行為\n", _who_may()]
    return "\n".join(parts)


def diagram(lifecycle: Lifecycle) -> str:
    """The steps of one aggregate as a mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {status.value}: {lifecycle.labels[status]}" for status in lifecycle.statuses]
    lines.append(f"    [*] --> {lifecycle.statuses[0].value}")
    lines += [
        f"    {before.value} --> {after.value}: {ACTION_LABELS[event]}"
        for (before, event), after in lifecycle.transitions.items()
    ]
    lines += [f"    {status.value} --> [*]" for status in lifecycle.statuses if lifecycle.owners[status] is None]
    return "\n".join([*lines, "```", ""])


def matrix(lifecycle: Lifecycle) -> str:
    """State × Role × Action: what each role can do in each state."""
    rows = [
        [lifecycle.labels[status], _owner(lifecycle, status), *(_actions(lifecycle, status, role) for role in Role)]
        for status in lifecycle.statuses
    ]
    return _table(["状態", "次に動く人", *(ROLE_LABELS[role] for role in Role)], rows)


def _section(lifecycle: Lifecycle) -> list[str]:
    return [diagram(lifecycle), matrix(lifecycle)]


def _owner(lifecycle: Lifecycle, status: AnyStatus) -> str:
    owner = lifecycle.owners[status]
    return ROLE_LABELS[owner] if owner else "―"


def _actions(lifecycle: Lifecycle, status: AnyStatus, role: Role) -> str:
    if not visible(status, to=role):
        return "―"
    can = [action for action in lifecycle.possible(status) if role in WHO_MAY[action]]
    return "、".join(ACTION_LABELS[action] for action in can if action not in READING) or "閲覧"


def _who_may() -> str:
    rows = [[ACTION_LABELS[action], *(_mark(action, role) for role in Role)] for action in Action]
    table = _table(["行為", *(ROLE_LABELS[role] for role in Role)], rows)
    return f"{table}\n書：提案者が書面で行ったことを、窓口が受け取った日で記録する。条件は同じである。\n"


def _mark(action: Action, role: Role) -> str:
    if role in WHO_MAY[action]:
        return "○"
    return "書" if role in who_may(action, on_paper=True) else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [_row(head), _row("---" for _ in head), *(_row(row) for row in rows)]
    return "\n".join([*lines, ""])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(page())
