"""Replaces what points to persons by typed placeholders, the same for the same words of one person's texts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from oboro.engine.freetext.spans import Gazetteer, Span, by_context, by_form, fold, merged
from oboro.engine.freetext.words import by_words

LABELS: Mapping[str, str] = {
    "name": "氏名",
    "address": "住所",
    "phone": "電話番号",
    "email": "メールアドレス",
    "link": "URL・アカウント",
    "number": "番号",
    "date": "年月日",
    "account": "口座",
    "vehicle": "車両番号",
    "proper": "固有名詞",
}

WHY: Mapping[str, str] = {
    "context": "文脈だけで氏名と見た",
    "part": "ファイルにある氏や名と同じ語",
}
"""Why a human should look at something that was replaced, by the way it was found."""

Place = tuple[int, int, int]
"""Number of the text from 1, first character from 0, the one after the last."""


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
    texts: Iterable[tuple[str, str]],
    gazetteer: Gazetteer | None = None,
    *,
    words: bool = True,
    replace_doubtful: bool = False,
    kept: Collection[Place] = (),
) -> tuple[list[str], list[Doubt]]:
    """Texts with placeholders, and the list for a human.

    Args:
        texts: (key of the person, text) in the order of the records.
        gazetteer: the file's own names, addresses and numbers.
        words: whether the tokenizer is asked too.
        replace_doubtful: whether proper nouns that may be names are replaced as well.
        kept: places that a human has decided to leave as they stand.
    """
    redactor = Redactor(gazetteer, words=words, replace_doubtful=replace_doubtful, kept=kept)
    made, doubts = [], []
    for record, (person, text) in enumerate(texts, start=1):
        changed, doubtful = redactor.text(record, person, text)
        made.append(changed)
        doubts += doubtful
    return made, doubts


class Redactor:
    """Replaces text after text; one person's same words get the same placeholder in all of them."""

    def __init__(
        self, gazetteer: Gazetteer | None, *, words: bool, replace_doubtful: bool, kept: Collection[Place] = ()
    ) -> None:
        """The arguments are those of `redact`."""
        self._gazetteer, self._words, self._replace, self._kept = gazetteer, words, replace_doubtful, frozenset(kept)
        self._known: dict[str, dict[tuple[str, str], str]] = {}
        self.replaced: Counter[str] = Counter()

    def text(self, record: int, person: str, text: str) -> tuple[str, list[Doubt]]:
        """(the text with placeholders, what a human must look at). `replaced` counts the stretches by kind."""
        spans, doubtful = find(text, self._gazetteer, words=self._words)
        doubts = [Doubt(record, one.start, one.end, "固有名詞だが、人名か分からない") for one in doubtful]
        doubts += [Doubt(record, span.start, span.end, WHY[span.way]) for span in spans if span.way in WHY]
        further = [Span("proper", one.start, one.end, one.way) for one in doubtful] if self._replace else []
        gone = merged(one for one in [*spans, *further] if (record, one.start, one.end) not in self._kept)
        self.replaced.update(one.kind for one in gone)
        return _replaced(text, gone, self._known.setdefault(person, {})), doubts


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
