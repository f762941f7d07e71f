"""The papers of a proposal as letters: the proposal, the pledge, the power of attorney, the correction request."""

from datetime import date
from typing import Any

from oboro.documents.letter import Head, Letter, Row, Table, compose, plain
from oboro.kernel.dates import japanese
from oboro.law.forms import form
from oboro.portal.proposals import queries
from oboro.portal.proposals.models import Correction, Proposal


def proposal_letter(proposal: Proposal, values: dict[str, Any], *, on: date) -> Letter:
    """The statutory paper that these values make."""
    return compose(
        queries.form_of(proposal),
        values,
        head=head_from_proposer(proposal, on=on),
        opening=_opening(proposal),
        extra=_others(proposal),
    )


def pinned_form(proposal: Proposal) -> dict[str, Any]:
    """The form with the wording of its day, as it is kept with a version."""
    spec = queries.form_of(proposal)
    return {
        "number": spec.number,
        "title": spec.title,
        "law_on": proposal.law_on.isoformat(),
        "fields": [
            {"key": f.key, "label": f.label, "help": f.help, "obligation": f.obligation, "citation": str(f.citation)}
            for f in spec.fields
        ],
    }


def pledge(proposal: Proposal, *, on: date, whose: int = 0) -> Letter:
    """The pledge of the party, or of a joint proposer, to be signed and attached."""
    law = proposal.law
    text = f"{law.cite('disqualification')}の各号のいずれにも該当しないことを誓約します。"
    values = queries.fixed_values(proposal)
    if whose:
        other = queries.joint_of(proposal, whose)
        values = {f"proposer_{key}": getattr(other, key) for key in ("name", "address", "representative")}
    head = Head(on=on, addressee=f"{proposal.organisation.head}　殿", sender=(values["proposer_name"],))
    return compose(form(law, "pledge"), values | {"pledge": text}, head=head)


def authority(proposal: Proposal, *, on: date) -> Letter:
    """A power of attorney for the agent, to be signed and attached. No form is prescribed for it."""
    law = proposal.law
    rows = (
        Row("代理人の氏名又は名称", proposal.agent_name),
        Row("代理人の住所又は居所", proposal.agent_address),
        Row("個人情報ファイルの名称", proposal.file.name),
        Row("委任する事項", f"{law.term('proposal')}及びその補正に関する一切の手続"),
    )
    return plain(
        "委任状",
        rows,
        head=head_from_proposer(proposal, on=on, agent=False),
        opening=f"{law.cite('agent')}の規定による提案について、次のとおり代理人に委任します。",
    )


def correction_letter(proposal: Proposal, correction: Correction) -> Letter:
    """The request to explain or correct. No form is prescribed for it."""
    law, asked = proposal.law, queries.correction_labels(proposal, correction)
    rows = [Row("提案", f"{proposal.number}　{proposal.file.name}")]
    rows += [Row("補正を求める欄・書類", "\n".join(asked))] if asked else []
    rows += [Row("補正していただく内容", correction.request), Row("期限", japanese(correction.due_on))]
    head = Head(on=correction.asked_on, addressee=addressee(proposal), sender=(proposal.organisation.head,))
    return plain(
        "提案の補正について（依頼）",
        rows,
        head=head,
        opening=f"{law.cite('correction')}の規定により、説明又は訂正を求めます。",
    )


def addressee(proposal: Proposal) -> str:
    """The party with its honorific."""
    return f"{proposal.party.name}　{'様' if proposal.party.individual else '御中'}"


def head_from_proposer(proposal: Proposal, *, on: date, agent: bool = True) -> Head:
    """The head of a paper from the proposer to the organ."""
    party = proposal.party
    sender = [party.address, party.name, party.representative]
    if agent and proposal.agent:
        sender += ["代理人", proposal.agent_address, proposal.agent_name]
    return Head(on=on, addressee=f"{proposal.organisation.head}　殿", sender=tuple(line for line in sender if line))


def _opening(proposal: Proposal) -> str:
    law = proposal.law
    place = law.cite("proposal" if proposal.kind == "new" else "existing_proposal")
    return f"{place}の規定により、次のとおり提案します。"


def _others(proposal: Proposal) -> list[Row]:
    others = tuple((o.name, o.address, o.representative or "―") for o in proposal.joint_proposers.all())
    return (
        [Row("共同して提案する者", table=Table(("氏名又は名称", "住所又は居所", "代表者"), others))] if others else []
    )
