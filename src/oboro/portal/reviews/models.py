"""A review: estimate, findings, the round of opinions, the decision and the notice."""

from django.db import models
from django.db.models import Q

from oboro.casework.checks import PAPER_LABELS, STANDING_LABELS, Paper, Referral, Standing
from oboro.casework.contract import ORDER_LABELS
from oboro.casework.opinions import SETTLEMENT_LABELS, Settlement
from oboro.casework.opinions import Opinion as OpinionFact
from oboro.casework.opinions import Round as RoundFact
from oboro.casework.opinions import Undelivered as UndeliveredFact
from oboro.casework.review import OUTCOME_LABELS, Outcome
from oboro.casework.review import Finding as FindingFact
from oboro.portal.proposals.models import Proposal


class Review(models.Model):
    """審査. The estimate comes before the notice, because the notice states the fee.

    `persons_in_file` is the number the office last counted: that of the register, less the objectors. `judged_by` are
    the accounts that ever judged or concluded, for an earlier version of the proposal too: none of them decides.
    """

    class Privacy:
        personal = ("estimated_by", "judged_by")
        plain = (
            "proposal",
            "started_on",
            "persons_in_file",
            "minutes",
            "outsourcing_yen",
            "quote",
            "feasibility",
            "estimated_on",
            "concluded_on",
            "sent_back_reason",
        )

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="review")
    started_on = models.DateField()
    persons_in_file = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    outsourcing_yen = models.PositiveIntegerField(default=0)
    quote = models.CharField("見積書", max_length=200, blank=True)
    feasibility = models.TextField(blank=True)
    estimated_on = models.DateField(null=True, blank=True)
    estimated_by = models.CharField(max_length=150, blank=True)
    judged_by = models.JSONField(default=list, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)


class Finding(models.Model):
    """One criterion judged, for a version of the proposal. A finding for an older version counts no more."""

    class Privacy:
        personal = ("reason", "evidence", "by")
        plain = ("review", "criterion", "outcome", "version", "on")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    criterion = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=[(o.value, label) for o, label in OUTCOME_LABELS.items()])
    reason = models.TextField()
    evidence = models.TextField(default="")
    version = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_finding_per_criterion")]

    @property
    def conforms(self) -> bool:
        """Whether the criterion was found to hold."""
        return self.outcome == Outcome.CONFORMS

    def fact(self) -> FindingFact:
        """The finding as casework judges it."""
        outcome = Outcome(self.outcome)
        return FindingFact(self.criterion, outcome, self.reason, self.by, self.on, evidence=self.evidence)


class PaperCheck(models.Model):
    """One document of the proposal in the formal check (形式審査), for a version of the proposal."""

    class Privacy:
        personal = ("note", "by")
        plain = ("review", "paper", "outcome", "version", "on")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="paper_checks")
    paper = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=[(p.value, label) for p, label in PAPER_LABELS.items()])
    note = models.CharField(max_length=400, blank=True)
    version = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    on = models.DateField()

    class Meta:
        db_table = "portal_paper_check"
        constraints = [models.UniqueConstraint(fields=["review", "paper"], name="one_check_per_paper")]

    def fact(self) -> Paper:
        """What was found, as casework knows it."""
        return Paper(self.outcome)


class GroundCheck(models.Model):
    """One ground of disqualification (欠格事由) checked against all who propose, for a version of the proposal."""

    class Privacy:
        personal = ("note", "by")
        plain = ("review", "ground", "outcome", "version", "on")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="ground_checks")
    ground = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=[(s.value, label) for s, label in STANDING_LABELS.items()])
    note = models.CharField(max_length=400, blank=True)
    version = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    on = models.DateField()

    class Meta:
        db_table = "portal_ground_check"
        constraints = [models.UniqueConstraint(fields=["review", "ground"], name="one_check_per_ground")]

    def fact(self) -> Standing:
        """What was found, as casework knows it."""
        return Standing(self.outcome)


class CouncilReferral(models.Model):
    """諮問 and 答申: what the council was asked, and its opinion."""

    class Privacy:
        personal = ("question", "opinion")
        plain = ("review", "council", "referred_on", "document_number", "answered_on", "answer_number")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="referrals")
    council = models.CharField("審議会の名称", max_length=100)
    question = models.TextField("諮問の内容")
    document_number = models.CharField("諮問の文書番号", max_length=60, blank=True)
    referred_on = models.DateField("諮問の日")
    opinion = models.TextField("答申の内容", blank=True)
    answer_number = models.CharField("答申の番号", max_length=60, blank=True)
    answered_on = models.DateField("答申の日", null=True, blank=True)

    class Meta:
        db_table = "portal_council_referral"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(opinion=""), name="an_answered_referral_has_its_opinion"
            )
        ]

    def fact(self) -> Referral:
        """The referral as casework judges it."""
        return Referral(self.referred_on, self.answered_on)


