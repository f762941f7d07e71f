"""A review: estimate, findings, the round of opinions, the decision and the notice."""

from django.db import models
from django.db.models import Q

from oboro.casework.contract import ORDER_LABELS
from oboro.casework.opinions import Opinion as OpinionFact
from oboro.casework.opinions import Round as RoundFact
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
    feasibility = models.TextField(blank=True)
    estimated_on = models.DateField(null=True, blank=True)
    estimated_by = models.CharField(max_length=150, blank=True)
    judged_by = models.JSONField(default=list, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)


class Finding(models.Model):
    """One criterion judged, for a version of the proposal. A finding for an older version counts no more."""

    class Privacy:
        personal = ("reason", "by")
        plain = ("review", "criterion", "outcome", "version", "on")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    criterion = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=[(o.value, label) for o, label in OUTCOME_LABELS.items()])
    reason = models.TextField()
    version = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_finding_per_criterion")]

    def fact(self) -> FindingFact:
        """The finding as casework judges it."""
        return FindingFact(self.criterion, Outcome(self.outcome), self.reason, by=self.by, on=self.on)


class OpinionRound(models.Model):
    """意見の照会. The letters bear the numbers 1 to `letters`; to whom they went is not known here."""

    class Privacy:
        personal = ()
        plain = ("review", "letters", "sent_on", "due_on", "closed_on")

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="opinion_round")
    letters = models.PositiveIntegerField()
    sent_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

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


class Decision(models.Model):
    """決裁: made in the office's own system; its document number and day come back here."""

    class Privacy:
        personal = ("by",)
        plain = ("review", "conforms", "document_number", "decided_on", "recorded_on")

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    conforms = models.BooleanField()
    document_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    by = models.CharField(max_length=150)
    recorded_on = models.DateField()


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
