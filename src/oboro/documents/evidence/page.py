"""Report → one page of HTML: no network, no script, no value of a person; prints on A4."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from oboro.documents.evidence import further, plots
from oboro.documents.evidence.parts import Lines, Report, page, pairs_table, table
from oboro.documents.evidence.words import Words


def evidence(report: Report, *, standards: Lines = (), language: str = "ja") -> str:
    """The whole evidence.

    Args:
        report: the content of report.json.
        standards: the lines of the statutory standards, where a case has them.
        language: "ja" or "en".
    """
    words = Words(language, int(report.get("mask", 10)))
    parts = [
        _result(report, words),
        _columns(report, words),
        _standards(standards, words) + further.matrix(report, standards, words),
        _risk(report, words),
        _attacks(report, words),
        _utility(report, words),
        _curve(report, words),
        _again(report, words),
        f"<h2>{words('limits')}</h2><ul>{''.join(f'<li>{escape(one)}</li>' for one in words.limits())}</ul>",
    ]
    return page(words("title"), parts, language=language)


def summary(
    report: Report, *, standards: Lines = (), checkers: Sequence[tuple[str, str]] = (), language: str = "ja"
) -> str:
    """One sheet for the decision: result, risk, utility, standards, who has checked."""
    words = Words(language, int(report.get("mask", 10)))
    worst = max(report.get("attacks", {}).get("each", []), key=lambda one: one["risk"], default=None)
    often = Counter(word for one in report["columns"].values() for word in one["treatment"].split("、"))
    rows = [(words("treatments"), "、".join(f"{word} {number}" for word, number in often.most_common()))]
    rows.append((words("worst"), f"{_interval(worst, words)}　{words.attack(worst)}" if worst else words("not_asked")))
    answered = [
        one for one in (report.get("utility") or {}).get("written", {}).get("questions", []) if one["answerable"]
    ]
    rows += [
        (f"{words('question')}（{one['name']}）", f"{words('distance')} {words.share(one['distance'])}")
        for one in answered
    ]
    rows += [
        (f"{words('model')}（{one['target']}）", f"{words.share(one['source'])} → {words.share(one['output'])}")
        for one in report.get("attacks", {}).get("models", [])[-1:]
    ]
    if standards:
        waiting = sum(not line["done"] for line in standards)
        rows.append((words("standards"), f"{words('done')} {len(standards) - waiting}　{words('open')} {waiting}"))
    rows += [(f"{words('checkers')}（{who}）", said) for who, said in checkers]
    parts = [_result(report, words), pairs_table(words("risk"), rows), f"<p>{escape(words.limits()[-1])}</p>"]
    return page(words("summary"), parts, language=language)


# ---------------------------------------------------------------------------------------------------------------


def _result(report: Report, words: Words) -> str:
    solved, made, reached = report["solution"], report["output"], report["measured"]
    excluded = report["excluded"]["records"] if report["excluded"] else 0
    rows = [
        (words("persons"), words.count(made["persons"])),
        (words("records"), words.count(made["rows"])),
        (words("excluded"), words.count(excluded)),
        (words("suppressed"), words.count(solved["suppressed_records"])),
        (words("smallest"), f"{reached['k']:,}"),
        (words("loss"), words.share(solved["loss"])),
        (words("optimal"), words("yes") if solved["optimal"] else words("no")),
    ]
    promises = [
        (words.promise(model), f"{model['reached']:.4g}", words("done") if model["holds"] else words("open"))
        for model in reached["models"]
    ]
    return (
        f"<h2>{words('result')}</h2>"
        + pairs_table(words("result"), rows)
        + table(words("promise"), [words("promise"), words("reached"), words("verdict")], promises)
    )


def _columns(report: Report, words: Words) -> str:
    rows = [
        (
            name,
            words.role(one["role"]),
            one["treatment"],
            words("none") if one["level"] is None else f"{one['level']} / {one['levels']}",
            one["hierarchy"] or words("none"),
        )
        for name, one in report["columns"].items()
    ]
    head = [words(key) for key in ("item", "role", "treatment", "level", "hierarchy")]
    steps = [
        (
            one["treatment"],
            "、".join(one["columns"]) or words("none"),
            words.settings(one["settings"]),
            words.count(one["changed_cells"]),
            words.count(one["removed_records"]),
            words("destroyed") if one["key_destroyed"] else words("none"),
        )
        for one in report.get("steps", ())
    ]
    shown = [words(key) for key in ("step", "item", "settings", "changed", "removed", "key")]
    return (
        f"<h2>{words('columns')}</h2>"
        + table(words("columns"), head, rows)
        + (table(words("steps"), shown, steps) if steps else "")
    )


def _standards(lines: Lines, words: Words) -> str:
    if not lines:
        return ""
    rows = [
        (
            words.standard(one["standard"]),
            one["column"] or words("none"),
            one["step"],
            one["proof"],
            words("done" if one["done"] else "open"),
        )
        for one in lines
    ]
    head = [words(key) for key in ("standard", "item", "treatment", "proof", "verdict")]
    return f"<h2>{words('standards')}</h2>" + table(words("standards"), head, rows)


def _risk(report: Report, words: Words) -> str:
    risk = report.get("risk") or {}
    if not risk:
        return f"<h2>{words('risk')}</h2><p>{words('not_asked')}</p>"
    before, after = risk["before"], risk["after"]
    shares = {
        "prosecutor": "prosecutor_highest", "average": "prosecutor_average", "journalist": "journalist_highest",
        "marketer": "marketer",
    }  # fmt: skip
    rows = [(words(word), words.share(before[key]), words.share(after[key])) for word, key in shares.items()]
    rows.append((words("unique"), words.count(before["unique"]), words.count(after["unique"])))
    rows.append((words("smallest"), f"{before['smallest']:,}", f"{after['smallest']:,}"))
    sizes = [
        (f"{one['from']}–{one['to'] or ''}", float(_unmasked(one["persons"], words)), words.count(one["persons"]))
        for one in after["sizes"]
    ]
    special = [(name, share, words.share(share)) for name, share in risk["special"]["columns"].items()]
    return (
        f"<h2>{words('risk')}</h2>"
        + table(words("risk"), [words("measure"), words("before"), words("after")], rows)
        + f"<h3>{words('sizes')}（{words('after')}）</h3>"
        + plots.bars(words("sizes"), sizes)
        + (f"<h3>{words('special')}</h3>" + plots.bars(words("special"), special, highest=1.0) if special else "")
        + further.risk(risk, words)
    )


def _attacks(report: Report, words: Words) -> str:
    attacks = report.get("attacks") or {}
    if not attacks.get("each"):
        return f"<h2>{words('attacks')}</h2><p>{escape(attacks.get('reason') or words('not_asked'))}</p>"
    rows = [
        (
            words.attack(one),
            "、".join(one["knows"]) or words("none"),
            _rate(one["successes"], one["attempts"], words),
            _rate(one["control_successes"], one["control_attempts"], words),
            _interval(one, words),
        )
        for one in attacks["each"]
    ]
    head = [words(key) for key in ("attack", "knows", "hits", "control", "gain")]
    shown = [(words.attack(one), one["low"], one["risk"], one["high"]) for one in attacks["each"]]
    return f"<h2>{words('attacks')}</h2>" + plots.whiskers(words("gain"), shown) + table(words("attacks"), head, rows)


def _utility(report: Report, words: Words) -> str:
    utility = report.get("utility") or {}
    if not utility:
        return ""
    losses = report["solution"]["losses"]
    rows = [
        (name, words.share(losses.get(name, 0.0)), words.share(one["distance"]), words.share(one["entropy_lost"]))
        for name, one in utility["columns"].items()
    ]
    written = utility.get("written", {})
    shown = written.get("columns") or utility["columns"]
    bars = [(name, one["distance"], words.share(one["distance"])) for name, one in shown.items()]
    pairs = [] if written else [("、".join(one["columns"]), words.share(one["distance"])) for one in utility["pairs"]]
    return (
        f"<h2>{words('utility')}</h2>"
        + plots.bars(words("distance"), bars, highest=1.0)
        + table(words("generalised"), [words(key) for key in ("item", "loss", "distance", "entropy")], rows)
        + table(words("pairs"), [words("item"), words("distance")], pairs)
        + further.written(written, words)
        + further.models((report.get("attacks") or {}).get("models", []), words)
    )


def _curve(report: Report, words: Words) -> str:
    points = report.get("curve") or []
    if not points:
        return ""
    rows = [
        (
            f"k={one['k']}",
            words.share(one["highest_risk"]),
            words.share(one["loss"]),
            words.count(one["persons"]),
            "、".join(f"{name} {level}" for name, level in one["levels"].items()),
        )
        if one["feasible"]
        else (f"k={one['k']}", words("infeasible"), "", "", "")
        for one in points
    ]
    shown = [(f"k={one['k']}", one["loss"], one["highest_risk"]) for one in points if one["feasible"]]
    head = ["k", *(words(key) for key in ("highest", "loss", "persons", "level"))]
    return (
        f"<h2>{words('curve')}</h2>"
        + plots.curve(words("curve"), shown, across=words("loss"), upward=words("highest"))
        + table(words("curve"), head, rows)
    )


def _again(report: Report, words: Words) -> str:
    rows = [
        ("recipe_sha256", report["recipe_sha256"]),
        ("source_sha256", report["source_sha256"]),
        ("output sha256", report["output"]["sha256"]),
        ("seed", str(report.get("seed", 0))),
        *((name, version) for name, version in report["versions"].items()),
    ]
    return f"<h2>{words('again')}</h2>" + pairs_table(words("again"), rows)


def _interval(one: Mapping[str, Any], words: Words) -> str:
    return f"{words.share(one['risk'])}（{words.share(max(one['low'], 0.0))}–{words.share(one['high'])}）"


def _rate(hits: int, of: int, words: Words) -> str:
    return f"{words.share(hits / of if of else 0.0)}（n={of:,}）"


def _unmasked(number: int, words: Words) -> int:
    return 0 if 0 < number < words.mask else number