class OpinionRound(models.Model):
    """意見の照会. The letters bear the numbers 1 to `letters`; to whom they went is not known here.

    `must` tells the letters that the law demands from those the organ may send. When the round is closed, `removed`
    are the numbers of the letters whose persons are left out, sealed by `removed_sha256` for the data wing.
    """

    class Privacy:
        personal = ("ground",)
        plain = (
            "review", "letters", "sent_on", "due_on", "closed_on", "must", "answer_to", "removed", "removed_sha256",
        )  # fmt: skip

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="opinion_round")
    letters = models.PositiveIntegerField()
    sent_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    must = models.BooleanField(default=False)
    ground = models.TextField("適用の区分と理由", blank=True)
    answer_to = models.CharField("意見書の提出先", max_length=300, blank=True)
    removed = models.JSONField(default=list, blank=True)
    removed_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "portal_opinion_round"

    def fact(self) -> RoundFact:
        """The round as casework judges it."""
        return RoundFact(self.letters, self.sent_on, self.due_on)


class Opinion(models.Model):
    """意見書, by the number of the letter it answers."""

    class Privacy:
        personal = ()
        plain = ("round", "letter", "objects_to_making", "received_on")

    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="opinions")
    letter = models.PositiveIntegerField()
    objects_to_making = models.BooleanField()
    received_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "letter"], name="one_opinion_per_letter")]

    def fact(self) -> OpinionFact:
        """The opinion as casework counts it."""
        return OpinionFact(self.letter, self.objects_to_making, self.received_on)


class UndeliveredLetter(models.Model):
    """A letter to a third party that came back, by its number, and what became of it."""

    class Privacy:
        personal = ()
        plain = ("round", "letter", "returned_on", "settled", "settled_on")

    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="undelivered")
    letter = models.PositiveIntegerField()
    returned_on = models.DateField()
    settled = models.CharField(
        max_length=10, choices=[(s.value, label) for s, label in SETTLEMENT_LABELS.items()], blank=True
    )
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "portal_undelivered_letter"
        constraints = [models.UniqueConstraint(fields=["round", "letter"], name="one_return_per_letter")]

    def fact(self) -> UndeliveredFact:
        """The letter as casework judges it."""
        return UndeliveredFact(self.letter, self.returned_on, Settlement(self.settled) if self.settled else None)


class ApprovalPackage(models.Model):
    """起案の資料, as it went out to the office's own system: the zip, and what of the case it holds (`content`)."""

    class Privacy:
        personal = ("bytes", "made_by", "terms")
        plain = ("review", "content", "sha256", "made_on")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="packages")
    bytes = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    terms = models.JSONField(default=dict, blank=True)
    made_on = models.DateField()
    made_by = models.CharField(max_length=150)

    class Meta:
        db_table = "portal_approval_package"


class Decision(models.Model):
    """決裁: made in the office's own system; its document number, kind and day come back here.

    `confirmed` are the criteria whose findings the decider looked at; `package` is what the decision was made on.
    """

    class Privacy:
        personal = ("by",)
        plain = ("review", "conforms", "document_number", "kind", "decided_on", "recorded_on", "confirmed", "package")

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    conforms = models.BooleanField()
    document_number = models.CharField(max_length=60)
    kind = models.CharField("決裁区分", max_length=40, blank=True)
    decided_on = models.DateField()
    by = models.CharField(max_length=150)
    recorded_on = models.DateField()
    confirmed = models.JSONField(default=list)
    package = models.ForeignKey(
        ApprovalPackage, on_delete=models.PROTECT, related_name="decisions", null=True, blank=True
    )


class Notice(models.Model):
    """審査結果通知書, frozen: page and Word file are printed from `letter`, the fee is never computed again."""

    class Privacy:
        personal = ("letter",)
        plain = (
            "proposal",
            "conforms",
            "issued_on",
            "document_number",
            "fee",
            "fee_yen",
            "fee_method",
            "due_on",
            "provision_method",
            "payment_order",
        )

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="notice")
    conforms = models.BooleanField()
    issued_on = models.DateField()
    document_number = models.CharField(max_length=60)
    letter = models.JSONField()
    fee = models.JSONField(default=dict, blank=True)
    fee_yen = models.PositiveIntegerField(null=True, blank=True)
    fee_method = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    provision_method = models.CharField(max_length=200, blank=True)
    payment_order = models.CharField(
        max_length=20, choices=[(o.value, label) for o, label in ORDER_LABELS.items()], blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(conforms=False)
                | (Q(fee_yen__isnull=False) & Q(due_on__isnull=False) & ~Q(fee_method="") & ~Q(provision_method="")),
                name="a_conforming_notice_has_its_terms",
            )
        ]
