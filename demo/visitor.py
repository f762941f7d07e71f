"""Somebody who uses the portal by HTTP as a browser does: reads pages, fills forms, follows links.

Only forms that stand on the page are sent, with all their hidden fields, so nothing is done here
that a person could not do.
"""

import http
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html


@dataclass
class Page:
    url: str
    status: int
    content: bytes
    headers: Mapping[str, str]
    _tree: html.HtmlElement | None = field(default=None, repr=False)

    @property
    def tree(self) -> html.HtmlElement:
        if self._tree is None:
            self._tree = html.document_fromstring(self.content.decode("utf-8"), base_url=self.url)
            self._tree.make_links_absolute(self.url)
        return self._tree

    @property
    def heading(self) -> str:
        return " ".join(self.tree.xpath("string(//main//h1)").split())

    @property
    def said(self) -> str:
        """The heading and the notices of the page: what a person would read out on the telephone."""
        notices = self.tree.xpath("//*[contains(@class, 'notice') or contains(@class, 'error')]")
        return "\n".join([self.heading, *(" ".join(n.text_content().split()) for n in notices)])

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    def link(self, words: str) -> str:
        """The address behind the first link whose text holds these words."""
        for anchor in self.tree.xpath("//a[@href]"):
            if words in " ".join(anchor.text_content().split()):
                return str(anchor.get("href"))
        raise LookupError(f"No link 「{words}」 on {self.url}")

    def form(self, button: str) -> html.FormElement:
        """The first form that has a button with these words."""
        for form in self.tree.forms:
            labels = [" ".join(b.text_content().split()) or b.get("value", "") for b in form.xpath(".//button")]
            if any(button in label for label in labels):
                return form
        raise LookupError(f"No button 「{button}」 on {self.url}: {self.heading}")


class Visitor:
    """One person with one cookie jar."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, path)))

    def press(
        self,
        page: Page,
        button: str,
        values: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, Path] | None = None,
    ) -> Page:
        """Fill the form that has this button and press it. Unknown field names are an error of the script."""
        form = page.form(button)
        fields: list[tuple[str, str]] = [(k, v) for k, v in form.form_values() if v is not None]
        names = {element.get("name") for element in form.inputs}
        for key, value in (values or {}).items():
            if key not in names:
                raise LookupError(f"No field {key} beside 「{button}」 on {page.url}")
            fields = [(k, v) for k, v in fields if k != key]
            fields += [(key, one) for one in ([value] if isinstance(value, str) else value)]
        for element in form.xpath(".//button"):
            if button in " ".join(element.text_content().split()) and element.get("name"):
                fields.append((element.get("name"), element.get("value", "")))
        target = form.action or page.url
        if (form.method or "GET").upper() == "GET":
            return self.get(f"{target.split('?')[0]}?{urllib.parse.urlencode(fields)}")
        body, kind = _multipart(fields, files) if files else (urllib.parse.urlencode(fields).encode(), None)
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded", "Referer": page.url}
        return self._open(urllib.request.Request(target, data=body, headers=headers))

    def fetch(self, page: Page, button: str) -> bytes:
        """Press a button that answers with a file."""
        answer = self.press(page, button)
        if answer.status != http.HTTPStatus.OK or "attachment" not in answer.headers.get("Content-Disposition", ""):
            raise LookupError(f"「{button}」 on {page.url} gave no file ({answer.status})")
        return answer.content

    def read(self, path: str) -> bytes:
        """A file behind an address."""
        return self.get(path).content

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return Page(answer.geturl(), answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Page(request.full_url, error.code, error.read(), dict(error.headers))


def _multipart(fields: list[tuple[str, str]], files: Mapping[str, Path]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields
        if key not in files
    ]
    for key, path in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"; filename="{path.name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + path.read_bytes() + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"
