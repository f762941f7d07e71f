"""The feasibility menu of a file: read from what `oboro menu --json` wrote, published with the entry, taken away again.

The file comes from the data wing by hand, so that nothing of it is believed: only numbers and the names of items pass.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from oboro.casework.register import Deed
from oboro.kernel.errors import NotLawful, NotNow
from oboro.portal.register.deeds import allow, remember
from oboro.portal.register.models import Entry, FeasibilityMenu
from oboro.portal.register.queries import in_force
from oboro.portal.tenancy.models import User

MOST_LINES = 100
_LONGEST = 100  # letters of an item's name
_STEP = 100  # persons are told by the hundred


@transaction.atomic
def put_menu(*, entry: Entry, content: bytes, by: User, on: date) -> FeasibilityMenu:
    """Publish the menu with the entry, in the place of an earlier one.

    Raises:
        NotAllowed: another body, or a role that may not.
        NotNow: the entry is not published.
        NotLawful: the file is not one that `oboro menu --json` writes; says what to do.
    """
    allow(Deed.PUT_MENU, entry.organisation, by)
    if in_force(entry) is None:
        raise NotNow("公表していない記載に、作成の目安は載せられません。", hint="先に記載を公表してください。")
    lines = read(content)
    told = {"lines": lines, "put_on": on, "put_by": by.username}
    menu, _ = FeasibilityMenu.objects.update_or_create(entry=entry, defaults=told)
    remember(Deed.PUT_MENU, entry, by=by, on=on, lines=len(lines))
    return menu


@transaction.atomic
def drop_menu(*, entry: Entry, by: User, on: date) -> None:
    """Show the menu no longer.

    Raises:
        NotAllowed: another body, or a role that may not.
        NotNow: there is none.
    """
    allow(Deed.DROP_MENU, entry.organisation, by)
    if not FeasibilityMenu.objects.filter(entry=entry).delete()[0]:
        raise NotNow("作成の目安は載っていません。")
    remember(Deed.DROP_MENU, entry, by=by, on=on)


def read(content: bytes) -> list[dict[str, Any]]:
    """The lines of a menu, nothing but what is shown.

    Raises:
        NotLawful: it is no such file, or says something that a menu does not say.
    """
    try:
        told = json.loads(content.decode("utf-8"))
        found = [_line(line) for line in told["menu"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NotLawful(
            "作成の目安のファイルとして読めません。",
            hint="oboro menu --json が書いたファイルを選んでください。",
        ) from None
    if not 0 < len(found) <= MOST_LINES:
        raise NotLawful(f"作成の目安は1行から{MOST_LINES}行までです。", hint="試すkと割合を減らしてください。")
    return found


def shown(entry: Entry) -> list[dict[str, Any]]:
    """The feasible lines of the entry's menu; often none."""
    menu = FeasibilityMenu.objects.filter(entry=entry).first()
    return [line for line in menu.lines if line["feasible"]] if menu else []


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    feasible = line["feasible"]
    if not isinstance(feasible, bool):
        raise TypeError("feasible")
    found: dict[str, Any] = {"k": _whole(line["k"], least=2), "limit": _share(line["limit"]), "feasible": feasible}
    if feasible:
        persons = _whole(line["persons"], least=_STEP)
        found["persons"] = persons // _STEP * _STEP
        found["items"] = {_name(name): _level(place) for name, place in line["items"].items()}
    return found


def _whole(value: Any, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 10**12:
        raise ValueError(value)
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(value)
    return float(value)


def _name(name: str) -> str:
    if not name.strip() or len(name) > _LONGEST or not name.isprintable():
        raise ValueError(name)
    return name


def _level(place: Any) -> list[int]:
    level, top = place
    if not _whole(level, least=0) <= _whole(top, least=0):
        raise ValueError(place)
    return [level, top]
