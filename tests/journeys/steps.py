"""The steps that the journeys share, from the proposal to the contract; each person begins at 次にすること."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from demo.office import date_fields, paper

from journeys.person import Person
from oboro.exchange import signing
from portal.factories import cases

GRANULARITY = "都道府県のみ"
GROUNDS = "提案書と添付書類で確かめた。"


@dataclass
class People:
    """One case and those who act in it, each at a window."""

    company: Person
    clerk: Person
    reviewer: Person
    decider: Person
    cast: cases.Cast
    papers: Path

    @property
    def day(self):
        """The body's day."""
        self.cast.body.refresh_from_db()
        return self.cast.body.practice_on


def enter(town, cast, papers, *, company=None):
    """Everybody of a cast, logged in."""
    office = {"clerk": cast.coordinator, "reviewer": cast.reviewer, "decider": cast.decider}
    people = {name: town.enter(user) for name, user in office.items()}
    return People(company or town.enter(cast.proposer), **people, cast=cast, papers=papers)


def task(person, words):
    """The next thing to do of this name, from the list of things to do."""
    person.menu("次にすること")
    return person.follow(words)


def move(clerk, day):
    """Let the practice body live on another day, over the link in its banner."""
    clerk.follow("日付を進める", within="body")
    clerk.do("日付を進める", date_fields("to", day))


def begin(people, file, *, warned=""):
    """From the call on the first page to a draft; the page may warn of something."""
    company = people.company
    company.follow("Oboro", within="header")
    company.follow(file.call.organisation.name)
    company.follow("このファイルについて提案を書く")
    company.sees(warned)
    company.do("下書きを作る")


def propose(people, file):
    """From the call on the first page to the proposal that was handed in."""
    begin(people, file)
    write(people)


def write(people, words=None):
    """Fill the form of a draft, attach the papers, and hand it in."""
    company = people.company
    company.do("下書きを保存する", words or cases.words())
    attach(people)
    company.do("提出前の確認へ進む")
    company.do("提出する")
    company.sees("提出済み")


def attach(people):
    """The papers that a company must attach."""
    for rule in ("pledge", "benefit", "identity_body"):
        attach_one(people, rule)


def attach_one(people, rule):
    """One paper, issued twenty days ago."""
    file = paper(people.papers / f"{rule}.pdf", rule)
    issued = date_fields("issued_on", people.day - timedelta(days=20))
    people.company.do("添付する", {"rule": rule, **issued}, {"file": file})


def receive(people):
    """Take the proposal in."""
    task(people.clerk, "提案を受け付けます")
    people.clerk.do("提案を受け付ける")


def start_review(people):
    """Begin to review what was taken in."""
    task(people.reviewer, "審査を始めます")
    people.reviewer.do("審査を始める")


def judge(people, *, minutes=None, failing=""):
    """The formal check, the grounds, the estimate, then each criterion with its reason; one of them may fail."""
    reviewer = people.reviewer
    task(reviewer, "書類と欠格事由を確かめ")
    _check(reviewer, "書類を形式審査する", "形式審査の結果を記録する", "whole")
    _check(reviewer, "欠格事由を確認する", "確認を記録する", "clear")
    if minutes:
        reviewer.follow("見積りを記録する")
        hours, rest = map(str, divmod(minutes, 60))
        told = {"hours": hours, "minutes": rest, "outsourcing_yen": "0", "feasibility": "試算で加工できた。"}
        reviewer.do("見積りを記録する", told)
    for number in range(len(reviewer.now.tree.xpath("//a[contains(@href, '/criteria/')]"))):
        judge_one(reviewer, number, failing=failing)


def judge_one(reviewer, number, *, failing=""):
    """One criterion, by its place in the list."""
    reviewer.follow("判断する", nth=number)
    fails = failing and failing in reviewer.now.url
    reason = "廃棄の方法が書かれていない。" if fails else GROUNDS
    found = {"outcome": "fails" if fails else "conforms", "reason": reason, "evidence": "提案書、添付書類"}
    reviewer.do("判断を記録する", found)


