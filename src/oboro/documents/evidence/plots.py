"""Small plots as SVG text. Every plot says in words what it shows; the same figures stand in a table beside it."""

import unicodedata
from collections.abc import Sequence
from html import escape

WIDTH = 640
LABEL = 230
LONGEST = 37  # of a text, in halves of a kanji
INK, BAR, SOFT = "#1a1a1c", "#264af4", "#6b6b70"


def bars(title: str, rows: Sequence[tuple[str, float, str]], *, highest: float | None = None) -> str:
    """Horizontal bars: (label, value, text at the end)."""
    top = highest or max((value for _, value, _ in rows), default=1.0) or 1.0
    lines = []
    for place, (label, value, text) in enumerate(rows):
        y, length = 26 * place + 4, (WIDTH - LABEL - 90) * min(max(value / top, 0.0), 1.0)
        lines.append(_text(LABEL - 8, y + 14, label, end=True))
        lines.append(f'<rect x="{LABEL}" y="{y}" width="{length:.1f}" height="18" fill="{BAR}"/>')
        lines.append(_text(LABEL + length + 6, y + 14, text))
    return _figure(title, lines, height=26 * len(rows) + 8)


def whiskers(title: str, rows: Sequence[tuple[str, float, float, float]]) -> str:
    """Points with their intervals between 0 and 1: (label, low, value, high)."""
    span = WIDTH - LABEL - 40
    lines = [_line(LABEL + span * mark, 0, LABEL + span * mark, 26 * len(rows) + 4, SOFT) for mark in (0, 0.5, 1)]
    for place, (label, low, value, high) in enumerate(rows):
        y = 26 * place + 14
        ends = [LABEL + span * min(max(one, 0.0), 1.0) for one in (low, value, high)]
        lines.append(_text(LABEL - 8, y + 4, label, end=True))
        lines.append(_line(ends[0], y, ends[2], y, INK))
        lines.append(f'<circle cx="{ends[1]:.1f}" cy="{y}" r="5" fill="{BAR}"/>')
    foot = 26 * len(rows) + 18
    lines += [_text(LABEL + span * mark - 8, foot, f"{100 * mark:g}%") for mark in (0, 0.5, 1)]
    return _figure(title, lines, height=foot + 8)


def curve(title: str, points: Sequence[tuple[str, float, float]], *, across: str, upward: str) -> str:
    """Points joined by a line, both axes from 0: (label, across, upward)."""
    left, foot, height = 60, 230, 270
    wide = max((x for _, x, _ in points), default=1.0) or 1.0
    tall = max((y for _, _, y in points), default=1.0) or 1.0
    at = [(left + (WIDTH - left - 60) * x / wide, foot - (foot - 20) * y / tall) for _, x, y in points]
    lines = [_line(left, foot, WIDTH - 20, foot, INK), _line(left, 10, left, foot, INK)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    lines.append(f'<polyline points="{path}" fill="none" stroke="{SOFT}" stroke-width="1.5"/>')
    named: dict[tuple[float, float], list[str]] = {}
    for place, (label, _, _) in zip(at, points, strict=True):
        named.setdefault(place, []).append(label)  # two of one place would be written over each other
    for (x, y), labels in named.items():
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{BAR}"/>')
        lines.append(_text(x + 8, y - 6, ", ".join(labels)))
    lines += [_text(left - 6, foot + 4, "0", end=True), _text(left - 6, 24, f"{100 * tall:.2g}%", end=True)]
    lines += [_text(WIDTH - 60, foot + 16, f"{100 * wide:.2g}%"), _text(WIDTH / 2 - 80, foot + 32, f"→ {across}")]
    lines.append(_text(left + 8, 12, f"↑ {upward}"))
    return _figure(title, lines, height=height)


# ---------------------------------------------------------------------------------------------------------------


def _figure(title: str, lines: Sequence[str], *, height: float) -> str:
    return (
        f'<div class="wide" role="group" tabindex="0" aria-label="{escape(title)}">'
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{"".join(lines)}</svg></div>'
    )


def _text(x: float, y: float, text: str, *, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    short = text if _width(text) <= LONGEST else text[: LONGEST // 2 - 1] + "…"
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" fill="{INK}"{anchor}>{escape(short)}</text>'


def _width(text: str) -> int:
    """Halves of a kanji's width."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FWA" else 1 for letter in text)


def _line(x1: float, y1: float, x2: float, y2: float, ink: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}"/>'
