"""The internet side: officers and a proposer at the portal, each by the buttons that stand on their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from demo.stage import Stage
from demo.visitor import Page, Visitor
from oboro.law.regime import Regime


@dataclass(frozen=True)
class Body:
    """A practice body: its log-ins and the law of its case."""

    code: str
    name: str
    users: dict[str, str]
    password: str
    regime: Regime


class Desk:
    """Everyone of one body and one proposer, each signed in."""

    def __init__(
        self, base: str, body: Body, proposer: str, stage: Stage, *, visitor: Callable[[str], Visitor] = Visitor
    ) -> None:
        self.base, self.body, self.stage, self._visitor = base, body, stage, visitor
        self.people = {role: self._enter(user) for role, user in body.users.items()}
        self.proposer = self._enter(proposer)

    def _enter(self, user: str) -> Visitor:
        visitor = self._visitor(self.base)
        page = visitor.press(visitor.get("/login/"), "ログイン", {"username": user, "password": self.body.password})
        if page.status != 200 or "ログアウト" not in page.text:
            raise SystemExit(f"log-in of {user} failed ({page.status}): {page.said}")
        return visitor

    def must(self, page: Page, words: str) -> Page:
        """The page, when it says this; else the end of the demo with what it says instead."""
        if page.status != 200 or words not in page.text:
            raise SystemExit(f"expected 「{words}」 on {page.url} ({page.status}):\n{page.said}")
        return page

    def move_to(self, day: date) -> None:
        """Let the practice body live on another day."""
        who = self.people["coordinator"]
        page = who.press(who.get("/practice/date/"), "進める", date_fields("to", day))
        self.must(page, "練習用の日付を進めました")
        self.stage.note(f"（練習用の日付を{day.isoformat()}に進めました）")

    def register(self, *, answers: dict[str, str], persons: int, opinion: bool) -> str:
        """From the section's draft to the published, eligible entry; its public address."""
        section, coordinator = self.people["section"], self.people["coordinator"]
        law = self.body.regime
        page = section.press(section.get("/office/register/new/"), "下書きを保存", {**answers, "persons": str(persons)})
        self.must(page, "下書きを保存しました")
        office = page.url
        facts = {
            "in_register": "yes", "not_exempt": "none", "not_withheld": "yes", "processable": "yes",
            "no_disruption": "yes", "disclosure": "opinion" if opinion else "part", "persons": str(persons),
        }  # fmt: skip
        page = coordinator.press(coordinator.get(office + "judge/"), "判定する", facts)
        self.must(page, "該当")
        self.stage.step("募集の対象になるかを判定しました（該当）", basis=law.cite("eligibility"), look=office)
        self.must(section.press(section.get(office), "承認を依頼"), "承認を依頼しました")
        page = coordinator.press(coordinator.get(office), "承認")
        self.must(page, "承認しました")
        page = coordinator.press(coordinator.get(office), "記載を公表")
        self.must(page, "公表しました")
        public = coordinator.get(office).link("公表しているページを見る")
        self.stage.step(f"{law.term('register')}に記載し、公表しました", basis=law.cite("register"), look=public)
        return public

    def call(self, *, starts_on: date, ends_on: date) -> str:
        """Prepare, decide and announce a call over the offered files; its public address."""
        coordinator, decider = self.people["coordinator"], self.people["decider"]
        page = coordinator.get("/office/calls/new/")
        choices = page.tree.xpath("//input[@name='entries']/@value")
        days = {**date_fields("starts_on", starts_on), **date_fields("ends_on", ends_on)}
        page = coordinator.press(page, "保存する", {**days, "entries": list(choices)})
        office = page.url
        self.must(decider.press(decider.get(office), "募集を承認する"), "承認しました")
        page = coordinator.press(coordinator.get(office), "募集を公示する")
        self.must(page, "公示しました")
        public = coordinator.get(office).link("公示したページを見る")
        self.stage.step(
            f"提案の募集を公示しました（{starts_on.isoformat()}から{ends_on.isoformat()}まで）",
            basis=self.body.regime.cite("call"),
            look=public,
        )
        return public


def date_fields(name: str, day: date) -> dict[str, str]:
    """A day in the three boxes of a date field."""
    return {f"{name}_year": str(day.year), f"{name}_month": str(day.month), f"{name}_day": str(day.day)}


def organisation_fields(key: str, name: str, address: str) -> dict[str, str]:
    """An organisation in its two boxes."""
    return {f"{key}_name": name, f"{key}_address": address}


def paper(path: Path, text: str) -> Path:
    """A small PDF to attach, made here."""
    body = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]/Contents 4 0 R/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, out.index(b"xref"))
    path.write_bytes(out)
    return path
