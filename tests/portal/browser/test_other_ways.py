"""Pages met in other ways: in forced colours, without motion, on paper, and with nothing but a keyboard."""

import io
import unicodedata
from collections import Counter

import pytest
from django.urls import reverse
from pypdf import PdfReader

from oboro.casework.lifecycle import Status
from oboro.casework.roles import Role
from oboro.portal.proposals.actions import save_draft
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.queries import today
from portal.browser.conftest import SHOTS, Path, Reader
from portal.factories import cases, register, tenancy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4_BETWEEN_MARGINS = 718  # CSS pixels: 210 mm less 10 mm on each side
STOPS = 200  # more than a page has places for the focus

# Everything that is told from its ground by a line alone, since forced colours take every background away.
WITHOUT_LINE = """() => [...document.querySelectorAll('button, .button, .notice, .tag, .card, .search, input, select, textarea')]
  .filter(e => e.checkVisibility() && e.type !== 'hidden' && !['file', 'checkbox', 'radio'].includes(e.type))
  .filter(e => {
    const style = getComputedStyle(e), ground = getComputedStyle(document.body).backgroundColor;
    const seen = side => parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== 'none'
      && style[`border${side}Color`] !== ground;
    return !['Top', 'Right', 'Bottom', 'Left'].every(seen) && !style.textDecorationLine.includes('underline');
  }).map(e => e.outerHTML.slice(0, 80))"""
FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), ground = getComputedStyle(document.body).backgroundColor;
  return {html: e.outerHTML.slice(0, 80), body: e === document.body, ring: style.outlineStyle !== 'none'
    && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== ground && style.outlineColor !== 'rgba(0, 0, 0, 0)'};
}"""
TABS = """() => [...document.querySelectorAll('.site-nav a, .case-tabs a')].map(
  e => [e.hasAttribute('aria-current'), getComputedStyle(e).borderBottomColor])"""
MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
  const style = getComputedStyle(e), runs = text => text.split(',').some(one => parseFloat(one) > 0);
  return style.scrollBehavior !== 'auto' || runs(style.transitionDuration) || runs(style.animationDuration);
}).map(e => e.tagName)"""
NOT_FOR_PAPER = """() => [...document.querySelectorAll('nav, header.site-header, footer, button, .button, .skip, .no-print')]
  .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll('main *')].filter(e => e.checkVisibility()).filter(e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const hides = ['hidden', 'auto', 'scroll', 'clip'].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
  const low = e.tagName === 'TEXTAREA' && e.scrollHeight > e.clientHeight + 1;
  return !e.closest('.visually-hidden') && (hides || low || box.right > document.documentElement.clientWidth + 1);
}).map(e => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture
def shown(cast, chromium, live_server):
    """A reader on each of the eight pages in turn: `shown(**emulated)` yields its name and the reader."""
    under, told = (cases.at_status(status, cast) for status in (Status.UNDER_REVIEW, Status.CONFORMING))
    draft = cases.draft(cast, file=cases.offered(cast.body))
    long = {**cases.words(), "purpose": "\n".join(f"{line}行目に書いた目的" for line in range(1, 31))}
    save_draft(proposal=draft, draft=long, agent=False, by=cast.proposer, on=today(cast.body))
    entry = register.entry(cast.body)
    boss = tenancy.officer(cast.body, "a-boss", *(role for role in Role if role is not Role.PROPOSER))
    pages = {
        None: {"entry": ["register-entry", entry.pk], "call": ["call-page", draft.call_id]},
        cast.proposer: {"draft": ["proposal-edit", draft.pk], "notice": ["notice", told.pk]},
        boss: {
            "criterion": ["review-criterion", under.pk, "benefit"],
            "board": ["desk-board"],
            "clocks": ["desk-case", under.pk],
            "case": ["proposal", under.pk],
        },
    }

    def walk(**emulated):
        for who, addresses in pages.items():
            reader = Reader(chromium, live_server.url)
            if who is not None:
                reader.log_in(who.username)
            for name, (address, *args) in addresses.items():
                reader.page.emulate_media(**emulated)
                reader.page.goto(reader.base + reverse(address, args=args))
                yield name, reader
            reader.page.context.close()

    return walk


def kept(page, name, **how):
    """A picture for whoever looks, when asked for."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"other-{name}.png", full_page=True, **how)


