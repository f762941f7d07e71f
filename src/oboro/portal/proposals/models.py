"""A proposal, its versions, papers and corrections, and the bar that follows a termination."""

from django.db import models
from django.db.models import Q

from oboro.casework.lifecycle import LABELS, Status
from oboro.law.criteria import ProposalKind
from oboro.law.regime import Regime, Scheme
from oboro.law.transition import ACT_LABELS
from oboro.portal.calls.models import Call
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.tenancy.models import Organisation, Party
from oboro.portal.tenancy.own_law import law_of_case

KIND_LABELS = {
    ProposalKind.NEW: "新しく作成する情報の提案",
    ProposalKind.EXISTING: "作成済みの情報の提案",
    ProposalKind.CHANGE: "契約した事業の変更の提案",
}


class Bundle(models.Model):
    """One wish handed to several bodies. Each proposal in it goes its own way; a bundle has no status of its own."""

    class Privacy:
        personal = ()
        plain = ("party", "created_on")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bundles")
    created_on = models.DateField()


class Proposal(models.Model):
    """提案. `draft` holds what was typed, so that a draft can always be saved; `values` what it was read as.

    `file` is the version of the register entry that the proposal was written against. The scheme and the day of its
    law are those of the submission and stay with the case. `letter` is the paper as last submitted, with the form's
    wording of that day. `origin` is the proposal whose contract made the information that EXISTING and CHANGE ask for.
    A proposal that came on paper is written down by the desk: `submitted_on` is then the day on which the paper came,
    `recorded_on` the day on which it was written down. `made_on` is the day its information was entered in the
    register; `closed_on` the day on which the case, or the contract that followed from it, was over.
    """

    class Privacy:
        personal = ("draft", "values", "letter", "agent_name", "agent_address")
        plain = (
            "organisation",
            "party",
            "entry",
            "file",
            "call",
            "origin",
            "kind",
            "status",
            "number",
            "scheme",
            "law_on",
            "agent",
            "bundle",
            "version",
            "on_paper",
            "original_place",
            "created_on",
            "submitted_on",
            "recorded_on",
            "received_on",
            "made_on",
            "closed_on",
        )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposals")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="proposals")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="proposals")
    file = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="proposals")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="proposals", null=True, blank=True)
    origin = models.ForeignKey("self", on_delete=models.PROTECT, related_name="followers", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=[(k.value, label) for k, label in KIND_LABELS.items()])
    status = models.CharField(max_length=20, choices=[(s.value, LABELS[s]) for s in Status])
    number = models.CharField(max_length=20, blank=True)
    scheme = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Scheme])
    law_on = models.DateField()
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="proposals", null=True, blank=True)
    agent = models.BooleanField(default=False)
    agent_name = models.CharField(max_length=100, blank=True)
    agent_address = models.CharField(max_length=200, blank=True)
    on_paper = models.BooleanField(default=False)
    original_place = models.CharField("原本の所在", max_length=200, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    values = models.JSONField(default=dict, blank=True)
    letter = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_on = models.DateField()
    submitted_on = models.DateField(null=True, blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    made_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], condition=~Q(number=""), name="one_number_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT.value)
                | Q(status=Status.WITHDRAWN.value)
                | (Q(submitted_on__isnull=False) & ~Q(number="")),
                name="what_was_submitted_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProposalKind.NEW.value, call__isnull=False, origin__isnull=True)
                | Q(~Q(kind=ProposalKind.NEW.value), call__isnull=True, origin__isnull=False),
                name="new_under_a_call_others_from_an_origin",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def law(self) -> Regime:
        """The law the case was taken in under."""
        return law_of_case(self.organisation, self.scheme, on=self.law_on)

    @property
    def stands(self) -> Status:
        """The status as casework knows it."""
        return Status(self.status)

    @property
    def of_kind(self) -> ProposalKind:
        """The kind as law knows it."""
        return ProposalKind(self.kind)


class JointProposer(models.Model):
    """Somebody who proposes together with the party of the account, which speaks for all (代表者)."""

    class Privacy:
        personal = ("name", "address", "representative")
        plain = ("proposal", "seq", "individual")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="joint_proposers")
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    representative = models.CharField(max_length=60, blank=True)
    individual = models.BooleanField(default=False)

    class Meta:
        db_table = "portal_joint_proposer"
        ordering = ["proposal", "seq"]
        constraints = [models.UniqueConstraint(fields=["proposal", "seq"], name="one_joint_proposer_per_place")]


class ProposalVersion(models.Model):
    """What a submission or a correction said, kept as it was, with the form's wording and the printed paper.

    `proposers` are the joint proposers and the agent that it named; null for a version from before they were kept.
    """

    class Privacy:
        personal = ("values", "letter", "proposers", "pdf")
        plain = ("proposal", "seq", "submitted_on", "form", "sha256")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    seq = models.PositiveIntegerField()
    values = models.JSONField()
    letter = models.JSONField()
    proposers = models.JSONField(null=True, blank=True)
    form = models.JSONField(default=dict)
    pdf = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    submitted_on = models.DateField()

    class Meta:
        db_table = "portal_proposal_version"
        constraints = [models.UniqueConstraint(fields=["proposal", "seq"], name="one_proposal_version_per_number")]


class Attachment(models.Model):
    """添付書類. The bytes lie in the database, so that a paper and its proposal are stored or lost together.

    `whose` is 0 for the party itself and the place of the joint proposer for theirs. `since` is the first version that
    it was handed in with, null before; `until` the last that it belongs to, null while it stands in what is written.
    """

    class Privacy:
        personal = ("filename", "content")
        plain = ("proposal", "rule", "whose", "issued_on", "size", "sha256", "added_on", "since", "until")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="attachments")
    rule = models.CharField(max_length=40)
    whose = models.PositiveIntegerField(default=0)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    issued_on = models.DateField(null=True, blank=True)
    added_on = models.DateField()
    since = models.PositiveIntegerField(null=True, blank=True)
    until = models.PositiveIntegerField(null=True, blank=True)


class Correction(models.Model):
    """補正の依頼 and its answer: which fields and papers, by when, which version it asked about and which answered."""

    class Privacy:
        personal = ("request",)
        plain = ("proposal", "items", "asked_on", "due_on", "about", "answered_on", "answer")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="corrections")
    items = models.JSONField(default=list, blank=True)
    request = models.TextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    about = models.PositiveIntegerField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(answered_on__isnull=True), name="one_open_correction"
            )
        ]


class Bar(models.Model):
    """Somebody who may not propose, because a contract was terminated under an act.

    `until_on` is what the law of the termination said; whether it bars a case is asked of the law of that case.
    `folded` is name and address made comparable: it finds a joint proposer, or the same company under a new account.
    """

    class Privacy:
        personal = ("folded",)
        plain = ("organisation", "party", "act", "from_on", "until_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bars")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bars", null=True, blank=True)
    folded = models.CharField(max_length=400, blank=True)
    act = models.CharField(max_length=20, choices=[(act.value, label) for act, label in ACT_LABELS.items()])
    from_on = models.DateField()
    until_on = models.DateField()
