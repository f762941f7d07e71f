"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.oversight.models import Complaint, OversightRequest, YearlyReturn
from oboro.portal.proposals.models import Attachment, Bar, Bundle, Correction, JointProposer, Proposal, ProposalVersion
from oboro.portal.provision.models import (
    Capacity,
    EngagedPerson,
    Erasure,
    Link,
    Making,
    MediumEntry,
    Preparation,
    WorkLog,
)
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
from oboro.portal.uses.models import Incident, Reminder, Use, UseReport

__all__ = [
    "Attachment",
    "AuditEvent",
    "Bar",
    "Bundle",
    "Call",
    "CallFile",
    "Capacity",
    "ChainHead",
    "Complaint",
    "Confirmation",
    "Contract",
    "Correction",
    "Decision",
    "Edition",
    "Eligibility",
    "EngagedPerson",
    "Entry",
    "EntryVersion",
    "Erasure",
    "Exemption",
    "Finding",
    "ImportJob",
    "Incident",
    "JointProposer",
    "Link",
    "Listing",
    "Making",
    "MediumEntry",
    "Membership",
    "Notice",
    "Occurrence",
    "Opinion",
    "OpinionRound",
    "Organisation",
    "OversightRequest",
    "Party",
    "Payment",
    "Preparation",
    "Proposal",
    "ProposalVersion",
    "Reminder",
    "Review",
    "SealedHead",
    "Section",
    "Termination",
    "Use",
    "UseReport",
    "User",
    "WorkLog",
    "YearlyReturn",
]
