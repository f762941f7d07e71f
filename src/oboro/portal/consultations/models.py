"""Consultations with their messages, published questions, and the counters that slow down who asks too often."""

from django.db import models

from oboro.casework.consultation import STATUS_LABELS, Status
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.models import Organisation


class Consultation(models.Model):
    """What somebody asks before a proposal. Of the secret only a digest is kept; the mail address goes when it ends."""

    organisation = models.ForeignKey(Organisation, related_name="consultations", on_delete=models.PROTECT)
    entry = models.ForeignKey(Entry, null=True, blank=True, related_name="consultations", on_delete=models.PROTECT)
    reference = models.CharField("受付番号", max_length=40, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    mail = models.EmailField("メールアドレス", blank=True)
    status = models.CharField(max_length=12, choices=[(s.value, STATUS_LABELS[s]) for s in Status])
    wishes = models.JSONField("したいこと", default=dict, blank=True)
    received_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-received_on", "-pk"]

    class Privacy:
        plain = ("organisation", "entry", "reference", "secret_sha256", "status", "received_on", "ended_on")
        personal = ("mail", "wishes")

    def __str__(self) -> str:
        return self.reference

    @property
    def stands(self) -> Status:
        """The status as casework knows it."""
        return Status(self.status)


class Message(models.Model):
    """One question or answer."""

    consultation = models.ForeignKey(Consultation, related_name="messages", on_delete=models.CASCADE)
    from_desk = models.BooleanField()
    text = models.TextField()
    written_on = models.DateField()
    written_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["consultation", "pk"]

    class Privacy:
        plain = ("consultation", "from_desk", "written_on")
        personal = ("text", "written_by")


class Faq(models.Model):
    """A question and its answer in the body's own words, for everybody."""

    organisation = models.ForeignKey(Organisation, related_name="faqs", on_delete=models.PROTECT)
    entry = models.ForeignKey(Entry, null=True, blank=True, related_name="faqs", on_delete=models.PROTECT)
    origin = models.ForeignKey(Consultation, null=True, blank=True, related_name="faqs", on_delete=models.SET_NULL)
    question = models.TextField("質問")
    answer = models.TextField("回答")
    written_by = models.CharField(max_length=60)
    published_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "-published_on", "-pk"]

    class Privacy:
        plain = ("organisation", "entry", "origin", "question", "answer", "published_on", "withdrawn_on")
        personal = ("written_by",)

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it."""
        return self.published_on is not None and self.withdrawn_on is None


class Attempts(models.Model):
    """How often something was tried in one hour from one place, which is kept as a keyed digest only."""

    key = models.CharField(max_length=64)
    hour = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "hour"], name="one_counter_per_hour")]

    class Privacy:
        plain = ("key", "hour", "count")
        personal = ()
