"""One sheet for the decision: what it is about, what was made, what is left of risk, who has looked; one page of A4."""

from collections.abc import Mapping
from html import escape
from typing import Any

from oboro.documents.evidence.case import Case
from oboro.documents.evidence.parts import Report, note, page, pairs_table, table
from oboro.documents.evidence.words import Words

_ABOUT = ("case", "organisation", "file", "law", "law_on", "rule", "made")
_SHOWN = 4


def summary(report: Report, *, case: Case | None = None, language: str = "ja") -> str:
    """The sheet.

    Args:
        report: the content of report.json.
        case: what a workspace adds; None where there is a report alone.
        language: "ja" or "en".
    """
    words = Words(language, int(report.get("mask", 10)))
    parts = [
        about(report, case, words) if case else "",
        _made(report, words),
        _standards(case, words) if case else "",
        _risk(report, words),
        _utility(report, words),
        _checked(case, words) if case else "",
        note(words.limits()[-1]),
        _sign(words) if case else "",
    ]
    return page(words("summary"), parts, language=language, kind="sheet")


def about(report: Report, case: Case, words: Words) -> str:
    """Which case, file and law it is, and the digest that ties a signature to the table."""
    rows = [(words(key), case.about[key]) for key in _ABOUT if key in case.about]
    rows.append((words("table_digest"), report["output"]["sha256"]))
    return pairs_table(words("about"), rows)


def standard(key: str, case: Case, words: Words) -> str:
    """The short name of a standard and its place in the law of the case."""
    cited = case.citations.get(key, "")
    return words.standard(key) + (words.bracketed(cited) if cited else "")


def interval(one: Mapping[str, Any], words: Words) -> str:
    """A risk and its interval; what lies below nought is shown as nought."""
    return words.share(one["risk"]) + words.bracketed(
        f"{words.share(max(one['low'], 0.0))}–{words.share(max(one['high'], 0.0))}"
    )


# ---------------------------------------------------------------------------------------------------------------


def _made(report: Report, words: Words) -> str:
    solved, made = report["solution"], report["output"]
    excluded = report["excluded"]["records"] if report["excluded"] else 0
    size, gone = (made["persons"], made["rows"]), (excluded, solved["suppressed_records"])
    rows = [
        (words("people_records"), words("of_people_records").format(*map(words.count, size))),
        (words("taken_out"), words("of_taken_out").format(*map(words.count, gone))),
        (words("loss"), words.share(solved["loss"])),
    ]
    rows += [
        (words.promise(model), f"{model['reached']:.4g}{words.bracketed(_verdict(model['holds'], words))}")
        for model in report["measured"]["models"]
    ]
    return pairs_table(words("of"), rows)


def _standards(case: Case, words: Words) -> str:
    if case.standards is None:
        return pairs_table(words("standards"), [(words("verdict"), words("not_checked"))])
    rows = []
    for key in dict.fromkeys(line["standard"] for line in case.lines):
        lines = [line for line in case.lines if line["standard"] == key]
        steps = list(dict.fromkeys(words.treatment(step) for line in lines for step in line["step"].split("、")))
        told = words.names(steps[:_SHOWN]) + ("…" if len(steps) > _SHOWN else "")
        waiting = sum(not line["done"] for line in lines)
        verdict = f"{words('done')} {len(lines) - waiting}" + (f"　{words('open')} {waiting}" if waiting else "")
        rows.append((standard(key, case, words), told, verdict))
    return table(words("standards"), [words(key) for key in ("standard", "treatment", "verdict")], rows)


def _risk(report: Report, words: Words) -> str:
    after = (report.get("risk") or {}).get("after")
    rows = [(words("smallest"), f"{report['measured']['k']:,}")]
    if after:
        rows.append((words("prosecutor"), words.share(after["prosecutor_highest"])))
    each = (report.get("attacks") or {}).get("each", [])
    worst = max(each, key=lambda one: one["high"], default=None)
    told = f"{interval(worst, words)} {words.attack(worst)}" if worst else words("not_asked")
    rows.append((words("worst"), told))
    likely = max(each, key=lambda one: one["risk"], default=worst)
    if worst and likely and likely["risk"] > worst["risk"]:  # a wide interval hides what was found most often
        rows.append((words("likeliest"), f"{interval(likely, words)} {words.attack(likely)}"))
    return pairs_table(words("risk"), rows) + (note(words("worst_note")) if worst else "")


def _utility(report: Report, words: Words) -> str:
    asked = (report.get("utility") or {}).get("written", {}).get("questions", [])
    rows = [
        (
            f"{words('question')}{words.bracketed(one['name'])}",
            f"{words('distance')} {words.share(one['distance'])}" if one["answerable"] else words("infeasible"),
        )
        for one in asked[:_SHOWN]
    ]
    learnt = (report.get("attacks") or {}).get("models", [])
    if best := max(learnt, key=lambda one: one["source"] - one["guess"], default=None):
        figures = {key: words.share(best[key]) for key in ("source", "output", "guess")}
        rows.append((words("model"), words("model_gain").format(target=best["target"], **figures)))
    return pairs_table(words("utility"), rows) if rows else ""


def _checked(case: Case, words: Words) -> str:
    rows = [
        (
            f"{words('checker')}{words.bracketed(one['checker'])}",
            f"{words(one['outcome'])}{words('colon')}{one['text']}"
            + (words.bracketed(words("same_account")) if one["same_account"] else ""),
        )
        for one in case.checkers
    ]
    if not rows:
        rows = [(words("checkers"), words("not_spoken").format(len(case.spoken)))]
    if case.decision:
        said = case.decision
        rows.append((words("decision"), f"{words(said['outcome'])}{words('colon')}{said['text']}"))
    elif case.checkers:
        rows.append((words("decision"), words("not_decided")))
    return pairs_table(words("checkers"), rows)


def _verdict(holds: object, words: Words) -> str:
    return words("done" if holds else "open")


def _sign(words: Words) -> str:
    head = [words("maker"), words("checker"), words("checker"), words("decider")]
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    empty = "<td></td>" * len(head)
    return (
        f'<table class="sign"><caption>{escape(words("sign"))}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody><tr>{empty}</tr></tbody></table>"
    )
