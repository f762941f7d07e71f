"""Replaces what points to persons by typed placeholders, the same for the same words of one person's texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oboro.engine.freetext.spans import Gazetteer, Span, by_context, by_form, fold, merged
from oboro.engine.freetext.words import by_words

LABELS: Mapping[str, str] = {
    "name": "氏名",
    "address": "住所",
    "phone": "電話番号",
    "email": "メールアドレス",
    "number": "番号",
    "date": "年月日",
    "account": "口座",
    "vehicle": "車両番号",
}


@dataclass(frozen=True)
class Doubt:
    """Something left in a text that a human must look at. It names the place, not the words.

    Attributes:
        record: number of the record, from 1.
        start, end: characters of the text as written, from 0.
        reason: why, in Japanese.
    """

    record: int
    start: int
    end: int
    reason: str


def find(
    text: str, gazetteer: Gazetteer | None = None, *, words: bool = True
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """(what is to be replaced, what is in doubt) of one text.

    Args:
        text: as written.
        gazetteer: the file's own names, addresses and numbers.
        words: whether the tokenizer is asked too.

    Raises:
        UsageError: the tokenizer is asked but not installed.
    """
    folded = fold(text)
    if not folded.text:
        return (), ()
    found = [*by_form(folded), *by_context(folded), *(gazetteer.find(folded) if gazetteer else [])]
    names, doubtful = by_words(folded) if words else ([], [])
    whole = merged([*found, *names])
    left = [one for one in doubtful if not any(one.start < span.end and span.start < one.end for span in whole)]
    return whole, merged(left)


def redact(
    texts: Iterable[tuple[str, str]], gazetteer: Gazetteer | None = None, *, words: bool = True
) -> tuple[list[str], list[Doubt]]:
    """Texts with placeholders, and the list for a human.

    Args:
        texts: (key of the person, text) in the order of the records.
        gazetteer: the file's own names, addresses and numbers.
        words: whether the tokenizer is asked too.
    """
    made: list[str] = []
    doubts: list[Doubt] = []
    known: dict[str, dict[tuple[str, str], str]] = {}
    for record, (person, text) in enumerate(texts, start=1):
        spans, doubtful = find(text, gazetteer, words=words)
        made.append(_replaced(text, spans, known.setdefault(person, {})))
        doubts += [Doubt(record, one.start, one.end, "固有名詞だが、人名か分からない") for one in doubtful]
        doubts += [Doubt(record, s.start, s.end, "文脈だけで氏名と見た") for s in spans if s.way == "context"]
    return made, doubts


def _replaced(text: str, spans: tuple[Span, ...], known: dict[tuple[str, str], str]) -> str:
    pieces, last = [], 0
    for span in spans:
        key = (span.kind, fold(text[span.start : span.end]).text.replace(" ", ""))
        if key not in known:
            number = 1 + sum(kind == span.kind for kind, _ in known)
            known[key] = f"〔{LABELS[span.kind]}{number}〕"
        pieces += [text[last : span.start], known[key]]
        last = span.end
    return "".join([*pieces, text[last:]])
