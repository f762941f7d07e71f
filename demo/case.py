"""One proposal from its draft to the concluded contract."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from demo.office import Desk, date_fields, paper
from demo.visitor import Page
from oboro.law.criteria import ProposalKind, criteria


class Case:
    """A case at the portal: its addresses, and the steps as verbs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.law = desk.body.regime
        self.pk = ""
        self.number = ""

    def at(self, room: str, rest: str = "") -> str:
        return f"/{room}/{self.pk}/{rest}"

    def propose(
        self, *, call: str, texts: Mapping[str, str], wanted: Mapping[str, str], papers: Path, issued_on: date
    ) -> None:
        """Draft on the open call, fill the statutory items and the grid, attach the papers, hand in."""
        who, stage = self.desk.proposer, self.desk.stage
        page = who.get(who.get(call).link("提案を書く"))
        page = who.press(page, "下書きを作る")
        self.pk = page.url.rstrip("/").split("/")[-2 if page.url.rstrip("/").endswith("edit") else -1]
        page = who.get(self.at("proposals", "edit/"))
        page = who.press(page, "下書きを保存する", {**texts, **grid(page, wanted)})
        stage.step("提案者が下書きを保存しました", basis=self.law.cite("proposal"), look=self.desk.base + "proposals/")
        for kind in page.tree.xpath("//select[@name='rule']/option/@value"):
            values = {"rule": kind, **date_fields("issued_on", issued_on)}
            page = who.press(
                who.get(self.at("proposals", "edit/")),
                "添付する",
                values,
                {"file": paper(papers / f"{kind}.pdf", kind)},
            )
        page = who.get(self.at("proposals", "submit/"))
        page = self.desk.must(who.press(page, "提出する"), "提出")
        stage.step("提案を提出しました", basis=self.law.cite("proposal_items"), look=page.url)

    def receive(self) -> str:
        """Take the proposal in; its number."""
        who = self.desk.people["coordinator"]
        page = who.press(who.get(self.at("proposals")), "提案を受け付ける")
        self.desk.must(page, "受け付け")
        self.number = re.search(r"[A-Z]\d+-\d+", page.heading)[0]
        self.desk.stage.step(f"提案を受け付けました（{self.number}）", basis=self.law.cite("proposal"), look=page.url)
        return self.number

    def estimate(self, *, hours: int, minutes: int) -> None:
        """Start the review; estimate the work, because the fee must stand in the notice."""
        reviewer = self.desk.people["reviewer"]
        self.desk.must(reviewer.press(reviewer.get(self.at("reviews")), "審査を始める"), "審査")
        page = reviewer.get(self.at("reviews", "estimate/"))
        values = {
            "hours": str(hours), "minutes": str(minutes), "outsourcing_yen": "0",
            "feasibility": "練習用の試算で、求められた項目と細かさで加工できることを確かめた。",
        }  # fmt: skip
        self.desk.must(reviewer.press(page, "見積りを記録する", values), "見積り")
        self.desk.stage.step(f"作成に要する時間を見積もりました（{hours}時間{minutes}分）", basis=self.law.cite("fee"))

    def hear(self, *, letters: int, objectors: list[int], sent_on: date, due_on: date) -> None:
        """The third parties' stage: letters, answers by number, close."""
        who = self.desk.people["coordinator"]
        values = {"letters": str(letters), **date_fields("sent_on", sent_on), **date_fields("due_on", due_on)}
        self.desk.must(who.press(who.get(self.at("reviews", "hearing/")), "照会を記録する", values), "意見")
        self.desk.stage.step(f"第三者{letters}人に意見書の提出の機会を与えました", basis=self.law.cite("opinion"))
        self.desk.move_to(due_on)
        for number in objectors:
            answer = {"letter": str(number), "objects": "yes", **date_fields("received_on", due_on)}
            self.desk.must(who.press(who.get(self.at("reviews")), "記録する", answer), "意見書を記録しました")
        self.desk.move_to(date.fromordinal(due_on.toordinal() + 1))
        self.desk.must(who.press(who.get(self.at("reviews")), "意見の照会を締め切る"), "数え直しました")
        self._judge("persons")
        self.desk.stage.step(
            f"反対の意思の表示が{len(objectors)}件ありました。その人の記録は加工の前に除きます",
            basis=self.law.cite("opinion"),
        )

    def judge(self) -> None:
        """The formal check and the grounds of disqualification, then each criterion with reason and evidence."""
        self._check("papers/", "whole", "形式審査の結果を記録する")
        self._check("disqualification/", "clear", "確認を記録する")
        for criterion in criteria(self.law, ProposalKind.NEW):
            page = self._judge(criterion.key)
        self.desk.stage.step("基準を一つずつ審査しました", basis=self.law.cite("review"), look=page.url)

    def _check(self, rest: str, outcome: str, button: str) -> None:
        reviewer = self.desk.people["reviewer"]
        page = reviewer.get(self.at("reviews", rest))
        lines = dict.fromkeys(page.tree.xpath("//input[@type='radio']/@name"), outcome)
        self.desk.must(reviewer.press(page, button, lines), "記録しました")

    def _judge(self, key: str) -> Page:
        reviewer = self.desk.people["reviewer"]
        page = reviewer.get(self.at("reviews", f"criteria/{key}/"))
        words = "提案書と添付書類を確かめ、基準に適合すると判断した。"
        values = {"outcome": "conforms", "reason": words, "evidence": "提案書、添付書類"}
        return self.desk.must(reviewer.press(page, "判断を記録する", values), "判断を記録しました")

    def conclude(self) -> None:
        """Pass the review on to the decider."""
        reviewer = self.desk.people["reviewer"]
        self.desk.must(reviewer.press(reviewer.get(self.at("reviews")), "審査を終えて決裁へ回付する"), "決裁")

    def decide(self, *, on: date) -> None:
        """The decision of another person than the reviewer."""
        decider = self.desk.people["decider"]
        page = decider.get(self.at("reviews", "decision/"))
        confirmed = list(page.tree.xpath("//input[@name='confirmed']/@value"))
        values = {"document_number": "総第123号", "confirmed": confirmed, **date_fields("decided_on", on)}
        self.desk.must(decider.press(page, "決裁を記録する", values), "決裁")
        self.desk.stage.step("審査した者とは別の者が決裁しました", basis=self.law.cite("review"))

    def notify(self, *, due_on: date, fee_method: str) -> Page:
        """The conforming notice with the fee; a frozen snapshot."""
        who = self.desk.people["coordinator"]
        values = {"fee_method": fee_method, "provision_method": "電子的な方法", **date_fields("due_on", due_on)}
        page = self.desk.must(who.press(who.get(self.at("reviews", "notice/")), "通知する", values), "通知")
        shown = self.desk.proposer.get(self.at("notices"))
        self.desk.stage.step(
            "審査の結果（適合）を通知しました", basis=self.law.cite("conforming_notice"), look=shown.url
        )
        return self.desk.must(shown, "円") and page and shown

    def contract(self, *, fee_yen: int, on: date) -> None:
        """Apply, pay, conclude."""
        proposer, who = self.desk.proposer, self.desk.people["coordinator"]
        self.desk.must(proposer.press(proposer.get(self.at("contracts", "apply/")), "契約を申し込む"), "申し込みました")
        self.desk.stage.step("提案者が契約の締結を申し込みました", basis=self.law.cite("contract"))
        paid = {"reference": "納付-0001", "amount_yen": str(fee_yen), **date_fields("paid_on", on)}
        page = who.press(who.get(self.at("contracts", "payment/")), "納付を記録する", paid)
        self.desk.must(page, "納付を記録しました")
        self.desk.stage.step(f"手数料{fee_yen:,}円の納付を記録しました", basis=self.law.cite("fee"), look=page.url)
        done = {"document_number": "総第130号", "still_qualified": "on", **date_fields("concluded_on", on)}
        page = who.press(who.get(self.at("contracts", "conclude/")), "締結を記録する", done)
        self.desk.must(page, "締結を記録しました")
        self.desk.stage.step("契約を締結しました", basis=self.law.cite("contract"), look=page.url)


def grid(page: Page, wanted: Mapping[str, str]) -> dict[str, str]:
    """The ticks and granularities of the wanted record items, by their rows on the page."""
    values, left = {}, set(wanted)
    for row in page.tree.xpath("//tr[.//input[@type='checkbox']]"):
        item = row.xpath("string(th)").strip()
        if item in wanted:
            box = row.xpath(".//input[@type='checkbox']/@name")[0]
            text = row.xpath(".//input[@type='text']/@name")[0]
            values |= {box: "yes", text: wanted[item]}
            left.discard(item)
    if left:
        raise SystemExit(f"the grid lacks {sorted(left)}")
    return values
