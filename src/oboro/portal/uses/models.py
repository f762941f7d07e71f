"""A use, its reports and reminders, and what went wrong on the way."""

from django.db import models

from oboro.casework.uses import INCIDENT_LABELS, KIND_LABELS, USE_LABELS, IncidentStatus, UseStatus
from oboro.portal.contracts.models import Contract


class Use(models.Model):
    """利用 of one contract. The days of the end and the erasure are those of the fact, not of the recording."""

    class Privacy:
        personal = ("erasure",)
        plain = ("contract", "status", "report_months", "ended_on", "end_on_paper", "erased_on", "completed_on")

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="use")
    status = models.CharField(
        max_length=20, choices=[(s.value, USE_LABELS[s]) for s in UseStatus], default=UseStatus.RUNNING.value
    )
    report_months = models.PositiveIntegerField("報告の間隔（月）", default=0)
    ended_on = models.DateField("利用を終えた日", null=True, blank=True)
    end_on_paper = models.BooleanField(default=False)
    erased_on = models.DateField("消去した日", null=True, blank=True)
    erasure = models.TextField("消去の方法", blank=True)
    completed_on = models.DateField(null=True, blank=True)

    @property
    def stands(self) -> UseStatus:
        """The status as casework knows it."""
        return UseStatus(self.status)


class UseReport(models.Model):
    """利用の報告: due on a day, given on another, on the page or on paper."""

    class Privacy:
        personal = ("text",)
        plain = ("use", "due_on", "reported_on", "recorded_on", "on_paper")

    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="reports")
    due_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    on_paper = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]


class Reminder(models.Model):
    """A reminder that the end of the use is near, given once for each distance."""

    class Privacy:
        personal = ()
        plain = ("use", "days", "on")

    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        ordering = ["-days"]
        constraints = [models.UniqueConstraint(fields=["use", "days"], name="one_reminder_per_distance")]


class Incident(models.Model):
    """事故 in the use, from the first report to the closed response."""

    class Privacy:
        personal = ("what", "correction", "conclusion", "points")
        plain = (
            "use", "number", "status", "kind", "found_on", "reported_on", "on_paper", "persons", "corrected_on",
            "closed_on",
        )  # fmt: skip

    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="incidents")
    number = models.CharField(max_length=30)
    status = models.CharField(
        max_length=30,
        choices=[(s.value, INCIDENT_LABELS[s]) for s in IncidentStatus],
        default=IncidentStatus.REPORTED.value,
    )
    kind = models.CharField(max_length=20, choices=[(k.value, label) for k, label in KIND_LABELS.items()])
    found_on = models.DateField("気付いた日")
    reported_on = models.DateField("報告を受けた日")
    on_paper = models.BooleanField(default=False)
    persons = models.PositiveIntegerField("関係する本人の数", null=True, blank=True)
    what = models.TextField("内容")
    points = models.JSONField("確認事項", default=dict, blank=True)
    correction = models.TextField("是正の内容", blank=True)
    corrected_on = models.DateField(null=True, blank=True)
    conclusion = models.TextField("結論", blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["use", "number"], name="one_incident_per_number")]

    @property
    def stands(self) -> IncidentStatus:
        """The status as casework knows it."""
        return IncidentStatus(self.status)
