"""A letter as a tagged PDF (PDF/UA-1), from the same snapshot as the Word file.

The same letter gives the same bytes on every machine and day: only the packaged faces are used, and the file bears the
day of the letter. A paper that needed the second face, or lacks a character, says so in a note.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typst

from oboro.documents.faces import FAMILIES, FONTS, GETA, code_points, coverage, printable
from oboro.documents.letter import Letter

MEDIA_TYPE = "application/pdf"
_TEMPLATE = Path(__file__).with_name("letter.typ")


def pdf(letter: Letter) -> bytes:
    """The PDF of a letter, A4 portrait."""
    notes = [letter.small_print] if letter.small_print else []
    told = _printable(letter.as_json()) | {"notes": [printable(note) for note in notes] + type_notes(letter)}
    return typeset(_TEMPLATE, told, day=date.fromisoformat(letter.on))


def typeset(template: Path, told: Mapping[str, Any], *, day: date) -> bytes:
    """A template of ours, filled with what is told and set in the packaged faces, bearing a day."""
    whole = {**told, "faces": FAMILIES, "day": {"year": day.year, "month": day.month, "day": day.day}}
    made = typst.compile(
        template,
        ignore_system_fonts=True,
        font_paths=[FONTS],
        sys_inputs={template.stem: json.dumps(whole, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return bytes(made)


def type_notes(letter: Letter) -> list[str]:
    """What the reader of a letter must know of unusual characters; empty for most papers."""
    return notes_on(letter.text())


def notes_on(text: str) -> list[str]:
    """What the reader of a printed text must know of unusual characters."""
    found = coverage(text)
    notes = []
    if found.fallback:
        notes.append(
            f"次の文字は補助の書体で印字しています：{''.join(found.fallback)}（{code_points(found.fallback)}）"
        )
    if found.base_form:
        notes.append(f"次の異体字は、書体にないため基本の字形で印字しています：{code_points(found.base_form)}")
    if found.missing:
        notes.append(
            f"次の文字は書体にないため「{GETA}」で印字しています：{code_points(found.missing)}。"
            "文字はWordのファイルと画面で確かめてください。"
        )
    return notes


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return value
