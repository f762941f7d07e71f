"""Report → one page of HTML: no network, no script, no value of a person; prints on A4."""

from html import escape

from oboro.documents.evidence import further, plots
from oboro.documents.evidence.case import Case
from oboro.documents.evidence.parts import Report, note, page, pairs_table, table
from oboro.documents.evidence.sheet import about, interval, standard
from oboro.documents.evidence.words import Words


def evidence(report: Report, *, case: Case | None = None, language: str = "ja") -> str:
    """The whole evidence.

    Args:
        report: the content of report.json.
        case: what a workspace adds; None where there is a report alone.
        language: "ja" or "en".
    """
    words = Words(language, int(report.get("mask", 10)))
    parts = [
        about(report, case, words) if case else "",
        _result(report, words),
        _columns(report, words),
        _standards(case, words) + further.matrix(report, case.lines, words) if case else "",
        _risk(report, words),
        _attacks(report, words),
        _utility(report, words),
        _curve(report, words),
        _again(report, words),
        f"<h2>{words('limits')}</h2><ul>{''.join(f'<li>{escape(one)}</li>' for one in words.limits())}</ul>",
    ]
    return page(words("title"), parts, language=language)


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
        + pairs_table(words("result"), rows, named=False)
        + note(words("result_note"))
        + table(words("promise"), [words("promise"), words("reached"), words("verdict")], promises)
    )


def _columns(report: Report, words: Words) -> str:
    rows = [
        (
            name,
            words.role(one["role"]),
            words.treatment(one["treatment"]),
            words("none") if one["level"] is None else f"{one['level']} / {one['levels']}",
            one["hierarchy"] or words("none"),
        )
        for name, one in report["columns"].items()
    ]
    head = [words(key) for key in ("item", "role", "treatment", "level", "hierarchy")]
    steps = [
        (
            words.treatment(one["treatment"]),
            words.names(one["columns"]) or words("none"),
            words.settings(one["settings"], columns=not one["columns"]) or words("none"),
            words.count(one["changed_cells"]),
            words.count(one["removed_records"]),
            words("destroyed") if one["key_destroyed"] else words("none"),
        )
        for one in report.get("steps", ())
    ]
    shown = [words(key) for key in ("step", "item", "settings", "changed", "removed", "key")]
    return (
        f"<h2>{words('columns')}</h2>"
        + table(words("columns"), head, rows, named=False)
        + (table(words("steps"), shown, steps) if steps else "")
    )


def _standards(case: Case, words: Words) -> str:
    if case.standards is None:
        return f"<h2>{words('standards')}</h2><p>{words('not_checked')}</p>"
    rows = [
        (
            standard(one["standard"], case, words),
            words.proof(one["column"]) or words("whole"),
            words.treatment(one["step"]),
            words.proof(one["proof"]),
            words("done" if one["done"] else "open"),
        )
        for one in case.lines
    ]
    head = [words(key) for key in ("standard", "item", "treatment", "proof", "verdict")]
    return f"<h2>{words('standards')}</h2>" + table(words("standards"), head, rows, named=False)


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
    if linked := after.get("linked"):
        rows.append((words("linked"), words("none"), words.count(linked["alone"])))
    sizes = [
        (_span(one["from"], one["to"]), float(_unmasked(one["persons"], words)), words.count(one["persons"]))
        for one in after["sizes"]
    ]
    special = [(name, share, words.share(share)) for name, share in risk["special"]["columns"].items()]
    return (
        f"<h2>{words('risk')}</h2>"
        + table(words("risk"), [words("measure"), words("before"), words("after")], rows, named=False)
        + (note(words("before_coarser")) if _is_before_coarser(report) else "")
        + note(words("risk_note"))
        + f"<h3>{words('sizes')}{words.bracketed(words('after'))}</h3>"
        + plots.bars(words("sizes"), sizes)
        + (f"<h3>{words('special')}</h3>" + plots.bars(words("special"), special, highest=1.0) if special else "")
        + further.risk(risk, words)
    )


def _is_before_coarser(report: Report) -> bool:
    """Whether the finest combinations were too many to be counted; where steps came first, they were counted anew."""
    return any(report["solution"].get("counted_from", {}).values()) and not report.get("steps")


def _attacks(report: Report, words: Words) -> str:
    attacks = report.get("attacks") or {}
    if not attacks.get("each"):
        told = words.proof(attacks.get("reason", "")) or words("not_asked")
        return f"<h2>{words('attacks')}</h2><p>{escape(told)}</p>"
    rows = [
        (
            words.attack(one),
            words.names(one["knows"]) or words("none"),
            _rate(one["successes"], one["attempts"], words),
            _rate(one["control_successes"], one["control_attempts"], words),
            interval(one, words),
        )
        for one in attacks["each"]
    ]
    head = [words(key) for key in ("attack", "knows", "hits", "control", "gain")]
    shown = [(words.attack(one), one["low"], one["risk"], one["high"]) for one in attacks["each"]]
    return (
        f"<h2>{words('attacks')}</h2>"
        + plots.whiskers(words("gain"), shown)
        + table(words("attacks"), head, rows, named=False)
        + note(words("attack_note"))
    )


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
    pairs = [] if written else [(words.names(one["columns"]), words.share(one["distance"])) for one in utility["pairs"]]
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
            words.names(f"{name} {level}" for name, level in one["levels"].items()),
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
        + note(words("curve_note"))
        + table(words("curve"), head, rows, named=False)
    )


def _again(report: Report, words: Words) -> str:
    rows = [
        (words("recipe_digest"), report["recipe_sha256"]),
        (words("source_digest"), report["source_sha256"]),
        (words("table_digest"), report["output"]["sha256"]),
        (words("seed"), str(report.get("seed", 0))),
        *((name, version) for name, version in report["versions"].items()),
    ]
    return f"<h2>{words('again')}</h2>" + pairs_table(words("again"), rows, named=False)


def _span(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}–{high or ''}"


def _rate(hits: int, of: int, words: Words) -> str:
    return f"{words.share(hits / of if of else 0.0)}{words.bracketed(f'n={of:,}')}"


def _unmasked(number: int, words: Words) -> int:
    return 0 if 0 < number < words.mask else number
