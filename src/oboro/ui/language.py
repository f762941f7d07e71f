"""English for the public and the proposers: a switch that keeps the page, and the words laid over the finished page.

Pages are written once, in Japanese, which is the language of the procedure. On the way out the texts of a page are
looked up in `english.toml`; what is not found stays Japanese and is marked `lang="ja"`, so that it is read aloud well.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import escape_leading_slashes

from oboro.kernel.dates import parse_japanese
from oboro.kernel.text import number_of_kanji

COOKIE = "language"
A_YEAR = 365 * 24 * 60 * 60
JAPANESE = re.compile(r"[\u3005\u3041-\u30ff\u3400-\u9fff※]")
_DAY = r"令和(?:元|\d+)年\d+月\d+日(?:（\d+年）)?"
_PLACE = r"(?:法|令|規則|行個法)第\d+条(?:の\d+)*(?:第\d+項)?(?:第\d+号(?:の\d+)?[ア-ン]?)?"
_FORM = r"様式第[一二三四五六七八九十]+"
_KINDS = {"n": r"[\d,]+", "date": _DAY, "law": rf"{_PLACE}(?:、{_PLACE})*", "form": _FORM, "rest": r".+?"}
_LAWS = {"法": "Act", "令": "Order", "規則": "Rules", "行個法": "Act"}
_SPOKEN = ("aria-label", "title", "placeholder", "data-label")
_VOID = ("title", "option", "textarea")  # no element may stand inside, so nothing is marked there


class LanguageMiddleware:
    """`?language=en` or `ja` is remembered and taken off the address; English pages are made on the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and (asked := request.GET.get("language")) in ("en", "ja"):
            rest = request.GET.copy()
            del rest["language"]
            place = escape_leading_slashes(request.path)  # two of them would name another host
            answer = HttpResponseRedirect(f"{place}?{rest.urlencode()}" if rest else place)
            answer.set_cookie(COOKIE, asked, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
            return answer
        answer = self.get_response(request)
        if speaks_english(request) and answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            answer.content = in_english(answer.content.decode())
        return answer


def has_english(request: HttpRequest) -> bool:
    """Whether the reader is the public or a proposer; officers work in Japanese."""
    return getattr(getattr(request, "user", None), "organisation_id", None) is None


def speaks_english(request: HttpRequest) -> bool:
    """Whether this page goes out in English."""
    return request.COOKIES.get(COOKIE) == "en" and has_english(request)


def switch(request: HttpRequest) -> dict[str, str] | None:
    """Address, words and language of the link to the other language, on the same page; None for officers.

    None too where an address holds more than is read, on the page that refuses it.
    """
    if not has_english(request):
        return None
    other = "ja" if speaks_english(request) else "en"
    try:
        asked = request.GET
    except SuspiciousOperation:
        return None
    query = asked.copy() if request.method == "GET" else QueryDict(mutable=True)
    query["language"] = other
    return {"url": f"?{query.urlencode()}", "words": "日本語" if other == "ja" else "English", "language": other}


def in_english(page: str) -> str:
    """A finished page with its texts in English as far as the table goes."""
    reader = _Overlay()
    reader.feed(page)
    reader.close()
    return "".join(reader.out)


@lru_cache(maxsize=4096)
def translated(text: str) -> str:
    """One text in English; what cannot be said in English stays as it is."""
    words, patterns = _table()
    if text in words:
        return words[text]
    if not JAPANESE.search(text):
        return text
    for found, english in patterns:
        if match := found.fullmatch(text):
            return english.format(**{name: _part(name, value) for name, value in match.groupdict().items()})
    return text


def _part(name: str, value: str) -> str:
    kind = name.rstrip("0123456789")
    if kind == "date":
        try:
            day = parse_japanese(value.partition("（")[0])
        except ValueError:  # somebody wrote a day that no calendar has
            return value
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    if kind == "law":
        return ", ".join(_place(one) for one in value.split("、"))
    if kind == "form":
        return f"Form {number_of_kanji(value.removeprefix('様式第'))}"
    return translated(value) if kind == "rest" else value


def _place(text: str) -> str:
    law, _, rest = text.partition("第")
    parts = re.findall(r"第?(\d+)(条(?:の\d+)*|項|号(?:の\d+)?[ア-ン]?)", rest)
    names = {"条": "Art. ", "項": "para. ", "号": "item "}
    told = [f"{names[unit[0]]}{number}{unit[1:].replace('の', '-')}" for number, unit in parts]
    return f"{_LAWS[law]} {', '.join(told)}"


_MONTHS = [date(2026, month, 1).strftime("%B") for month in range(1, 13)]


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    raw = tomllib.loads((Path(__file__).parent / "english.toml").read_text(encoding="utf-8"))
    return raw["words"], [(_pattern(one["ja"]), one["en"]) for one in raw["pattern"]]


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)
    made = [
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>{_KINDS[part.rstrip('0123456789')]})"
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(made), re.DOTALL)


class _Overlay(HTMLParser):
    """Copies a page and speaks its texts and spoken attributes in English."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.inside: list[str] = []
        self.waiting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._say()
        text = self.get_starttag_text() or ""
        if tag == "html":
            text = text.replace('lang="ja"', 'lang="en"')
        for name, value in attrs:
            if name in _SPOKEN and value and (english := translated(value)) != value:
                text = text.replace(f'{name}="{value}"', f'{name}="{escape(english)}"')
        self.out.append(text)
        # What a body wrote itself (the items of its file) is data, and stays even where the table knows the word.
        if tag in (*_VOID, "script", "style", "pre", "code") or ("translate", "no") in attrs:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._say()
        self.out.append(f"</{tag}>")
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.waiting.append(data)

    def handle_entityref(self, name: str) -> None:
        self.waiting.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.waiting.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._say()
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def close(self) -> None:
        super().close()
        self._say()

    def _say(self) -> None:
        """Write the text that was gathered up to this tag."""
        raw, self.waiting = "".join(self.waiting), []
        kept = self.inside[-1] if self.inside else ""
        text = unescape(raw).strip(" \t\r\n\u3000")
        left = kept in ("script", "style", "textarea", "pre", "code") or kept not in ("", *_VOID)
        if not text or left or not JAPANESE.search(text):
            self.out.append(raw)
            return
        before, after = raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]
        english = escape(translated(text), quote=False)
        if JAPANESE.search(english) and not kept:
            english = f'<span lang="ja">{english}</span>'
        self.out.append(f"{before.replace(chr(0x3000), ' ')}{english}{after.replace(chr(0x3000), ' ')}")
