"""Every address of the portal and whose rows it shows. A new address is added here, else the nets refuse it.

PUBLIC     for everybody; what is not published must not be found there
OWN        no number of a row in it; shows what belongs to who asks
PROPOSERS  for every proposer, who begins something of its own there
ROWS       rows of one body or one party: the name of the group of `world.rows` that fills the address
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

PUBLIC = {
    "home": "",
    "login": "",
    "logout": "",
    "register-list": "",
    "register-entry": "entry",
    "register-version": "entry",
    "register-book": "book",
    "register-edition": "book",
    "register-characters": "book",
    "register-file": "book",
    "call-list": "",
    "call-page": "call",
    "complaint-desk": "",
    "complaint-follow": "",
    "complaint-to": "body",
    "call-paper": "call",
    "consultation-open": "",
    "consultation-new-any": "",
    "consultation-new": "entry",
    "faq-list": "",
    "api-openapi": "",
    "api-bodies": "",
    "api-body": "body",
    "api-register": "book",
    "api-editions": "book",
    "api-edition": "book",
    "api-rows": "book",
    "api-entries": "",
    "api-entry": "entry",
    "api-version": "entry",
    "api-calls": "",
    "api-call": "call",
    "api-faq": "",
    "api-made": "",
}
OWN = {
    "tasks",
    "password",
    "practice-date",
    "audit-log",
    "audit-heads",
    "tasks-week",
    "desk-board",
    "desk-board-csv",
    "desk-posts",
    "desk-transfer",
    "desk-days",
    "desk-period",
    "desk-mail",
    "rehearsal",
    "rehearsal-seat",
    "rehearsal-discard",
    "proposal-paper-list",
    "office-register",
    "office-entry-new",
    "office-register-all",
    "office-review",
    "office-import-new",
    "office-register-file",
    "office-calls",
    "office-call-new",
    "office-call-decline",
    "office-consultations",
    "office-faq-new",
    "proposal-list",
    "proposal-made",
    "review-list",
    "contract-list",
    "contract-payments",
    "contract-template",
    "provision-list",
    "provision-keys",
    "provision-own-key",
    "provision-capacity",
    "provision-ledger",
    "use-list",
    "own-rules",
    "own-rules-fees",
    "own-rules-text",
    "own-rules-review",
    "own-rules-report",
    "own-rules-report-json",
    "own-form",
    "own-form-drop",
    "own-form-file",
    "complaint-list",
    "complaint-new",
    "return-list",
    "oversight-list",
    "custody",
    "custody-rule",
    "custody-hold",
    "custody-export",
    "custody-review",
    "disposal-list",
}
PROPOSERS = {"proposal-start": "offer", "proposal-existing": "made"}
ROWS = {
    "consultation": "consultation",
    "consultation-ask": "consultation",
    "consultation-close": "consultation",
    "office-entry": "entry",
    "office-entry-edit": "entry",
    "office-entry-discard": "entry",
    "office-entry-judge": "entry",
    "office-entry-return": "entry",
    "office-entry-version": "entry",
    "office-entry-deed": "entry",
    "office-entry-exempt": "entry",
    "office-entry-list": "entry",
    "office-entry-event": "entry",
    "office-entry-menu": "entry",
    "office-entry-menu-drop": "entry",
    "office-import": "job",
    "office-import-apply": "job",
    "office-import-discard": "job",
    "office-call": "call",
    "office-call-edit": "call",
    "office-call-change": "call",
    "office-call-paper": "call",
    "office-consultation": "asked",
    "office-consultation-answer": "asked",
    "office-consultation-close": "asked",
    "office-consultation-faq": "asked",
    "office-faq": "faq",
    "office-faq-deed": "faq",
    "office-call-deed": "call",
    "receive": "link",
    "provision-slip": "slip",
    "incident": "incident",
    "incident-deed": "incident",
    "complaint": "complaint",
    "complaint-deed": "complaint",
    "return": "return",
    "return-csv": "return",
    "return-deed": "return",
    "oversight-request": "request",
    "oversight-deed": "request",
    "custody-release": "hold",
    "disposal": "disposal",
    "disposal-dispose": "disposal",
    "record-review": "record review",
    "derivatives": "paper",
    "derivative-accept": "derivative",
    "derivative-file": "derivative",
    "desk-case": "case",
    "desk-appoint": "post",
    "desk-day-open": "closed day",
    "proposal-start-on-paper": "offer",
    "proposal-bundle": "bundle",
    "contract-payments-read": "payments",
    "contract-payments-record": "payments",
    "own-rules-version": "rule",
}
# What fills an address that bears no row but a word.
FILLED = {
    "office-register-all": {"deed": "submit"},
    "office-register-file": {"name": "register.csv"},
    "own-rules-text": {"kind": "fees"},
    "own-form": {"key": "accept"},
    "own-form-drop": {"key": "accept"},
    "own-form-file": {"key": "accept"},
}
# In these rooms every address that is not named above hangs on the number of a case.
CASE_ROOMS = (
    "oboro.portal.proposals.urls",
    "oboro.portal.reviews.urls",
    "oboro.portal.contracts.urls",
    "oboro.portal.provision.urls",
)


def patterns(resolver: URLResolver | None = None, room: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with the module of its room."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, getattr(one.urlconf_module, "__name__", room))
        else:
            yield room, one


def group_of(room: str, name: str) -> str | None:
    """The group of rows that fills an address; "" for an address without a row, None when nobody has said it."""
    if name in OWN:
        return ""
    for table in (PUBLIC, PROPOSERS, ROWS):
        if name in table:
            return table[name]
    if room == "oboro.portal.uses.urls":
        return "use"
    return "case" if room in CASE_ROOMS else None


def paths(pattern: URLPattern, rows: list[dict[str, object]]) -> list[str]:
    """The address filled with every row of its group (KeyError: the rows do not have what it asks for)."""
    names = pattern.pattern.converters
    bears = names and pattern.name not in FILLED
    filled = [reverse(pattern.name, kwargs={name: row[name] for name in names}) for row in rows] if bears else []
    return list(dict.fromkeys(filled)) or [reverse(pattern.name, kwargs=FILLED.get(pattern.name))]
