"""Stretches of text that point to a person: by form, by context, and by the names that the file itself holds."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from oboro.engine.detectors.checkdigits import individual_number
from oboro.engine.detectors.persons import PREFECTURES, surnames
from oboro.engine.detectors.plates import plate_form
from oboro.engine.freetext.persons import by_surroundings

_OLD = "髙﨑嵜碕邉邊齋齊𠮷濵濱澤廣國嶋嶌櫻眞惠榮德曻槇靏瀨瀧龍條縣"
_NEW = "高崎崎崎辺辺斎斉吉浜浜沢広国島島桜真恵栄徳昇槙鶴瀬滝竜条県"
_VARIANTS = str.maketrans(_OLD, _NEW)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─━－ｰ", "-"))
_VOICES = "ﾞﾟ\u3099\u309a"
"""Signs that follow a half-width kana, or any kana in a decomposed text, and make one letter with it."""
_KANJI = r"[一-龠々ヶケ〆𠮷]"
_HONORIFIC = (
    r"様|氏|さん|さま|くん|君|ちゃん|殿|先生|医師|係長|課長|部長|主任|主事|相談員|委員|ケアマネ|ヘルパー|看護師|保健師"
)
_ROLE = (
    r"代理人|[後]見人|保佐人|補助人|民生委員の?|担当(?![者課係医])の?|担当者は?|主治医の?|通報者[のは]?|申出者[のは]?|"
    r"[長次二三][男女]の?|[父母夫妻兄姉弟妹][の・:]|保護者の?|世帯主の?|知人の?|隣人の?|親族の?|連絡先[:は]"
)
_NOT_A_GIVEN_NAME = "県市区町村郡課係所院校店会社駅線丁目番地号人員者部局様氏殿君宅方"
_SUFFIX = re.compile(rf"(?:{_HONORIFIC}|宅|方|宛|本人|夫妻|一家|と|に).*$")
_NOT_NAMES = frozenset(
    (
        "客",
        "者",
        "宅",
        "氏",
        "長女",
        "長男",
        "皆",
        "奥",
        "患者",
        "同",
        "多",
        "仕",
        "神",
        "王",
        "看護師",
        "保健師",
        "介護士",
        "相談員",
        "助産師",
        "栄養士",
        "学校",
        "園",
        "母",
        "父",
        "兄",
        "姉",
        "子",
        "娘",
        "息子",
        "赤",
        "主人",
        "利用者",
        "世帯主",
        "本人",
        "担当",
        "主治",
        "民生",
        "嘱託",
        "児童",
        "教育",
        "審査",
        "評議",
        "事務",
        "生活",
        "福祉",
        "総務",
        "市民",
        "課",
        "係",
        "部",
    )
)


@dataclass(frozen=True)
class Span:
    """A stretch of a text.

    Attributes:
        kind: name, address, phone, email, link, number, date, account, vehicle, or proper (a proper noun in doubt).
        start, end: characters from 0; the end is the one after the last.
        way: how it was found: form, context, file (a value of its own), part (of a name) or words.
    """

    kind: str
    start: int
    end: int
    way: str


@dataclass(frozen=True)
class Folded:
    """A text for matching with the place of each of its characters, and of what follows it, in the text as written."""

    text: str
    places: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, kind: str, start: int, end: int, way: str) -> Span:
        """A stretch of the folded text as one of the written text."""
        return Span(kind, self.places[start], self.ends[end - 1], way)


def fold(text: str) -> Folded:
    """Half width, one letter for variants, no selectors of glyphs; each character remembers its place."""
    letters: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    for place, letter in enumerate(text):
        if "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef":
            ends[-1:] = [place + 1] if ends else []
            continue
        voiced = unicodedata.normalize("NFKC", letters[-1] + letter) if letter in _VOICES and letters else ""
        if len(voiced) == 1:
            letters[-1], ends[-1] = voiced, place + 1
            continue
        plain = unicodedata.normalize("NFKC", letter.translate(_VARIANTS)).translate(_VARIANTS).translate(_DASHES)
        letters.extend(plain)
        places.extend([place] * len(plain))
        ends.extend([place + 1] * len(plain))
    return Folded("".join(letters), tuple(places), tuple(ends))


_TOWN = "[一-龠々ケヶがノの]"
_LOT = r"\d{1,4}(?:[-の]\d{1,4}|丁目|番地?|号)*"

_NUMBERED = "(?:ケース|整理|受付|通知書?|台帳|証|カルテ|患者|記号|宛名|世帯)"

FORMS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None], ...] = (
    ("email", re.compile(r"[\w.+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII), None),
    ("phone", re.compile(r"(?<![\d-])(?:\+81-?|0)\d{1,4}[-(ー ]?\d{1,4}[-)ー ]?\d{3,4}(?![\d-])"), None),
    ("number", re.compile(r"(?<!\d)\d{4}[- ]?\d{4}[- ]?\d{4}(?!\d)"), lambda text: individual_number(_digits(text))),
    ("number", re.compile(r"(?<![A-Za-z])[A-Z]{2}\d{7,8}(?:[A-Z]{2})?(?![A-Za-z\d])"), None),
    ("number", re.compile(r"(?<![\d-])\d{7,}(?![\d-])|(?<![\d-])\d{4}-\d{6}(?:-\d)?(?![\d-])"), None),
    ("account", re.compile(r"(?:普通|当座|口座(?:番号)?)[:は ]*\d{6,8}"), None),
    ("address", re.compile(rf"(?:{PREFECTURES})?[一-龠々ケヶ]{{1,7}}[市区町村郡]{_TOWN}{{0,12}}{_LOT}"), None),
    ("address", re.compile(r"[一-龠々ケヶ][一-龠々ケヶがの]{0,6}(?<!\d)\d{1,4}-\d{1,3}-\d{1,3}(?!\d)"), None),
    ("address", re.compile(r"\d{1,3}丁目\d{1,3}(?:番(?:地)?\d{0,3}号?)?|\d{1,4}番地(?:の?\d{1,3})?|\d{2,4}号室"), None),
    ("vehicle", re.compile(plate_form()), None),
    ("link", re.compile(r"https?://[^\s、。」）]+|(?<![\w.])@[A-Za-z0-9_.]{3,}"), None),
    ("link", re.compile(r"(?:LINE|インスタ(?:グラム)?|Twitter|ツイッター)(?: ?ID)?[:は ]+[A-Za-z0-9_.@-]{4,}"), None),
    ("number", re.compile(rf"{_NUMBERED}(?:番号|No\.?|ID)[:は ]*[A-Z]{{0,3}}-?\d[\d-]{{2,}}"), None),
    ("date", re.compile(r"(?<!\d)\d{1,2}年\d{1,2}月\d{1,2}日"), None),
    ("date", re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHR])(?:\d{1,2}|元)[年.]\d{1,2}[月.]\d{1,2}日?"), None),
    ("date", re.compile(r"(?:19|20)\d\d[-/年]\d{1,2}[-/月]\d{1,2}日?"), None),
)  # fmt: skip

_CALLED = re.compile(rf"({_KANJI}{{1,4}}|[ァ-ヶー]{{2,8}})(?:[ 　]?({_KANJI}{{1,3}}))?(?={_HONORIFIC})")
_IN_ROLE = re.compile(rf"(?:{_ROLE})({_KANJI}{{1,6}}(?: {_KANJI}{{1,3}})?)")
_FULL = re.compile(rf"(?<!{_KANJI})({_KANJI}{{2,3}}?)({_KANJI}{{1,3}}?)(?=[がはをにへともの、。]|より|から|宅|$)")
_GIVEN = re.compile(rf" ?{_KANJI}{{1,3}}?(?=[がはをにへともの、。 (]|より|から|宅|方|{_HONORIFIC}|$)")


def by_form(folded: Folded) -> list[Span]:
    """Numbers, addresses, days and the like, by their form and check digit."""
    return [
        folded.span(kind, match.start(), match.end(), "form")
        for kind, form, check in FORMS
        for match in form.finditer(folded.text)
        if check is None or check(match[0])
    ]


def by_context(folded: Folded) -> list[Span]:
    """Words before an honorific or an office, and after a role."""
    found = [
        folded.span("name", _begin(match), match.end(), "context")
        for match in _CALLED.finditer(folded.text)
        if match[0][_begin(match) - match.start() :] not in _NOT_NAMES
    ]
    for match in _IN_ROLE.finditer(folded.text):
        name = _SUFFIX.sub("", match[1])
        if 1 <= len(name) <= 6 and name not in _NOT_NAMES and name[-1] not in "課係所院校店会社駅":
            found.append(folded.span("name", match.start(1), match.start(1) + len(name), "context"))
    found += [folded.span("name", start, end, "context") for start, end in by_surroundings(folded.text)]
    known = surnames()
    return found + [
        folded.span("name", match.start(), match.end(), "context")
        for match in _FULL.finditer(folded.text)
        if match[1] in known and not set(match[2]) & set(_NOT_A_GIVEN_NAME)
    ]


def with_given_name(folded: Folded, start: int, end: int) -> int:
    """The end of a name whose surname stands from `start` to `end`, both in the folded text."""
    match = _GIVEN.match(folded.text, end)
    if match is None or end - start > 3 or set(match[0]) & set(_NOT_A_GIVEN_NAME):
        return end
    return match.end()


def _begin(match: re.Match[str]) -> int:
    """Where the name begins in a run of kanji: after a role that stands before it, as in 民生委員佐藤さん."""
    roles = list(re.finditer(_ROLE, match[0]))
    return match.start() + (roles[-1].end() if roles and roles[-1].end() < len(match[0]) else 0)


class Gazetteer:
    """The file's own names, addresses and telephone numbers, to be found inside its texts."""

    def __init__(self, values: Iterable[tuple[str, str]], *, common: Iterable[str] = ()) -> None:
        """What is to be looked for.

        Args:
            values: (kind, value); names with a blank are also looked for by each part of two letters and more.
            common: words that are no names here, such as 希望; a whole name is looked for all the same.
        """
        self._words: dict[str, tuple[str, str]] = {}
        ordinary = {fold(word).text.strip() for word in common}
        for kind, value in values:
            text = fold(value).text.strip()
            parts = [part for part in text.split(" ") if kind == "name" and part not in ordinary]
            for part in parts:
                self._words.setdefault(part, (kind, "part"))
            self._words |= dict.fromkeys([text, text.replace(" ", "")], (kind, "file"))
        self._words = {word: told for word, told in self._words.items() if len(word) >= 2}
        # By first two letters: a register has millions of names, and a text asks only for those that can begin there.
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {start: sorted(some, reverse=True) for start, some in lengths.items()}

    def find(self, folded: Folded) -> list[Span]:
        """Where one of the words stands, the longest first; one that begins inside another is passed over."""
        found: list[Span] = []
        place, text = 0, folded.text
        while place < len(text) - 1:
            size = next((n for n in self._lengths.get(text[place : place + 2], ()) if self._is_at(text, place, n)), 0)
            if size:
                kind, way = self._words[text[place : place + size]]
                found.append(folded.span(kind, place, place + size, way))
            place += size or 1
        return found

    def _is_at(self, text: str, place: int, size: int) -> bool:
        return place + size <= len(text) and text[place : place + size] in self._words


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping stretches as one, with the kind of the longest; in the order of the text."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if whole and span.start < whole[-1].end:
            last = whole[-1]
            longer = span if span.end - span.start > last.end - last.start else last
            whole[-1] = Span(longer.kind, last.start, max(last.end, span.end), longer.way)
        else:
            whole.append(span)
    assert all(a.end <= b.start for a, b in pairwise(whole))
    return tuple(whole)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
