"""What is written over what was handed in: the joint proposers, the agent and the papers of a version.

A version rests on what stood when it was handed in. A correction writes over that, and what nobody hands in never
counts. These are parts of the deeds in `actions`, which record them.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import ProtectedError, QuerySet

from oboro.casework.submission import another_person
from oboro.portal.proposals.models import Attachment, JointProposer, Proposal

AGENT = ("agent", "agent_name", "agent_address")
JOINT = ("seq", "name", "address", "representative", "individual")


def as_given(other: JointProposer) -> dict[str, Any]:
    """A joint proposer as it was typed, with its place."""
    return {name: getattr(other, name) for name in JOINT}


def who_proposes(proposal: Proposal) -> dict[str, Any]:
    """Who proposes beside the party, as a version keeps it."""
    joint = [as_given(other) for other in proposal.joint_proposers.all()]
    return {"joint": joint, **{name: getattr(proposal, name) for name in AGENT}}


def set_joint(proposal: Proposal, joint: list[dict[str, Any]], *, same: Collection[int] = ()) -> list[str]:
    """Replace the joint proposers. Each keeps its place, and the place its papers while it is the same person's.

    Args:
        proposal: whose joint proposers they are.
        joint: everybody, as typed.
        same: places where another name is the same person's, because a slip was mended or the name was changed.

    Returns:
        The digests of the papers that went, with an emptied place or with the person who stood there.
    """
    before = dict(proposal.joint_proposers.values_list("seq", "name"))
    proposal.joint_proposers.all().delete()
    rows = [JointProposer(proposal=proposal, **{"seq": place, **given}) for place, given in enumerate(joint, start=1)]
    JointProposer.objects.bulk_create(rows)
    theirs = proposal.attachments.filter(whose__gt=0, until=None)
    stay = [row.seq for row in rows if row.seq in same or not another_person(before.get(row.seq, ""), row.name)]
    return _leave_out(proposal, theirs.exclude(whose__in=stay))


def take_out(paper: Attachment, *, version: int) -> None:
    """Take a paper out of what is written; a version that rests on it keeps its row and its bytes.

    Raises:
        ProtectedError: it was never handed in, and a sanitised copy hangs on it.
    """
    if paper.since is None:
        paper.delete()
    else:
        _end(paper, version)


def fix_papers(proposal: Proposal) -> None:
    """The papers that stand in what is written belong to the version that was just handed in."""
    proposal.attachments.filter(since=None, until=None).update(since=proposal.version)


def put_back(proposal: Proposal) -> list[str]:
    """Undo what a correction wrote and nobody handed in; only the typed words stay, for the next time.

    Returns:
        The digests of the papers that were added meanwhile and go.
    """
    version = proposal.versions.filter(seq=proposal.version).only("proposers").first()
    if version is None:
        return []
    taken_out = proposal.attachments.filter(since__isnull=False, until=proposal.version)
    if version.proposers is None:  # from before they were kept: what stands now is all that is known, with its papers
        taken_out.update(until=proposal.version - 1)
        fix_papers(proposal)
        return []
    for name in AGENT:
        setattr(proposal, name, version.proposers[name])
    proposal.save(update_fields=AGENT)
    gone = _leave_out(proposal, proposal.attachments.filter(since=None, until=None))
    taken_out.update(until=None)
    joint = version.proposers["joint"]
    return gone + set_joint(proposal, joint, same=[one["seq"] for one in joint])


def _leave_out(proposal: Proposal, papers: QuerySet[Attachment]) -> list[str]:
    """Take papers out, each with its digest; one that a sanitised copy hangs on stays as a row of no version."""
    found = []
    for paper in papers.defer("content"):
        found.append(paper.sha256)
        try:
            take_out(paper, version=proposal.version)
        except ProtectedError:
            _end(paper, proposal.version)
    return found


def _end(paper: Attachment, version: int) -> None:
    paper.until = version
    paper.save(update_fields=["until"])
