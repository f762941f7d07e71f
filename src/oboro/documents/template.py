"""A body's own Word file in place of ours: what it may hold, which names it places, and how a letter fills it.

Names stand in double braces: {{fee_amount}}. A row of a table that holds {{#method}} … {{/method}} is repeated, once
for each line of the table of that field. The rest of the file is printed as it is.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, cast

from docx import Document
from docx.document import Document as Paper
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.run import Run

from oboro.documents.letter import Letter, Row
from oboro.documents.word import same_bytes
from oboro.kernel.errors import UsageError
from oboro.law.forms import FormSpec, placeholders

MAX_BYTES = 1024 * 1024
_MAX_UNPACKED = 20 * MAX_BYTES
_MAX_PARTS = 500
_NAME = re.compile(r"\{\{\s*([a-z_0-9]+)\s*\}\}")
_MARK = re.compile(r"\{\{\s*[#/]\s*[a-z_0-9]+\s*\}\}")
_OPENED = re.compile(r"\{\{\s*#\s*([a-z_0-9]+)\s*\}\}")
_ACTIVE = ("vbaproject", "vbadata", "activex", "embeddings", "customui", "attachedtoolbars", "oleobject")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FIELDS = {qn("w:instrText"), qn("w:fldSimple")}
CELLS = {"method": ("item", "wanted", "granularity"), "fee_lines": ("label", "formula", "yen", "citation")}
"""The names that stand inside a repeated row, by the name that is repeated."""


def names_in(content: bytes) -> tuple[str, ...]:
    """The names a body's file places, once the file has been found harmless.

    Raises:
        UsageError: too large, no Word file, or something in it that runs, links outward or fetches when opened.
    """
    placed = placeholders("\n".join(_texts(_opened(content))))
    inner = {name for repeated, names in CELLS.items() if repeated in placed for name in names}
    return tuple(name for name in placed if name not in inner)


def fill(content: bytes, letter: Letter, spec: FormSpec) -> bytes:
    """The letter printed on a body's own file. The same letter and file give the same bytes.

    Args:
        content: the file, as `names_in` let it pass.
        letter: the frozen letter.
        spec: the form the letter was made from; tells which row is which field.

    Raises:
        UsageError: the file cannot be opened.
    """
    paper = _opened(content)
    values, tables = _values(letter, spec)
    for root in _roots(paper):
        _repeat(root, values, tables)
        for paragraph in root.iter(qn("w:p")):
            _replace(paragraph, values)
    out = io.BytesIO()
    paper.save(out)
    return same_bytes(out.getvalue())


def _opened(content: bytes) -> Paper:
    if len(content) > MAX_BYTES:
        raise UsageError("ひな形が大きすぎます（1MBまで）。", hint="画像を外すか小さくしてください。")
    try:
        _check_parts(content)
        paper = Document(io.BytesIO(content))
    except UsageError:
        raise
    except Exception:  # noqa: BLE001 the reader of an arbitrary zip raises whatever its bytes make it raise
        raise UsageError(
            "Word文書（.docx）として読めません。", hint="Wordで開き、docxで保存し直してください。"
        ) from None
    if any(element.tag in _FIELDS for root in _roots(paper) for element in root.iter()):
        raise UsageError("ひな形にフィールド（差込みや計算）があります。", hint="フィールドを文字に変えてください。")
    return paper


def _check_parts(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parts = box.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise UsageError("ひな形の中身が大きすぎます。", hint="画像や埋め込みを外してください。")
        if any(word in part.filename.lower() for part in parts for word in _ACTIVE):
            raise UsageError("ひな形にマクロや埋め込みがあります。", hint="マクロのないdocxで保存してください。")
        if _WORD not in box.read("[Content_Types].xml").decode("utf-8"):
            raise UsageError("マクロのないWord文書（.docx）ではありません。", hint="docxで保存し直してください。")
        rels = [box.read(part) for part in parts if part.filename.lower().endswith(".rels")]
    if any(_fetches(relation) for told in rels for relation in parse_xml(told).iter("{*}Relationship")):
        raise UsageError("ひな形が外のファイルや画像を読み込みます。", hint="リンクを外し、画像は埋め込んでください。")


def _fetches(relation: Any) -> bool:
    """Whether a relation, read as XML since it is written in many ways, points outward and is no link to click."""
    outward = relation.get("TargetMode", "").strip().lower() == "external"
    return outward and not relation.get("Type", "").endswith("/hyperlink")


def _values(letter: Letter, spec: FormSpec) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    """What each name stands for: by field key, by the names around the form, and the lines of the tables."""
    by_label = {row.label: row for row in letter.rows}
    rows = {field.key: by_label[field.label] for field in spec.fields if field.label in by_label}
    values = {field.key: "" for field in spec.fields} | {key: row.text for key, row in rows.items()}
    values |= {
        "date": letter.dated,
        "addressee": letter.addressee,
        "case": letter.document_number,
        "number": letter.form,
        "title": letter.title,
        "seal": letter.seal,
        "sender": "\n".join(letter.sender),
        "opening": letter.opening,
        "closing": "\n".join(letter.closing),
    }
    known = {field.label for field in spec.fields}
    extra = [row for row in letter.rows if row.label not in known and row.table]
    tables = {"method": _lines(rows.get("method"), "method")}
    tables["fee_lines"] = [line for row in extra for line in _lines(row, "fee_lines")]
    return values, tables


def _lines(row: Row | None, name: str) -> list[dict[str, str]]:
    cells = row.table.rows if row and row.table else ()
    return [dict(zip(CELLS[name], line, strict=True)) for line in cells]


def _repeat(root: Any, values: Mapping[str, str], tables: Mapping[str, list[dict[str, str]]]) -> None:
    for row in list(root.iter(qn("w:tr"))):
        found = _OPENED.search("".join(text.text or "" for text in row.iter(qn("w:t"))))
        if found is None or found[1] not in tables:
            continue
        for line in tables[found[1]]:
            copy = deepcopy(row)
            row.addprevious(copy)
            for paragraph in copy.iter(qn("w:p")):
                _replace(paragraph, {**values, **line})
        row.getparent().remove(row)


def _replace(element: Any, values: Mapping[str, str]) -> None:
    """A paragraph with its names filled in; the first run's look is kept, since Word splits names at will."""
    runs = element.findall(qn("w:r"))
    text = "".join(_run(run).text for run in runs)
    if "{{" not in text:
        return
    for run in runs[1:]:
        element.remove(run)
    _run(runs[0]).text = _NAME.sub(lambda match: values.get(match[1], ""), _MARK.sub("", text))


def _run(element: Any) -> Run:
    """A run by its element; which part it stands in matters for pictures only."""
    return Run(element, cast("Any", None))


def _texts(paper: Paper) -> Iterator[str]:
    for root in _roots(paper):
        for paragraph in root.iter(qn("w:p")):
            yield "".join(_run(run).text for run in paragraph.findall(qn("w:r")))


def _roots(paper: Paper) -> Iterator[Any]:
    """The body, and every header and footer that the file has."""
    yield paper.element
    for relation in paper.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part.element
