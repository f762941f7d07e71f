"""Further figures of the evidence: population, households, census, earlier releases, columns, questions, models."""

from collections.abc import Mapping, Sequence
from typing import Any

from oboro.documents.evidence.parts import Lines, Report, note, pairs_table, table
from oboro.documents.evidence.words import Words

_STANDARDS = ("identifying", "codes", "links", "peculiar", "nature")


def matrix(report: Report, lines: Lines, words: Words) -> str:
    """Each column against each standard: done, open, or that its role is none the standard speaks of."""
    if not lines:
        return ""
    found: dict[tuple[str, str], bool] = {}
    for line in lines:
        place = (line["column"], line["standard"])
        found[place] = found.get(place, True) and line["done"]
    roles = {name: one["role"] for name, one in report["columns"].items()}
    names = [*roles, *dict.fromkeys(column for column, _ in found if column not in roles)]
    rows = [
        (
            words.proof(name) or words("whole"),
            *(_state(found, roles.get(name), (name, key), words) for key in _STANDARDS),
        )
        for name in names
    ]
    head = [words("item"), *(words.standard(key) for key in _STANDARDS)]
    return table(words("matrix"), head, rows) + note(words("matrix_note"))


def risk(found: Mapping[str, Any], words: Words) -> str:
    """Uniqueness in the population, households, the census and earlier releases, as far as they were asked for."""
    return _population(found, words) + _households(found, words) + _census(found, words) + _earlier(found, words)


def written(found: Mapping[str, Any], words: Words) -> str:
    """Each written column and pair against the source as it came, and the proposer's questions."""
    if not found:
        return ""
    rows = [
        (
            name,
            words.share(one["distance"]),
            words("none") if one["mean_shift"] is None else words.signed(one["mean_shift"]),
            words("none") if one["spread"] is None else f"{one['spread']:.3f}",
        )
        for name, one in found["columns"].items()
    ]
    pairs = [
        (
            words.names(one["columns"]),
            words.share(one["distance"]),
            f"{one['association_before']:.2f}",
            f"{one['association_after']:.2f}",
        )
        for one in found["pairs"]
    ]
    return (
        table(words("written"), [words(key) for key in ("item", "distance", "mean_shift", "spread")], rows)
        + note(words("written_note"))
        + table(words("pairs"), [words(key) for key in ("item", "distance", "assoc_before", "assoc_after")], pairs)
        + _questions(found["questions"], words)
    )


def models(found: Lines, words: Words) -> str:
    """What models learn from the output and from the source."""
    rows = [
        (
            f"{one['target']}{words.bracketed(words(one['kind']))}",
            words.share(one["source"]),
            words.share(one["output"]),
            words.share(one["guess"]),
        )
        for one in found
    ]
    return table(words("model"), [words(key) for key in ("item", "source", "output", "guess")], rows)


# ---------------------------------------------------------------------------------------------------------------


def _state(found: Mapping[tuple[str, str], bool], role: str | None, place: tuple[str, str], words: Words) -> str:
    if place in found:
        return words("done") if found[place] else words("open")
    if role in {"identifier", "code", "link", "text"}:
        return words("not_written")
    if role is None:
        return words("not_bound")
    if place[1] == "nature":
        return words("in_whole")
    return words("no_code" if place[1] == "codes" else "not_bound")


def _population(found: Mapping[str, Any], words: Words) -> str:
    one = found.get("population", {})
    if one.get("method") is None:
        return ""
    rows = [
        (words("population_people"), f"{one['people']:,}"),
        (words("population_unique"), words.share(one["share"]) + words.bracketed(words.treatment(one["method"]))),
        (words("population_sample"), words.share(one["of_sample"])),
    ]
    rows += [
        (f"{words('estimate')}{words.bracketed(name)}", words("none") if number is None else words.count(round(number)))
        for name, number in one.get("models", {}).items()
    ]
    return pairs_table(words("population"), rows)


def _households(found: Mapping[str, Any], words: Words) -> str:
    one = found.get("households")
    if not one:
        return ""
    rows = [
        (words("household_count"), words.count(one["households"])),
        (words("household_highest"), words.share(one["highest"])),
        (words("household_average"), words.share(one["average"])),
        (words("household_fewest"), f"{one['fewest']:,}"),
    ]
    return pairs_table(words("households"), rows)


def _census(found: Mapping[str, Any], words: Words) -> str:
    one = found.get("census")
    if not one:
        return ""
    read = one["smallest"] > 0  # otherwise no record was read, and there is no chance to tell
    rows = [
        (words("census_columns"), words.names(one["columns"])),
        (words("population_people"), f"{one['people']:,}"),
        (words("census_smallest"), words.count(one["smallest"]) if read else words("none")),
        (words("journalist"), words.share(one["highest"]) if read else words("none")),
        (words("marketer"), words.share(one["average"]) if read else words("none")),
        (words("census_unread"), words.count(one["unread"])),
    ]
    return pairs_table(words("census"), rows) + note(words("census_note"))


def _earlier(found: Mapping[str, Any], words: Words) -> str:
    rows = [
        (
            f"{number}",
            words.names(one["columns"]),
            f"{one['k']:,}",
            words.count(one["below"]),
            words.count(one["small_differences"]),
            words.share(one["unread"]),
        )
        for number, one in enumerate(found.get("earlier", ()), start=1)
    ]
    head = [words(key) for key in ("number", "item", "together_k", "together_below", "differences", "unread")]
    return table(words("earlier"), head, rows)


def _questions(found: Sequence[Mapping[str, Any]], words: Words) -> str:
    rows = [
        (
            one["name"],
            words.names(one["by"]) + (f" → {one['of']}" if one["of"] else ""),
            words.share(one["distance"]) if one["answerable"] else words("infeasible"),
            words.share(one["highest"]) if one["answerable"] else "",
            words("none") if one.get("mean_off") is None else words.share(one["mean_off"]),
        )
        for one in found
    ]
    head = [words(key) for key in ("question", "item", "distance", "cell_off", "mean_off")]
    return table(words("questions"), head, rows)
