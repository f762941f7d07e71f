"""A place in a statute, and its two Japanese renderings.

The data files write a place the way lawyers jot it down: 法112②三 is 法 article 112, paragraph 2, item 3;
法10②五の二 has item 5-2, 法60③二ロ has item 2 sub-item ロ, 法附則7 stands in the supplementary provisions.
What an officer types may be written out as papers have it (条例第1条第2項), with any digits or kanji numerals.
"""

import re
from dataclasses import dataclass

from oboro.kernel.text import fold_digits, number_of_kanji

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SHORTHAND = re.compile(
    r"(?P<alias>[^\d①-⑳]+)(?P<article>\d+(?:の\d+)*)(?P<paragraph>[①-⑳])?"
    r"(?P<item>[一二三四五六七八九十]+(?:の[一二三四五六七八九十]+)*)?(?P<sub>[ア-ン])?"
)
_NUMBER = r"[\d一二三四五六七八九十百]+"
_WRITTEN_OUT = re.compile(
    rf"(?P<alias>[^第\d]*)第(?P<article>{_NUMBER})条(?P<branch>(?:の{_NUMBER})*)(?:第(?P<paragraph>{_NUMBER})項)?"
    rf"(?:第(?P<item>{_NUMBER})号(?P<item_branch>(?:の{_NUMBER})*)(?P<sub>[ア-ン])?)?"
)
HOW_TO_WRITE = "条例第1条第2項、又は略して条例1②のように書いてください。"


@dataclass(frozen=True)
class Citation:
    """One article, paragraph or item of a statute.

    Attributes:
        law: title of the statute.
        article: number of the article in Arabic digits; a branch number as 44の7.
        paragraph: number of the paragraph; None for the whole article.
        item: number of the item, 3, 5の2 or 2ロ; None for the whole paragraph.
        alias: what the statute is called inside its own regime (法, 令, 規則).
    """

    law: str
    article: str
    paragraph: int | None = None
    item: str | None = None
    alias: str = ""

    def __str__(self) -> str:
        return self.law + self.place

    @property
    def short(self) -> str:
        """「法第112条第2項第3号」: enough where the regime is already named."""
        return (self.alias or self.law) + self.place

    def applied_by(self, via: "Citation | None", *, whole: bool = False) -> str:
        """「法第118条第2項において準用する法第114条第2項」; the place alone where nothing applies it.

        `whole` writes the title of the statute out, as a paper that leaves the office does.
        """
        if via is None:
            return str(self) if whole else self.short
        if not whole:
            return f"{via.short}において準用する{self.short}"
        return f"{via}において準用する{'同法' + self.place if via.law == self.law else self}"

    @property
    def place(self) -> str:
        """The place alone: 「第112条第2項第3号」."""
        number, _, branch = self.article.partition("の")
        text = f"第{number}条" + (f"の{branch}" if branch else "")
        text += f"第{self.paragraph}項" if self.paragraph else ""
        return text + _item(self.item)

    def as_json(self) -> dict[str, object]:
        """The parts and the whole, for answers that machines read."""
        return {
            "text": str(self),
            "short": self.short,
            "law": self.law,
            "article": self.article,
            "paragraph": self.paragraph,
            "item": self.item,
        }


def parse(shorthand: str, *, titles: dict[str, str]) -> Citation:
    """The citation that a shorthand such as 法112②三 writes, or the same place written out (法第112条第2項第3号).

    Args:
        shorthand: alias, article, circled paragraph, kanji item, katakana sub-item; or the place as papers have it. The
            alias may be left out of a place written out where all aliases mean one statute.
        titles: title of each statute by its alias.

    Raises:
        ValueError: the shorthand cannot be read or its alias is unknown.
    """
    text = fold_digits("".join(shorthand.split()))
    if written_out := _WRITTEN_OUT.fullmatch(text):
        return _of_parts(written_out, titles, shorthand)
    match = _SHORTHAND.fullmatch(shorthand)
    if match is None or match["alias"] not in titles:
        raise _unreadable(shorthand)
    paragraph = _CIRCLED.index(match["paragraph"]) + 1 if match["paragraph"] else None
    item = "の".join(str(number_of_kanji(part)) for part in match["item"].split("の")) if match["item"] else ""
    return Citation(
        law=titles[match["alias"]],
        article=match["article"],
        paragraph=paragraph,
        item=(item + (match["sub"] or "")) or None,
        alias=match["alias"],
    )


def _of_parts(found: re.Match[str], titles: dict[str, str], typed: str) -> Citation:
    alias = found["alias"] or (next(iter(titles), "") if len(set(titles.values())) == 1 else "")
    paragraph = int(_digits(found["paragraph"])) if found["paragraph"] else None
    if alias not in titles or paragraph == 0:
        raise _unreadable(typed)
    item = _digits(found["item"] or "") + _digits(found["item_branch"] or "") + (found["sub"] or "")
    article = _digits(found["article"]) + _digits(found["branch"])
    return Citation(titles[alias], article, paragraph, item or None, alias)


def _digits(text: str) -> str:
    """The numbers of a place (一の二, 10の2) in Arabic digits."""
    return "の".join(str(number_of_kanji(one)) if one and not one.isdecimal() else one for one in text.split("の"))


def _unreadable(typed: str) -> ValueError:
    return ValueError(f"条文の書き方「{typed}」を読めません。法112②三、又は法第112条第2項第3号のように書いてください。")


def _item(item: str | None) -> str:
    if not item:
        return ""
    match = re.fullmatch(r"(\d+)((?:の\d+)*)([ア-ン]?)", item)
    if match is None:
        return f"第{item}号"
    return f"第{match[1]}号{match[2]}{match[3]}"
