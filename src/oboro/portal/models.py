"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.contracts.models import Contract, ContractTemplate, Payment, PaymentImport, Termination
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
from oboro.portal.register.models import Eligibility, Entry, EntryVersion
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
    "Contract",
    "ContractTemplate",
    "Correction",
    "CouncilReferral",
    "Decision",
    "Eligibility",
    "Entry",
    "EntryVersion",
    "Finding",
    "GroundCheck",
    "JointProposer",
    "Link",
    "Making",
    "Membership",
    "Notice",
    "Opinion",
    "OpinionRound",
    "Organisation",
    "PaperCheck",
    "Party",
    "Payment",
    "PaymentImport",
    "Proposal",
    "ProposalVersion",
    "Review",
    "SealedHead",
    "Section",
    "Termination",
    "UndeliveredLetter",
    "User",
]
