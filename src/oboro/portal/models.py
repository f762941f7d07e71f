"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.calls.models import Abstention, Call, CallFile
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.proposals.models import (
    Attachment,
    Bar,
    Bundle,
    Correction,
    JointProposer,
    Proposal,
    ProposalVersion,
)
from oboro.portal.provision.models import Link, Making
from oboro.portal.register.models import (
    Confirmation,
    Edition,
    Eligibility,
    Entry,
    EntryVersion,
    Exemption,
    ImportJob,
    Listing,
    Occurrence,
)
from oboro.portal.reviews.models import Decision, Finding, Notice, Opinion, OpinionRound, Review
from oboro.portal.tenancy.models import Membership, Organisation, Party, Section, User

__all__ = [
    "Abstention",
    "Attachment",
    "AuditEvent",
    "Bar",
    "Bundle",
    "Call",
    "CallFile",
    "ChainHead",
    "Confirmation",
    "Contract",
    "Correction",
    "Decision",
    "Edition",
    "Eligibility",
    "Entry",
    "EntryVersion",
    "Exemption",
    "Finding",
    "ImportJob",
    "JointProposer",
    "Link",
    "Listing",
    "Making",
    "Membership",
    "Notice",
    "Occurrence",
    "Opinion",
    "OpinionRound",
    "Organisation",
    "Party",
    "Payment",
    "Proposal",
    "ProposalVersion",
    "Review",
    "SealedHead",
    "Section",
    "Termination",
    "User",
]
