"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.desk.models import Assignment, DeadlineChange, Happening, KnownDeadline, MorningMail
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
from oboro.portal.tenancy.models import (
    Appointment,
    ClosedDay,
    Membership,
    Organisation,
    Party,
    Post,
    Section,
    User,
)

__all__ = [
    "Appointment",
    "Assignment",
    "Attachment",
    "AuditEvent",
    "Bar",
    "Bundle",
    "Call",
    "CallFile",
    "ChainHead",
    "ClosedDay",
    "Contract",
    "Correction",
    "DeadlineChange",
    "Decision",
    "Eligibility",
    "Entry",
    "EntryVersion",
    "Finding",
    "Happening",
    "JointProposer",
    "KnownDeadline",
    "Link",
    "Making",
    "Membership",
    "MorningMail",
    "Notice",
    "Opinion",
    "OpinionRound",
    "Organisation",
    "Party",
    "Payment",
    "Post",
    "Proposal",
    "ProposalVersion",
    "Review",
    "SealedHead",
    "Section",
    "Termination",
    "User",
]
