"""What a written column says, for the codebook: read from the table, not from what was asked or how it was made."""

import re
from collections.abc import Iterable

from oboro.engine.risk.reader import Span, span_of

_FORMS = (
    (re.compile(r"\d{4}年?"), "年"),
    (re.compile(r"\d{4}(?:-\d{2}|/\d{2}|年\d{1,2}月)"), "年月"),
    (re.compile(r"\d{4}(?:-\d{2}-\d{2}|/\d{1,2}/\d{1,2}|年\d{1,2}月\d{1,2}日)"), "年月日"),
    (re.compile(r"[0-9a-f]{20}"), "仮ID（同じ人の記録に同じ文字列）"),
    (re.compile(r"[-−]?\d+(?:\.\d+)?"), "数"),
)
_NOTHING = {"", "*"}


def described(values: Iterable[str]) -> str:
    """One phrase on the different values of a column: ranges and their width, years, or how many kinds.

    No value is named: the phrase goes into papers that others read than those who get the table.
    """
    found = set(values)
    labels = sorted(found - _NOTHING)
    told = [_said(labels)] if labels else ["値を示さない"]
    if "*" in found:
        told.append("「*」は区別しない")
    if "" in found:
        told.append("空欄は値がないか、示さない")
    return "。".join(told)


# ---------------------------------------------------------------------------------------------------------------


def _said(labels: list[str]) -> str:
    spans = [span_of(label) for label in labels]
    known = [span for span in spans if span is not None]
    if len(known) == len(labels):
        return _ranges(known)
    form = next((word for shape, word in _FORMS if all(shape.fullmatch(label) for label in labels)), None)
    return form or f"{len(labels)}種類の区分"


def _ranges(spans: list[Span]) -> str:
    closed = {span.high - span.low + 1 for span in spans if span.low > float("-inf") and span.high < float("inf")}
    told = f"{closed.pop():g}ごとの範囲" if len(closed) == 1 else "範囲（幅は一様でない）"
    open_ends = any(span.low == float("-inf") or span.high == float("inf") for span in spans)
    return told + ("と、端の「以上」「以下」" if open_ends else "")
