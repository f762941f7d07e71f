"""What every page of the evidence is built of: the frame and the two kinds of table."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Report = Mapping[str, Any]
Lines = Sequence[Mapping[str, Any]]

SHORT = 8
WIDE = 4  # a table of more columns scrolls within itself on a narrow screen
_FIGURE = re.compile(r"[-+]?[\d,.]+%?")
_UNBROKEN = re.compile(r"[-+\d,.%/–n=]+ ?[（(][-+\d,.%/–n=]+[）)]")

STYLE = """
@page { size: A4; margin: 15mm }
:root { color: #1a1a1c; background: #fff }
body { font-family: "BIZ UDPGothic", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", sans-serif; line-height: 1.6;
  max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin-top: 2rem; border-bottom: 2px solid #264af4 }
h3 { font-size: 1.05rem } table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem }
caption { text-align: left; font-weight: bold; padding: .25rem 0 }
svg { display: block; width: 100%; max-width: 640px; height: auto }
th, td { border: 1px solid #949497; padding: .25rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; hyphens: auto }
.long { overflow-wrap: anywhere }
.wide :is(th, td):not(.long) { overflow-wrap: break-word }
.wide .short, .figure, .number { white-space: nowrap }
@media (min-width: 40rem), print { :is(th, td):not(.long) { overflow-wrap: break-word } .short { white-space: nowrap } }
.figure { text-align: right; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto } .wide > table { min-width: 40rem } .wide > svg { min-width: 30rem }
thead th { background: #f1f1f4 } code { font-size: .8rem; overflow-wrap: anywhere }
.open { font-weight: bold; color: #a50000 } .sign td { height: 3.5em } .note { font-size: .85rem; color: #414143 }
.hidden > caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media print { .wide { overflow: visible } .wide > table { min-width: 0 } .note { font-size: 8.5pt; margin: .3rem 0 }
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.5 } table { font-size: 8.5pt }
  h2, h3, caption { break-after: avoid } h2 { margin-top: 1.4rem } tr, svg { break-inside: avoid }
  .sheet { font-size: 8.5pt; line-height: 1.35 } .sheet h1 { font-size: 14pt; margin: 0 0 .4rem }
  .sheet table { margin: .2rem 0 .5rem; font-size: 8pt } .sheet :is(th, td) { padding: .1rem .4rem }
  .sheet .note { font-size: 8pt; margin: .1rem 0 .4rem } }
"""


def page(title: str, parts: Sequence[str], *, language: str = "ja", kind: str = "") -> str:
    """A self-contained page of parts that are HTML already; the kind "sheet" is set so that one page holds it."""
    told = f' class="{kind}"' if kind else ""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>"
        f"<main{told}><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, named: bool = True) -> str:
    """A table of texts; nothing without rows. The first cell of a row names it.

    With `named` false a heading above says what the table is, and its caption is for those who do not see it.
    """
    if not rows:
        return ""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row"{_kind(str(row[0]))}>{escape(str(row[0]))}</th>' + "".join(map(_cell, row[1:])) + "</tr>"
        for row in rows
    )
    told = f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody>"
    drawn = f"<table{_hidden(named)}>{told}</table>"
    if len(head) < WIDE:
        return drawn
    return f'<div class="wide" role="group" tabindex="0" aria-label="{escape(caption)}">{drawn}</div>'


def pairs_table(caption: str, rows: Sequence[tuple[str, str]], *, named: bool = True) -> str:
    """A table of names and values."""
    body = "".join(f'<tr><th scope="row">{escape(one)}</th>{_value(two)}</tr>' for one, two in rows)
    return f"<table{_hidden(named)}><caption>{escape(caption)}</caption><tbody>{body}</tbody></table>"


def note(text: str) -> str:
    """A sentence below a table that says how to read it."""
    return f'<p class="note">{escape(text)}</p>'


# ---------------------------------------------------------------------------------------------------------------


def _hidden(named: bool) -> str:  # noqa: FBT001 -- private
    return "" if named else ' class="hidden"'


def _cell(text: object) -> str:
    return f"<td{_kind(str(text))}>{escape(str(text))}</td>"


def _value(text: str) -> str:
    """The value beside a name: figures among texts stand at the left as these do."""
    return _cell(text).replace(' class="figure"', ' class="number"')


def _kind(text: str) -> str:
    """A figure or a short text keeps to one line; a digest breaks anywhere."""
    if _FIGURE.fullmatch(text):
        return ' class="figure"'
    if len(text) <= SHORT or _UNBROKEN.fullmatch(text):
        return ' class="short"'
    return ' class="long"' if len(text) > 4 * SHORT and text.isalnum() and text.isascii() else ""
