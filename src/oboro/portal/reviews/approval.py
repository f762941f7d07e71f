"""起案の資料: one zip for the office's own approval system, which sends back a document number and a day.

It holds 伺い文 as Word, what is attached as PDF, and a CSV that names the case and every member with its digest.
"""

import csv
import io
import zipfile
from datetime import date
from typing import Any

from oboro.casework.contract import ORDER_LABELS, PaymentOrder
from oboro.casework.review import NoticeTerms
from oboro.documents import pdf, word
from oboro.documents.letter import Letter, Seal
from oboro.kernel.canonical import digest
from oboro.kernel.dates import japanese
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.queries import paper_of
from oboro.portal.reviews import letters, papers, queries
from oboro.portal.reviews.models import Decision, Review

MEDIA_TYPE = "application/zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def package(proposal: Proposal, row: Review, terms: dict[str, Any], *, by: str, on: date) -> bytes:
    """The zip of a concluded review. The same case on the same day gives the same bytes."""
    notice = _notice(proposal, row, terms, on=on)
    asked = letters.draft_of_decision(proposal, row, terms=_told(proposal, terms), on=on)
    version = proposal.versions.get(seq=proposal.version)
    members = {
        "伺い文.docx": word.docx(asked),
        "別添1_提案書.pdf": bytes(version.pdf),
        "別添2_審査調書.pdf": pdf.pdf(letters.record_of_review(proposal, row, on=on)),
        "別添3_通知書の案.docx": paper_of(proposal, notice),
        "別添3_通知書の案.pdf": pdf.pdf(notice),
    }
    return _zip({**members, "起案情報.csv": _table(proposal, asked, members, by=by, on=on)})


def _notice(proposal: Proposal, row: Review, terms: dict[str, Any], *, on: date) -> Letter:
    """The notice as it is to be approved; its number and day are those of the decision to come."""
    verdict = queries.verdict_of(proposal, row)
    to_come = Decision(document_number="（決裁後に記入）")
    if not verdict.conforms:
        return papers.failing_letter(proposal, to_come, verdict, seal=Seal.OMITTED, on=on)
    fee = queries.fee_of(proposal, row)
    due_on = date.fromisoformat(terms["due_on"]) if terms.get("due_on") else None
    asked = NoticeTerms(fee.total_yen, terms.get("fee_method", ""), due_on, terms.get("provision_method", ""))
    return papers.conforming_letter(proposal, to_come, fee, asked, seal=Seal(terms.get("seal", "omitted")), on=on)


def _told(proposal: Proposal, terms: dict[str, Any]) -> dict[str, str]:
    if not terms:
        return {}
    fee = proposal.law.term("fee")
    return {
        f"{fee}の納付の方法": terms["fee_method"],
        "納付と契約の申込みの期限": japanese(date.fromisoformat(terms["due_on"])),
        "提供の方法": terms["provision_method"],
        "納付と締結の順序": ORDER_LABELS[PaymentOrder(terms["payment_order"])],
    }


def _table(proposal: Proposal, asked: Letter, members: dict[str, bytes], *, by: str, on: date) -> bytes:
    """The metadata, one value a line; with a byte order mark, so that a spreadsheet reads it as UTF-8."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(["項目", "値"])
    sheet.writerows(
        [
            ("件名", asked.title),
            ("団体コード", proposal.organisation.code),
            ("事案の番号", proposal.number),
            ("提案書の版", str(proposal.version)),
            ("起案日", on.isoformat()),
            ("起案者", by),
            ("根拠法令", proposal.law.name),
        ]
    )
    sheet.writerows((f"添付：{name}", f"sha256:{digest(content)}") for name, content in members.items())
    return out.getvalue().encode("utf-8-sig")


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(info, content)
    return out.getvalue()
