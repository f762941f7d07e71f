"""All detectors on one column: the likeliest reading first, rival readings after it."""

from collections.abc import Iterable

from oboro.engine.detectors.attributes import ATTRIBUTES, rest
from oboro.engine.detectors.base import Judge, Verdict, is_wide
from oboro.engine.detectors.codes import BODY, LINKS, NUMBERS, OTHER_NUMBERS
from oboro.engine.detectors.numbers import UnnamedNumber
from oboro.engine.detectors.persons import CONTACT, FreeText, PersonNames
from oboro.engine.detectors.profile import Profile, profile
from oboro.engine.detectors.sensitive import word_lists
from oboro.engine.detectors.words import KNOWN, SENSITIVE_FORMS
from oboro.engine.table import Role

DETECTORS: tuple[Judge, ...] = (
    *NUMBERS,
    *BODY,
    *LINKS,
    *OTHER_NUMBERS,
    *CONTACT,
    PersonNames(),
    FreeText(),
    *ATTRIBUTES,
    *KNOWN,
    UnnamedNumber(),
)

DIRECT = frozenset({Role.CODE, Role.LINK, Role.IDENTIFIER})
SURE = 0.85
LIKELY = 0.6


def detect(column_name: str, values: Iterable[tuple[str, int]]) -> tuple[Verdict, ...]:
    """What a column probably is, the likeliest first.

    Args:
        column_name: as it stands in the header.
        values: the distinct values with their numbers of records, in a repeatable order ("" is the missing value).

    Returns:
        At least one verdict. Where readings are equally likely, the one that hides more comes first.
    """
    return judge(profile(column_name, values))


def judge(column: Profile, *, local: Iterable[Judge] = ()) -> tuple[Verdict, ...]:
    """As `detect`, for a column that is already counted; `local` are further judges, such as an ordinance's words."""
    asked: tuple[Judge, ...] = (*DETECTORS, *word_lists(), *local)
    found = [verdict for verdict in (detector.judge(column) for detector in asked) if verdict is not None]
    if all(verdict.confidence < SURE for verdict in found):
        found += [verdict for verdict in (form.judge(column) for form in SENSITIVE_FORMS) if verdict is not None]
    if not found:
        return (rest(column),)
    found.sort(key=_order)
    if found[0].role is Role.SENSITIVE:
        found = _hidden_first(found, column)
    best: dict[tuple[Role, str, str], Verdict] = {}
    for verdict in found:
        best.setdefault((verdict.role, verdict.key, verdict.head), verdict)
    return tuple(best.values())


def _hidden_first(found: list[Verdict], column: Profile) -> list[Verdict]:
    """What must be left out comes before a sensitive word, which is told beside it.

    A name such as 受診券番号 speaks of a number. Where only values speak of something sensitive, they may be numbers,
    names, sentences, or what nobody knows.
    """
    if found[0].confidence >= SURE:
        numbers = is_wide(column) or not column.sample
        return sorted(found, key=lambda one: not (numbers and one.key == "any_number"))
    found = sorted(found, key=lambda one: not (one.role.is_dropped and one.confidence >= LIKELY))
    otherwise = rest(column)
    return found if found[0].role.is_dropped or otherwise.role is not Role.TEXT else [otherwise, *found]


def _order(verdict: Verdict) -> tuple[float, int]:
    """Direct readings first where they are sure; then sensitive ones; then by confidence."""
    sure = verdict.confidence >= SURE
    if verdict.role in DIRECT and sure:
        rank = 0
    elif verdict.role is Role.SENSITIVE:
        rank = 1
    else:
        rank = 2
    weight = -verdict.confidence if rank else -1.0 - verdict.confidence
    if rank == 1:
        weight = min(weight, -SURE) - 0.1
    return (weight, rank)