def test_in_forced_colours_every_box_has_a_line_and_every_stop_a_ring(shown):
    wrong, seen = {}, 0
    for name, reader in shown(forced_colors="active"):
        page = reader.page
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        found = page.evaluate(WITHOUT_LINE)
        lines = page.evaluate(TABS)
        current = {color for here, color in lines if here}
        found += (
            [f"the open tab looks like the others: {lines}"]
            if current & {color for here, color in lines if not here}
            else []
        )
        kept(page, f"forced-{name}")
        for _ in range(12):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            found += [] if stop["ring"] or stop["body"] else [f"no ring: {stop['html']}"]
            seen += stop["ring"]
        wrong |= {name: found} if found else {}
    assert wrong == {}
    assert seen > 80


def test_nothing_moves_for_who_asks_for_less_motion(shown):
    moving = {name: reader.page.evaluate(MOVING) for name, reader in shown(reduced_motion="reduce")}
    assert len(moving) == 8
    assert next(reader.page.evaluate(MOVING) for _, reader in shown(reduced_motion="no-preference")) == ["HTML"]
    assert {name: found for name, found in moving.items() if found} == {}


def letters(text):
    """The seen letters of a text, each with how often; a font's own forms of a letter count as the letter."""
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def test_on_paper_nothing_is_cut_and_no_button_is_printed(shown):
    wrong = {}
    for name, reader in shown(media="print"):
        page = reader.page
        page.set_viewport_size({"width": A4_BETWEEN_MARGINS, "height": 1000})
        found = page.evaluate(NOT_FOR_PAPER) + page.evaluate(CUT)
        page.evaluate("document.querySelectorAll('.visually-hidden, option:not(:checked)').forEach(e => e.remove())")
        text = page.evaluate("document.querySelector('main').innerText")
        kept(page, f"paper-{name}")
        margin = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
        printed = page.pdf(format="A4", margin=margin)
        if SHOTS:
            (Path(SHOTS) / f"other-{name}.pdf").write_bytes(printed)
        sheets = PdfReader(io.BytesIO(printed)).pages
        lost = letters(text) - letters("".join(sheet.extract_text() for sheet in sheets))
        found += [f"not on the paper: {''.join(lost)}"] if lost else []
        wrong |= {name: found} if found else {}
    assert wrong == {}


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, page):
        self.page = page
        # Somebody listens from the start: begun at the key itself, the box of the system may open before the listener.
        page.on("filechooser", lambda _: None)

    def to(self, selector):
        """Tab forwards until the focus stands on an element; the page must lead there."""
        for _ in range(STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"Tab never comes to {selector}")

    def follows(self, selector):
        """Press Enter on a button or link that leads to another page."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, name, text):
        self.to(f"[name={name}]")
        self.page.keyboard.press("Space") if text == "yes" else self.page.keyboard.type(text)

    def attaches(self, rule, paper):
        """A paper: chosen from the list by the arrow keys, the file by the box of the system, the day by typing."""
        self.to("[name=rule]")
        while self.page.evaluate("document.activeElement.value") != rule:
            before = self.page.evaluate("document.activeElement.selectedIndex")
            self.page.keyboard.press("ArrowDown")
            assert self.page.evaluate("document.activeElement.selectedIndex") == before + 1
        self.to("[name=file]")
        with self.page.expect_file_chooser() as chosen:
            self.page.keyboard.press("Space")
        chosen.value.set_files(paper)
        for part, value in (("year", "令和8"), ("month", "5"), ("day", "20")):
            self.types(f"issued_on_{part}", value)
        self.follows("form[enctype] button[type=submit]")


def test_a_whole_proposal_is_written_and_handed_in_by_keyboard_alone(cast, chromium, live_server, tmp_path):
    file = cases.offered(cast.body)
    paper = tmp_path / "書類.pdf"
    paper.write_bytes(b"%PDF-1.7")
    reader = Reader(chromium, live_server.url)
    reader.log_in(cast.proposer.username)
    page, keys = reader.page, Keyboard(reader.page)
    page.goto(reader.base + reverse("proposal-start", args=[file.call_id, file.entry_id]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    keys.follows("main form button")
    keys.follows("button[value=check]")
    # The summary takes the focus, and its first line leads to the first box that lacks something.
    assert page.evaluate("document.activeElement.matches('.notice.error')")
    keys.to("a[href='#id_purpose']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "purpose"
    words = cases.words()  # the boxes above it come again when Tab has gone round
    for name in page.evaluate("[...document.querySelectorAll('main form [name]')].map(e => e.name)"):
        if text := words.get(name):
            keys.types(name, text)
    keys.follows("button[value=save]")
    for rule in ("pledge", "benefit", "identity_body"):
        keys.attaches(rule, paper)
    keys.follows("button[value=check]")
    keys.follows("main form button[type=submit]")
    assert page.get_by_role("heading", level=1).inner_text() == "提案 R8-001 提出済み"
    assert Proposal.objects.get().values == cases.values()
