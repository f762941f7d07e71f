"""The papers of the contract: application, request to pay, contract, lapse and termination."""

from datetime import date

from oboro.documents.clauses import clauses
from oboro.documents.letter import Head, Letter, Row, compose, plain
from oboro.kernel.dates import japanese
from oboro.law.criteria import applied_by
from oboro.law.forms import form
from oboro.law.regime import BodyKind
from oboro.portal.contracts.models import Contract, Termination
from oboro.portal.contracts.queries import ground_label
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.papers import addressee, head_from_proposer
from oboro.portal.proposals.queries import fixed_values
from oboro.portal.reviews.models import Notice

NAMES = {
    "organ": "提案先の長",
    "party": "契約の相手方",
    "law": "根拠の法律・条例",
    "number": "提案の番号",
    "product": "作成する情報の法令上の名前",
    "file_name": "個人情報ファイルの名称",
    "persons": "本人の数",
    "purpose": "利用の目的",
    "use": "利用の方法",
    "business": "事業の内容",
    "use_period": "利用の期間",
    "fee_name": "手数料又は利用料",
    "fee": "その額",
    "due_on": "納付の期限",
    "fee_method": "納付の方法",
    "provision_method": "提供の方法",
    "safety": "安全管理の措置",
    "place_change": "事業の変更の根拠",
    "place_termination": "解除の根拠",
    "place_disqualification": "欠格事由の根拠",
}
"""What a contract's text may place, with what each means."""

REQUIRED = (
    "party", "product", "purpose", "use", "business", "use_period", "fee", "due_on", "provision_method", "safety",
    "place_termination",
)  # fmt: skip
"""What a contract says in every body."""


def application_letter(proposal: Proposal, *, on: date) -> Letter:
    """The application for the contract on its statutory form."""
    law = proposal.law
    stamps = {"stamps": "（収入印紙をはる欄）"} if proposal.organisation.body is BodyKind.NATIONAL_ORGAN else {}
    place = law.cite("contract").applied_by(applied_by(law, proposal.of_kind), whole=True)
    text = f"提案{proposal.number}について、{law.term('contract')}の締結を申し込みます。"
    return compose(
        form(law, "application"),
        fixed_values(proposal) | {"application": text} | stamps,
        head=head_from_proposer(proposal, on=on),
        opening=f"{place}の規定により、次のとおり申し込みます。",
    )


def payment_letter(contract: Contract) -> Letter:
    """How much is to be paid, by when, and under which number."""
    proposal = contract.proposal
    notice = Notice.objects.get(proposal=proposal)
    rows = [
        Row("整理番号", contract.reference),
        Row(f"{proposal.law.term('fee')}の額", f"{contract.fee_yen:,}円"),
        Row("納付の方法", notice.fee_method),
        Row("納付の期限", japanese(contract.due_on)),
    ]
    head = Head(on=contract.applied_on, addressee=addressee(proposal), sender=(proposal.organisation.head,))
    place = proposal.law.cite("fee")
    return plain("納付のご案内", rows, head=head, opening=f"{place}の規定により、次のとおり納付してください。")


def contract_letter(contract: Contract, text: str, *, on: date) -> Letter:
    """The contract from the text of the body, with the values of the case."""
    proposal = contract.proposal
    party = proposal.party
    signed = [
        f"甲　{proposal.organisation.head}",
        "乙　" + "　".join(line for line in (party.address, party.name, party.representative) if line),
        *(f"乙　{o.address}　{o.name}　{o.representative}".rstrip() for o in proposal.joint_proposers.all()),
    ]
    return plain(
        "契約書",
        (),
        head=Head(on=on, addressee="", sender=(), document_number=contract.document_number),
        closing=[*clauses(text, _values(contract)), *signed],
    )


def lapse_letter(proposal: Proposal, *, on: date) -> Letter:
    """That nobody applied by the day of the notice."""
    notice = Notice.objects.get(proposal=proposal)
    rows = [
        Row("提案", f"{proposal.number}　{proposal.file.name}"),
        Row("適合の通知", f"{notice.document_number}　{japanese(notice.issued_on)}"),
        Row("申込みと納付の期限", japanese(notice.due_on)),
    ]
    head = Head(on=on, addressee=addressee(proposal), sender=(proposal.organisation.head,))
    return plain(
        "契約の締結の期限の経過について（お知らせ）",
        rows,
        head=head,
        opening="期限までに契約の締結の申込みがなかったので、この提案の手続は終わりました。",
    )


def termination_letter(ended: Termination) -> Letter:
    """That the contract is terminated, on what ground, and from when the party may propose again."""
    proposal = ended.contract.proposal
    law = proposal.law
    rows = [
        Row("契約", f"{ended.contract.document_number}　{proposal.number}　{proposal.file.name}"),
        Row("解除の日", japanese(ended.on)),
        Row("解除の理由", f"{ground_label(proposal, ended)}\n{ended.reason}"),
        Row("解除後の措置", "情報とその複製物を直ちに消去し、書面で報告してください。"),
        Row(
            "新しい提案",
            f"{law.cite('disqualification').short}により、{japanese(ended.barred_until)}になるまで提案できません。",
        ),
    ]
    head = Head(
        on=ended.on,
        addressee=addressee(proposal),
        sender=(proposal.organisation.head,),
        document_number=ended.document_number,
    )
    return plain(
        "契約の解除について（通知）",
        rows,
        head=head,
        opening=f"{law.cite('termination')}の規定により、契約を解除します。",
    )


def _values(contract: Contract) -> dict[str, str]:
    proposal = contract.proposal
    law, said, notice = proposal.law, proposal.values, Notice.objects.get(proposal=proposal)
    names = [proposal.party.name, *(other.name for other in proposal.joint_proposers.all())]
    origin = proposal.origin or proposal
    return {
        "organ": proposal.organisation.head,
        "party": "、".join(names),
        "law": law.name,
        "number": proposal.number,
        "product": law.term("product"),
        "file_name": proposal.file.name,
        "persons": f"{int(origin.values.get('persons', 0)):,}人以内",
        **{key: str(said.get(key, "")) for key in ("purpose", "use", "business", "safety")},
        "use_period": f"{japanese(contract.use_from)}から{japanese(contract.use_until)}まで",
        "fee_name": law.term("fee"),
        "fee": f"{contract.fee_yen:,}円",
        "due_on": japanese(contract.due_on),
        "fee_method": notice.fee_method,
        "provision_method": notice.provision_method,
        "place_change": str(law.cite("existing_proposal")),
        "place_termination": str(law.cite("termination")),
        "place_disqualification": str(law.cite("disqualification")),
    }
