"""What a person reads on a page: the words of its main part, line by line, without the tags."""

from html.parser import HTMLParser

BREAKS = {"p", "h1", "h2", "h3", "li", "tr", "dt", "dd", "div", "section", "label", "legend", "option", "summary"}
BREAKS |= {
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "table",
    "form",
    "button",
    "a",
    "article",
    "nav",
    "fieldset",
    "th",
    "td",
}
SILENT = {"script", "style", "datalist"}
VOID = {"input", "br", "img", "link", "meta", "hr"}


class _Reader(HTMLParser):
    def __init__(self, *, start):
        super().__init__()
        self.start, self.depth, self.silent, self.text = start, 0, 0, []

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            self.text.append("\n" if tag == "br" else "")
            return
        if self.depth or self.start(tag, dict(attrs)):
            self.depth += 1
        self.silent += tag in SILENT
        if tag in BREAKS:
            self.text.append("\n")

    def handle_endtag(self, tag):
        if tag in BREAKS:
            self.text.append("\n")
        self.silent -= tag in SILENT
        self.depth = max(self.depth - 1, 0)

    def handle_data(self, data):
        if self.depth and not self.silent:
            self.text.append(data)


def lines(response, *, start=lambda tag, _: tag == "main") -> list[str]:
    """The lines of a part of a page (its main part), in reading order."""
    assert response.status_code == 200, (response.status_code, response.content.decode()[-2000:])
    reader = _Reader(start=start)
    reader.feed(response.content.decode())
    return [line for line in (one.strip(" \t") for one in "".join(reader.text).split("\n")) if line]


def errors(response) -> list[str]:
    """The lines of the error summary, without its heading."""
    return lines(response, start=lambda _, attrs: attrs.get("id") == "error-summary")[1:]
