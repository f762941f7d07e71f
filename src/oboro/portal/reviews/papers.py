"""The notices as letters: what the statute asks them to say, in the office's words."""

from dataclasses import asdict
from datetime import date
from typing import Any

from oboro.casework.review import NoticeTerms, Verdict
from oboro.documents.letter import Head, Letter, Row, Seal, Table, compose
from oboro.kernel.dates import japanese
from oboro.law.criteria import ProposalKind, applied_by
from oboro.law.fees import FeeStatement
from oboro.law.forms import form
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews.models import Decision, Review


def conforming_letter(
    proposal: Proposal, decision: Decision, fee: FeeStatement, terms: NoticeTerms, *, seal: Seal, on: date
) -> Letter:
    """The notice of conformity, with the fee line by line."""
    law = proposal.law
    application = form(law, "application")
    place = law.cite("contract").applied_by(applied_by(law, proposal.of_kind), whole=True)
    values = {
        "contractable": f"この通知を受けた方は、{place}の規定により、契約を締結することができます。",
        "fee_amount": terms.fee_yen,
        "fee_method": terms.method,
        "fee_due": terms.due_on.isoformat() if terms.due_on else "",
        "provision": terms.provision_method,
    }
    closing = (
        f"契約を締結しようとするときは、{application.number}「{application.title}」と契約に関する書類を、"
        f"{law.term('fee')}の納付の期限までに提出してください。"
    )
    return compose(
        form(law, _form_key("accept", proposal)),
        values,
        head=_head(proposal, decision, seal=seal, on=on),
        opening=_opening(proposal, "適合すると認めた", "conforming_notice"),
        extra=[fee_row(law.term("fee"), fee)],
        closing=[closing],
    )


def failing_letter(proposal: Proposal, decision: Decision, verdict: Verdict, *, seal: Seal, on: date) -> Letter:
    """The notice of non-conformity, with the reason of each failing criterion."""
    reasons = "\n".join(
        f"{criterion.place}（{criterion.text}）　{finding.reason.strip()}" for criterion, finding in verdict.failing
    )
    return compose(
        form(proposal.law, _form_key("reject", proposal)),
        {"reason": reasons},
        head=_head(proposal, decision, seal=seal, on=on),
        opening=_opening(proposal, "適合しないと認めた", "nonconforming_notice"),
    )


def fee_row(name: str, fee: FeeStatement) -> Row:
    """The fee line by line, as a row of a letter."""
    lines = tuple((line.label, line.formula, f"{line.yen:,}円", str(line.citation)) for line in fee.lines)
    total = ("合計", "", f"{fee.total_yen:,}円", "")
    return Row(f"{name}の内訳", table=Table(("区分", "計算", "額", "根拠"), (*lines, total)))


def frozen_fee(fee: FeeStatement, row: Review, proposal: Proposal) -> dict[str, Any]:
    """The trace of the fee with its inputs, as it is stored with the notice."""
    return {
        "lines": [{**asdict(line), "citation": str(line.citation)} for line in fee.lines],
        "total_yen": fee.total_yen,
        "minutes": row.minutes,
        "outsourcing_yen": row.outsourcing_yen,
        "law_on": proposal.law_on.isoformat(),
    }


def _form_key(kind: str, proposal: Proposal) -> str:
    return kind if proposal.of_kind is ProposalKind.NEW else f"{kind}_existing"


def _opening(proposal: Proposal, result: str, place: str) -> str:
    law = proposal.law
    via = applied_by(law, proposal.of_kind)
    standards, notice = (law.cite(key).applied_by(via, whole=True) for key in ("review", place))
    return (
        f"{japanese(proposal.submitted_on)}付けの提案（{proposal.number}、{proposal.file.name}）については、"
        f"審査の結果、{standards}の基準に{result}ので、{notice}の規定により通知します。"
    )


def _head(proposal: Proposal, decision: Decision, *, seal: Seal, on: date) -> Head:
    honorific = "様" if proposal.party.individual else "御中"
    return Head(
        on=on,
        addressee=f"{proposal.party.name}　{honorific}",
        sender=(proposal.organisation.head,),
        document_number=decision.document_number,
        seal=seal,
    )
