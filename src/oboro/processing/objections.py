"""Who must be left out: the order names letters, the section's own list says which records those letters were about.

The office's side knows only numbers of letters (通知番号). The list lies beside the source in the data wing as
`third_parties.csv`, two columns: 通知番号 and either 記録番号 (1 is the first record after the header) or 個人の鍵 (the
value of the column by which the recipe counts persons). Where the recipe joins files it must count persons, so that a
record of one file is never taken for a row of the joined table. The list is read, counted and digested, never copied.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from oboro.engine import reading
from oboro.engine.reading import Source
from oboro.exchange.order import Order
from oboro.kernel.errors import NotLawful, RecipeInvalid, SourceUnreadable, UsageError

LETTER = "通知番号"
RECORD = "記録番号"
PERSON = "個人の鍵"


@dataclass(frozen=True)
class Absentees:
    """Who is to be left out.

    Attributes:
        keys: numbers of records, or keys of persons.
        column: the column the keys stand in; None when they are numbers of records.
        letters: how many letters they come from.
        sha256: digest of the list they were read from.
    """

    keys: frozenset[str]
    column: str | None
    letters: int
    sha256: str


def absentees(order: Order, *, third_parties: Path | None, person: str | None) -> Absentees | None:
    """The records or persons that the order's objections keep out; None when nobody objected.

    Args:
        order: its objections are numbers of letters.
        third_parties: the section's list, or None when there is none.
        person: the column by which the recipe counts persons, if it does.

    Raises:
        NotLawful: somebody objected and there is no list, or the list lacks a letter (numbers of letters are named).
        SourceUnreadable: the list is not two columns of the known names, or a line holds no number.
        RecipeInvalid: the list names persons and the recipe counts none, or the other way round.
    """
    if not order.objections:
        return None
    if third_parties is None:
        raise NotLawful(
            f"反対の意見が{len(order.objections)}件ありますが、除く人の一覧がありません。",
            hint="--third-parties に、通知番号と記録番号（または個人の鍵）の CSV を指定してください。",
        )
    found, keyed = _read(third_parties)
    unknown = [number for number in order.objections if number not in found]
    if unknown:
        numbers = "、".join(str(number) for number in unknown[:10]) + ("…" if len(unknown) > 10 else "")
        raise NotLawful(
            f"反対の意見のうち{len(unknown)}件の通知番号（{numbers}）が {third_parties.name} にありません。",
            hint="通知を出した一覧と突き合わせて、足りない行を加えてください。",
        )
    if (keyed == PERSON) != (person is not None):
        raise RecipeInvalid(
            f"{third_parties.name} の「{keyed}」では除く人を決められません"
            f"（手順書は{'人' if person else '記録'}ごとに数えます）。",
            hint=f"見出しを「{PERSON if person else RECORD}」にして、一覧を作り直してください。",
        )
    keys = frozenset[str]().union(*(found[number] for number in order.objections))
    return Absentees(keys, person, len(order.objections), reading.fingerprint(third_parties))


# ---------------------------------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[dict[int, frozenset[str]], str]:
    """Letter → keys, and the name of the column the keys stand in."""
    source = Source(path=path, encoding=_encoding(path))
    names = [name.strip() for name in reading.header(source)]
    if len(names) != 2 or LETTER not in names or not {RECORD, PERSON} & set(names):
        raise SourceUnreadable(
            f"{path.name} の見出しは「{LETTER}」と、「{RECORD}」か「{PERSON}」の二つでなければなりません。"
        )
    at = names.index(LETTER)
    keyed = names[1 - at]
    found: dict[int, frozenset[str]] = {}
    for line, fields in reading.records(source):
        letter, key = _number(fields[at], path, line), fields[1 - at].strip()
        key = str(_number(key, path, line)) if keyed == RECORD else key
        if not key:
            raise SourceUnreadable(f"{path.name} の{line}行目の「{keyed}」が空です。")
        found[letter] = found.get(letter, frozenset()) | {key}
    return found, keyed


def _number(text: str, path: Path, line: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise SourceUnreadable(f"{path.name} の{line}行目に、1以上の整数でない番号があります。")
    return number


def _encoding(path: Path) -> str:
    """UTF-8 when the file is that, else CP932, the two that offices write."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp932"
    except OSError as error:
        raise UsageError(f"{path.name} を開けません（{error.strerror}）。") from error
    return "utf-8"
