"""Names of persons by a tokenizer and its dictionary, an optional extra (`oboro[text]`)."""

from functools import lru_cache
from typing import Any

from oboro.engine.freetext.spans import Folded, Span, with_given_name
from oboro.kernel.errors import UsageError

_SURE = ("名詞", "固有名詞", "人名")
_DOUBTFUL = ("名詞", "固有名詞")
_MOST = 10_000  # characters handed to the tokenizer at once; it takes 49,149 bytes


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    try:
        from sudachipy import Dictionary, SplitMode  # optional
    except ImportError as error:
        raise UsageError(
            "自由記述の氏名を語で探すための部品が入っていません。", hint="oboro[text]を入れるか、列を落としてください。"
        ) from error
    return Dictionary(dict="core").tokenizer(mode=SplitMode.C)


def by_words(folded: Folded) -> tuple[list[Span], list[Span]]:
    """(names, doubtful proper nouns) that the dictionary tells. Neighbouring names are one.

    Raises:
        UsageError: the optional packages are not installed.
    """
    names: list[Span] = []
    doubtful: list[Span] = []
    for start in range(0, len(folded.text), _MOST):
        for word in _tokenizer().tokenize(folded.text[start : start + _MOST]):
            kinds = tuple(word.part_of_speech()[:3])
            if kinds[:2] != _DOUBTFUL or not word.surface().strip():
                continue
            first, last = start + word.begin(), start + word.end()
            if kinds == _SURE:
                last = with_given_name(folded, first, last)
            (names if kinds == _SURE else doubtful).append(folded.span("name", first, last, "words"))
    return names, doubtful
