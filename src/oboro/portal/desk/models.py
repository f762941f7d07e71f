"""Who works on a case, the last day the office knows of it, and the mail that tells officers of it."""

from django.db import models
from django.db.models import Q

from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import Organisation, Post, User


class Assignment(models.Model):
    """Who works on a case: a post, whoever holds it, or one person."""

    class Privacy:
        personal = ("person", "by")
        plain = ("proposal", "post", "since_on")

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="assignment")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    since_on = models.DateField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=True, person__isnull=False) | Q(post__isnull=False, person__isnull=True),
                name="a_case_is_assigned_to_a_post_or_to_a_person",
            )
        ]


class KnownDeadline(models.Model):
    """The end of the review as the office last knew it, with the stops it was counted with.

    The end itself is always counted anew; this row is only there to notice that it moved.
    """

    class Privacy:
        personal = ()
        plain = ("proposal", "due_on", "stops", "period")

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="known_deadline")
    due_on = models.DateField()
    stops = models.JSONField(default=list)
    period = models.JSONField(default=list)


class DeadlineChange(models.Model):
    """期限が変わりました: told on the page of the case and in the next morning mail."""

    class Privacy:
        personal = ()
        plain = ("proposal", "before", "after", "why", "on")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="deadline_changes")
    before = models.DateField()
    after = models.DateField()
    why = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        ordering = ["-pk"]


class Happening(models.Model):
    """The outbox: one row for each deed in a case, written in the deed's own transaction, gathered in the morning."""

    class Privacy:
        personal = ("by",)
        plain = ("organisation", "number", "kind", "at", "gathered_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="happenings")
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)
    gathered_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "gathered_on"])]


class MorningMail(models.Model):
    """One mail to one officer on one morning. What could not be sent stays and is tried again."""

    class Privacy:
        personal = ("user",)
        plain = ("on", "subject", "body", "sent_at", "tries", "fault")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="morning_mails")
    on = models.DateField()
    subject = models.CharField(max_length=120)
    body = models.TextField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_mail_a_morning")]
