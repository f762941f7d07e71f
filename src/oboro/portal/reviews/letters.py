"""Papers of the review for which no form is prescribed: letters to third parties and the council, what is approved."""

from datetime import date

from oboro.casework.checks import PAPER_LABELS, STANDING_LABELS
from oboro.casework.review import OUTCOME_LABELS, Outcome
from oboro.documents.letter import Head, Letter, Row, Table, plain
from oboro.kernel.dates import japanese
from oboro.law.disqualification import grounds
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews import queries
from oboro.portal.reviews.models import CouncilReferral, OpinionRound, Review


def third_party(proposal: Proposal, round_: OpinionRound) -> Letter:
    """The letter to a third party, without a name: the section that keeps the file adds number and address."""
    rule = queries.hearing_rule(proposal)
    values = {
        "proposed_on": japanese(proposal.submitted_on),
        "ground": round_.ground,
        "record_items": "、".join(proposal.file.record_items),
        "answer_to": f"{round_.answer_to}\n{japanese(round_.due_on)}まで",
    }
    wanted = [item for item in rule.letter if (item.in_must if round_.must else item.in_may)]
    return plain(
        "意見書を提出する機会の付与について（通知）",
        [Row("通知番号", "　　　　　"), *(Row(item.text, values[item.key]) for item in wanted)],
        head=Head(on=round_.sent_on, addressee="　　　　　　　　　　様", sender=(proposal.organisation.head,)),
        opening=(
            f"{proposal.law.cite('opinion')}の規定により、個人情報ファイル「{proposal.file.name}」に係る提案について、"
            "意見書を提出する機会を与えます。"
        ),
        closing=[f"{rule.effect}。", "意見書には、上の通知番号を書いてください。"],
    )


def referral(proposal: Proposal, found: CouncilReferral) -> Letter:
    """The question to the council."""
    rows = [Row("提案", f"{proposal.number}　{proposal.file.name}"), Row("諮問の内容", found.question)]
    head = Head(
        on=found.referred_on,
        addressee=f"{found.council}　御中",
        sender=(proposal.organisation.head,),
        document_number=found.document_number,
    )
    return plain("諮問書", rows, head=head, opening="次のとおり諮問します。")


def draft_of_decision(proposal: Proposal, row: Review, *, terms: dict, on: date) -> Letter:
    """伺い文: what is to be approved, in the words an office circulates."""
    law, verdict = proposal.law, queries.verdict_of(proposal, row)
    result = "適合すると認め" if verdict.conforms else "適合しないと認め"
    place = law.cite("conforming_notice" if verdict.conforms else "nonconforming_notice")
    rows = [
        Row("事案", f"{proposal.number}　{proposal.file.name}"),
        Row("提案者", proposal.party.name),
        Row("経過", _course(proposal, row)),
        Row("審査の結果", f"{law.cite('review').short}の基準に{result}る。\n{_failing(verdict)}".strip()),
    ]
    rows += [Row(label, text) for label, text in terms.items() if text]
    rows += [Row("審議会の答申", f"{r.council}：{r.opinion}") for r in queries.referrals_of(row) if r.opinion]
    return plain(
        "提案の審査の結果の通知について（伺い）",
        rows,
        head=Head(on=on, addressee="", sender=()),
        opening=f"{place}の規定により、別添の案のとおり通知してよろしいか伺います。",
    )


def record_of_review(proposal: Proposal, row: Review, *, on: date) -> Letter:
    """審査調書: every document, ground and criterion with what was found, why, on what evidence and by whom."""
    return plain(
        "審査調書",
        [
            Row("事案", f"{proposal.number}　第{proposal.version}版　{proposal.file.name}"),
            Row("形式審査", table=Table(("書類", "結果", "記事"), _papers(proposal, row))),
            Row("欠格事由の確認", table=Table(("事由", "結果", "記事"), _grounds(proposal, row))),
            Row("基準ごとの審査", table=Table(("基準", "判断", "理由", "根拠", "審査者"), _criteria(proposal, row))),
        ],
        head=Head(on=on, addressee="", sender=()),
    )


def _course(proposal: Proposal, row: Review) -> str:
    steps = [("提出", proposal.submitted_on), ("受付", proposal.received_on), ("審査の開始", row.started_on)]
    steps += [(f"補正の依頼（第{c.about}版）", c.asked_on) for c in proposal.corrections.order_by("pk")]
    if round_ := queries.round_of(row):
        steps += [(f"第三者への意見の照会（{round_.letters}通）", round_.sent_on)]
    return "\n".join(f"{japanese(day)}　{name}" for name, day in steps if day)


def _failing(verdict: object) -> str:
    return "\n".join(f"{criterion.citation.short}　{finding.reason}" for criterion, finding in verdict.failing)


def _papers(proposal: Proposal, row: Review) -> tuple[tuple[str, ...], ...]:
    found = queries.paper_checks(proposal, row)
    return tuple(
        (name, PAPER_LABELS[found[key].fact()] if key in found else "未確認", found[key].note if key in found else "")
        for key, name in queries.asked_papers(proposal).items()
    )


def _grounds(proposal: Proposal, row: Review) -> tuple[tuple[str, ...], ...]:
    found = queries.ground_checks(proposal, row)
    return tuple(
        (
            f"{ground.number}　{ground.text}",
            STANDING_LABELS[found[ground.key].fact()] if ground.key in found else "未確認",
            found[ground.key].note if ground.key in found else "",
        )
        for ground in grounds(proposal.law)
    )


def _criteria(proposal: Proposal, row: Review) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            f"{one.criterion.number}　{one.criterion.text}",
            OUTCOME_LABELS[Outcome(one.finding.outcome)] if one.finding and one.current else "未判断",
            one.finding.reason if one.finding else "",
            one.finding.evidence if one.finding else "",
            f"{one.finding.by}　{japanese(one.finding.on)}" if one.finding else "",
        )
        for one in queries.judged(proposal, row)
    )
