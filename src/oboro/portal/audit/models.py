"""Two tables that only grow: the events, and the head of each chain."""

from django.db import models


class ChainHead(models.Model):
    """The last link of a chain; locked while a link is added, so that two requests cannot fork it."""

    chain = models.CharField(max_length=40, unique=True)
    seq = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Privacy:
        plain = ("chain", "seq", "digest")
        personal = ()


class AuditEvent(models.Model):
    """One link. No foreign keys: an event remembers by value and outlives what it tells of."""

    chain = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    facts = models.JSONField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_event_per_place")]
        ordering = ["chain", "seq"]

    class Privacy:
        plain = ("chain", "seq", "kind", "subject", "at", "facts", "previous", "digest")
        personal = ("by",)
