"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.ordinances.models import FormTemplate, ReviewAnswers
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
from oboro.portal.reviews.models import Decision, Finding, Notice, Opinion, OpinionRound, Review
from oboro.portal.tenancy.models import Membership, Organisation, OwnRule, Party, Section, User

__all__ = [
    "Attachment",
    "AuditEvent",
    "Bar",
    "Bundle",
    "Call",
    "CallFile",
    "ChainHead",
    "Contract",
    "Correction",
    "Decision",
    "Eligibility",
    "Entry",
    "EntryVersion",
    "Finding",
    "FormTemplate",
    "JointProposer",
    "Link",
    "Making",
    "Membership",
    "Notice",
    "Opinion",
    "OpinionRound",
    "Organisation",
    "OwnRule",
    "Party",
    "Payment",
    "Proposal",
    "ProposalVersion",
    "Review",
    "ReviewAnswers",
    "SealedHead",
    "Section",
    "Termination",
    "User",
]
