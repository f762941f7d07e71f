"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.proposals.models import Attachment, Bar, Bundle, Correction, JointProposer, Proposal, ProposalVersion
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
from oboro.portal.reviews.models import (
    ApprovalPackage,
    CouncilReferral,
    Decision,
    Finding,
    GroundCheck,
    Notice,
    Opinion,
    OpinionRound,
    PaperCheck,
    Review,
    UndeliveredLetter,
)
from oboro.portal.tenancy.models import Membership, Organisation, Party, Section, User

__all__ = [
    "ApprovalPackage",
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
    "CouncilReferral",
    "Decision",
    "Edition",
    "Eligibility",
    "Entry",
    "EntryVersion",
    "Exemption",
    "Finding",
    "GroundCheck",
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
    "PaperCheck",
    "Party",
    "Payment",
    "Proposal",
    "ProposalVersion",
    "Review",
    "SealedHead",
    "Section",
    "Termination",
    "UndeliveredLetter",
    "User",
]
