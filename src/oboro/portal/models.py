"""The face that Django wants: the models of all rooms, under the one label `portal`."""

from oboro.portal.audit.models import AuditEvent, ChainHead
from oboro.portal.register.models import Call, CallFile, Eligibility, Entry, EntryVersion
from oboro.portal.tenancy.models import Membership, Organisation, Party, Section, User

__all__ = [
    "AuditEvent",
    "Call",
    "CallFile",
    "ChainHead",
    "Eligibility",
    "Entry",
    "EntryVersion",
    "Membership",
    "Organisation",
    "Party",
    "Section",
    "User",
]
