"""What every page of the evidence is built of: the frame and the two kinds of table."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Report = Mapping[str, Any]
Lines = Sequence[Mapping[str, Any]]

SHORT = 8

STYLE = """
@page { size: A4; margin: 15mm }
:root { color: #1a1a1c; background: #fff }
body { font-family: "BIZ UDPGothic", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", sans-serif; line-height: 1.6;
  max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin-top: 2rem; border-bottom: 2px solid #264af4 }
h3 { font-size: 1.05rem } table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem }
caption { text-align: left; font-weight: bold; padding: .25rem 0 } svg { width: 100%; max-width: 640px; height: auto }
th, td { border: 1px solid #949497; padding: .25rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
thead th { background: #f1f1f4 } code { font-size: .8rem; overflow-wrap: anywhere }
.open { font-weight: bold; color: #a50000 }
h2 + table > caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (min-width: 40rem) { .short { white-space: nowrap } }
@media print { .short { white-space: nowrap }
  body { max-width: none; padding: 0; font-size: 9.5pt } h2 { break-after: avoid }
  tr, svg { break-inside: avoid } }
"""


def page(title: str, parts: Sequence[str], *, language: str = "ja") -> str:
    """A self-contained page of parts that are HTML already."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of texts; nothing without rows. The first cell of a row names it."""
    if not rows:
        return ""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>' + "".join(_cell(str(cell)) for cell in row[1:]) + "</tr>"
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def pairs_table(caption: str, rows: Sequence[tuple[str, str]]) -> str:
    """A table of names and values."""
    body = "".join(f'<tr><th scope="row">{escape(one)}</th><td>{escape(two)}</td></tr>' for one, two in rows)
    return f"<table><caption>{escape(caption)}</caption><tbody>{body}</tbody></table>"


# ---------------------------------------------------------------------------------------------------------------


def _cell(text: str) -> str:
    """A short cell keeps to one line where there is room."""
    return f'<td class="short">{escape(text)}</td>' if len(text) <= SHORT else f"<td>{escape(text)}</td>"
