"""Text made comparable: width, case, kana, spaces and numerals folded. For comparing and searching only.

A folded text is never stored in place of what a person wrote, and never printed: folding loses what the
writer meant by the difference. Standard library only.
"""

import unicodedata

_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─━"), "-")
_KANJI_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
_KANJI_OF_DIGIT = "〇一二三四五六七八九"
_OLD_FORMS = str.maketrans(
    "當擔髙﨑嵜𠮷邉邊齋齊斎澤濵濱廣國櫻眞惠德瀨黑關實學會藝經濟縣區廳",
    "当担高崎崎吉辺辺斉斉斉沢浜浜広国桜真恵徳瀬黒関実学会芸経済県区庁",
)


def fold(text: str) -> str:
    """The form of a text that is compared: NFKC, lower case, katakana, one kind of dash, no spaces.

    Signs that nobody sees (zero-width characters, variation selectors) are nothing. The prolonged sound mark stays,
    because it changes a word; a dash between digits becomes a hyphen.
    Folding twice gives the same as folding once.
    """
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def same_name(one: str, other: str) -> bool:
    """Whether two names of a person or post are one, whatever their width, case, kana, spaces and old forms of kanji.

    Rather once too often than once too seldom: it decides who may not check his own work.
    """
    return fold(one).translate(_OLD_FORMS) == fold(other).translate(_OLD_FORMS)


def fold_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0 to 9, everything else as it was."""
    return "".join(
        str(unicodedata.decimal(letter)) if unicodedata.decimal(letter, None) is not None else letter for letter in text
    )


def bigrams(text: str) -> str:
    """The neighbouring pairs of letters of a text, folded, joined by spaces: what a search index holds.

    A run of letters and digits is cut into pairs; a run of one letter stays that letter. Signs separate runs,
    so no pair spans them; spaces are nothing, so 川 越市 and 川越市 are cut alike. A query is cut the same way, and a
    text matches when it holds all its pairs.
    """
    folded = fold(text)
    runs = "".join(letter if letter.isalnum() or letter in "ー々" else " " for letter in folded).split()
    return " ".join(piece for run in runs for piece in _pairs(run))


def kanji_number(number: int) -> str:
    """A whole number from 1 to 9999 as the statutes write it: 12 is 十二, 1000 is 千.

    Raises:
        ValueError: the number is outside 1 to 9999.
    """
    if not 1 <= number <= 9999:
        raise ValueError("漢数字にできるのは1から9999までです。")
    pieces = []
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            pieces.append(("" if digit == 1 and unit else _KANJI_OF_DIGIT[digit]) + unit)
    return "".join(pieces)


def number_of_kanji(text: str) -> int:
    """The whole number that kanji numerals write, with units (二十三) or digit by digit (二三).

    Raises:
        ValueError: the text is empty or holds anything else.
    """
    if not text or any(letter not in _KANJI_DIGITS and letter not in _KANJI_UNITS for letter in text):
        raise ValueError("漢数字として読めません。")
    if not any(letter in _KANJI_UNITS for letter in text):
        return int("".join(str(_KANJI_DIGITS[letter]) for letter in text))
    total = digit = 0
    for letter in text:
        if letter in _KANJI_UNITS:
            total, digit = total + (digit or 1) * _KANJI_UNITS[letter], 0
        else:
            digit = _KANJI_DIGITS[letter]
    return total + digit


def _fold_once(text: str) -> str:
    unified = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(filter(_is_seen, "".join(unified.casefold().translate(_HIRAGANA_TO_KATAKANA).split())))


def _is_seen(letter: str) -> bool:
    """Whether a reader could tell that the letter is there; an ideographic variant is its plain form."""
    return unicodedata.category(letter) != "Cf" and not (
        "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    )


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
