"""A table that becomes a row of cards on a narrow screen: every cell is told its role and the head of its column."""

import re
from html import escape, unescape

# What stands in a cell is escaped, so an opening tag of a table is one of the template's own.
_OPENING = re.compile(r"<(table|thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_SPAN = re.compile(r'colspan="(\d+)"')
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def told(table: str) -> str:
    """The markup of one table with roles, which a narrow screen's `display: block` would take away, and labels.

    Args:
        table: one `<table>` with a `<thead>` of one row; heads of rows and columns bear their `scope`.
    """
    head = _HEAD.search(table)
    labels = [" ".join(unescape(re.sub(r"<[^>]*>", "", one)).split()) for one in _CELL.findall(head[0] if head else "")]
    column = 0

    def add(found: re.Match[str]) -> str:
        nonlocal column
        tag, given = found.groups()
        if tag not in ("th", "td"):
            column = 0 if tag == "tr" else column
            return f'<{tag}{given} role="{_ROLES[tag]}">'
        label = labels[column] if column < len(labels) else ""
        span = _SPAN.search(given)
        column += int(span[1]) if span else 1
        if tag == "th":
            return f'<th{given} role="{"columnheader" if "col" in given.split("scope=")[-1][:5] else "rowheader"}">'
        return f'<td{given} role="cell"' + (f' data-label="{escape(label)}">' if label else ">")

    return _OPENING.sub(add, table)
