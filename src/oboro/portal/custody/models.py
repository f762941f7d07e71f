"""Times of keeping, holds, disposals with their certificate, reviews of the record, derivatives of papers."""

from django.db import models

from oboro.casework.retention import CLASS_LABELS, DISPOSAL_LABELS, DisposalStatus
from oboro.portal.proposals.models import Attachment
from oboro.portal.tenancy.models import Organisation

CLASSES = [(c.value, label) for c, label in CLASS_LABELS.items()]


class RetentionRule(models.Model):
    """How many years the records of a class are kept, by the body's own table."""

    class Privacy:
        personal = ()
        plain = ("organisation", "record_class", "years", "basis")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="retention_rules")
    record_class = models.CharField(max_length=20, choices=CLASSES)
    years = models.PositiveIntegerField("保存期間（年）")
    basis = models.CharField("定めた規程", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "record_class"], name="one_rule_per_class")]


class Hold(models.Model):
    """A record that is not disposed of, because of a lawsuit, a request for review or for disclosure."""

    class Privacy:
        personal = ("reason",)
        plain = ("organisation", "subject", "from_on", "released_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holds")
    subject = models.CharField("対象", max_length=80)
    reason = models.CharField("理由", max_length=500)
    from_on = models.DateField()
    released_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject"],
                condition=models.Q(released_on__isnull=True),
                name="one_hold_per_subject",
            )
        ]


class Disposal(models.Model):
    """廃棄: a list, its approval by another, and what was done. It remembers by value and outlives the records."""

    class Privacy:
        personal = ("listed_by", "approved_by")
        plain = ("organisation", "number", "status", "listed_on", "document_number", "approved_on", "disposed_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="disposals")
    number = models.PositiveIntegerField("番号")
    status = models.CharField(
        max_length=30,
        choices=[(s.value, DISPOSAL_LABELS[s]) for s in DisposalStatus],
        default=DisposalStatus.LISTED.value,
    )
    listed_on = models.DateField()
    listed_by = models.CharField(max_length=60)
    document_number = models.CharField("決裁の文書番号", max_length=60, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    disposed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_disposal_per_number")]

    @property
    def stands(self) -> DisposalStatus:
        """The status as casework knows it."""
        return DisposalStatus(self.status)


class DisposalItem(models.Model):
    """One record on the list; after the disposal the digest of what it held, and how many rows and files."""

    class Privacy:
        personal = ()
        plain = ("disposal", "record_class", "subject", "closed_on", "kept_until", "sha256", "rows", "files")

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="items")
    record_class = models.CharField(max_length=20, choices=CLASSES)
    subject = models.CharField(max_length=80)
    closed_on = models.DateField()
    kept_until = models.DateField()
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)
    files = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class RecordReview(models.Model):
    """記録の点検 of a month, signed off with the signed head of the record."""

    class Privacy:
        personal = ("findings", "reviewed_by")
        plain = ("organisation", "month", "seq", "digest", "key", "signature", "reviewed_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="record_reviews")
    month = models.DateField("月の初日")
    seq = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=32)
    signature = models.CharField(max_length=100)
    findings = models.TextField("点検の結果")
    reviewed_by = models.CharField(max_length=60)
    reviewed_on = models.DateField()

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["organisation", "month"], name="one_review_per_month")]


class Derivative(models.Model):
    """A copy of a paper that a sanitiser changed, beside the original and never in its place."""

    class Privacy:
        personal = ("content", "added_by", "accepted_by")
        plain = ("attachment", "original_sha256", "sha256", "size", "sanitiser", "added_on", "accepted_on")

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="derivatives")
    original_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    sanitiser = models.CharField("無害化の方法", max_length=100)
    added_by = models.CharField(max_length=60)
    added_on = models.DateField()
    accepted_by = models.CharField(max_length=60, blank=True)
    accepted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["attachment", "sha256"], name="a_derivative_once_per_paper")]