def _check(reviewer, link, button, outcome):
    page = reviewer.follow(link)
    reviewer.do(button, dict.fromkeys(page.tree.xpath("//main//input[@type='radio']/@name"), outcome))


def decide(people):
    """Pass on, and let another person decide."""
    people.reviewer.do("審査を終えて決裁へ回付する")
    decider = people.decider
    task(decider, "審査の結果を確かめ")
    page = decider.follow("決裁を記録する")
    confirmed = list(page.tree.xpath("//input[@name='confirmed']/@value"))
    decided = {"document_number": "総第123号", "confirmed": confirmed, **date_fields("decided_on", people.day)}
    decider.do("決裁を記録する", decided)


def notify(people, terms=None):
    """Send the notice; the terms are those of a conforming one."""
    task(people.clerk, "審査の結果を提案者に通知します")
    people.clerk.follow("審査の結果を通知する")
    return people.clerk.do("通知する", terms)


def terms(people, *, fee_method="納付書による"):
    """What a conforming notice must say."""
    due = date_fields("due_on", people.day + timedelta(days=30))
    return {"fee_method": fee_method, "provision_method": "電子的な方法", **due}


def contract(people, *, fee_yen):
    """Apply, pay and conclude."""
    task(people.company, "契約を申し込みます")
    people.company.do("契約を申し込む")
    people.company.sees("契約の締結を申し込みました", f"{fee_yen:,}円")
    clerk, day = people.clerk, people.day
    task(clerk, "契約を締結します")
    paid = {"reference": "納付-0001", "amount_yen": str(fee_yen), **date_fields("paid_on", day)}
    clerk.do("納付を記録する", paid)
    clerk.follow("契約の締結を記録する")
    signed = {"document_number": "総第130号", "still_qualified": "on", **date_fields("concluded_on", day)}
    clerk.do("締結を記録する", signed)
    clerk.sees("締結済み")


def exchange_keys(clerk, workshop):
    """Each side gets the other's public key; that of the office."""
    clerk.menu("作成と提供")
    clerk.follow("鍵（")
    office_key = signing.load_public(clerk.save("この団体の公開鍵を取り出す"))
    clerk.do("鍵を登録する", {"pem": signing.public_pem(workshop.key.public)})
    return office_key


def make(people, workshop):
    """Exchange the keys, prepare and order, let the workshop make it, and verify what it delivers."""
    clerk = people.clerk
    office_key = exchange_keys(clerk, workshop)
    task(clerk, "作成の準備を記録する")
    clerk.do("準備を記録する", {"hours": "16", "people": "情報 太郎、加工\n情報 花子、確認"})
    task(clerk, "作成を指図する")
    clerk.do("署名して指図する")
    order = workshop.read(clerk.save("指図の包みを取り出す").read_bytes(), office_key)
    task(clerk, "届いた納品を検収する")
    clerk.do("確かめて受け取る", {}, {"bundle": workshop.deliver(*order)})
    clerk.sees("納品を検収しました")
    task(clerk, "作成した情報を個人情報ファイル簿に記載する")
    clerk.do("記載して公表する")
    clerk.sees("記載して公表しました")


def hand_over(people):
    """The one-time link, told outside the site; the company takes the file and confirms it."""
    clerk, company = people.clerk, people.company
    task(clerk, "情報を提供する")
    clerk.do("受け渡しのリンクを作る")
    company.now = company.get(clerk.page.locator("#link").inner_text())
    received = company.save("情報を受け取る").read_bytes()
    company.follow("作成と提供のページ")
    company.do("受領を確認する", {"sha256": hashlib.sha256(received).hexdigest()})
    company.sees("受領を確認しました")
    company.follow("利用のページへ")
    return received
