"""What a person reads on paper: the words of a Word file and of a PDF, read back by libraries that did not write them."""

import io

import docx
import pypdf
from docx.table import Table


def of_word(content: bytes) -> list[str]:
    """The lines of a Word file in reading order, those of its tables included."""
    return list(_lines(docx.Document(io.BytesIO(content))))


def of_pdf(content: bytes) -> str:
    """The text of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    """Words without line breaks and spaces, which a printed line ends where it must."""
    return "".join(text.split())


def _lines(part):
    for block in part.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _lines(cell)
        elif block.text:
            yield block.text
