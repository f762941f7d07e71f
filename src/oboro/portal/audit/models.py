"""Tables that only grow: the events, the head of each chain, and the heads that were signed."""

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


class SealedHead(models.Model):
    """The last link of a chain on a day, signed with the body's key: what came before can no longer be rewritten.

    The same line leaves the site on paper and as a file, because whoever owns the database can also delete these rows.
    """

    chain = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    on = models.DateField()
    key = models.CharField(max_length=32)
    signature = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_sealed_head_per_place")]
        ordering = ["chain", "seq"]

    class Privacy:
        plain = ("chain", "seq", "digest", "on", "key", "signature")
        personal = ()
