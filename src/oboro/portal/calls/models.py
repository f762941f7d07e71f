"""Calls for proposals and their files."""

from datetime import date

from django.db import models

from oboro.casework.calls import CALL_LABELS, CallStatus, call_status
from oboro.law.regime import Regime, Scheme
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.own_law import law_of_case


class Call(models.Model):
    """A call for proposals (提案の募集)."""

    organisation = models.ForeignKey(Organisation, related_name="calls", on_delete=models.PROTECT)
    fiscal_year = models.PositiveIntegerField("年度")
    number = models.PositiveIntegerField("年度の中の回")
    scheme = models.CharField(max_length=20, choices=[(scheme.value, scheme.value) for scheme in Scheme])
    stored_status = models.CharField(
        max_length=12,
        choices=[(s.value, CALL_LABELS[s]) for s in (CallStatus.PREPARED, CallStatus.APPROVED, CallStatus.ANNOUNCED)],
        default=CallStatus.PREPARED.value,
    )
    starts_on = models.DateField("募集の開始の日")
    ends_on = models.DateField("募集の終わりの日")
    announced_on = models.DateField("公示の日", null=True, blank=True)
    how_to_submit = models.TextField("提案の方法", blank=True)
    notice = models.JSONField("公示の内容", default=dict, blank=True)
    prepared_by = models.CharField(max_length=60, blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    result = models.JSONField("募集の結果", default=dict, blank=True)
    reported_on = models.DateField("結果を公表した日", null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "fiscal_year", "number"], name="one_call_per_number"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="call_ends_after_start"
            ),
        ]

    class Privacy:
        plain = (
            "organisation", "fiscal_year", "number", "scheme", "stored_status", "starts_on", "ends_on", "announced_on",
            "how_to_submit", "notice", "result", "reported_on",
        )  # fmt: skip
        personal = ("prepared_by", "approved_by")

    def __str__(self) -> str:
        return f"{self.organisation.code}-{self.fiscal_year}-{self.number}"

    def status_on(self, on: date) -> CallStatus:
        """How the call stands on a day."""
        return call_status(
            CallStatus(self.stored_status),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            on=on,
            reported=self.reported_on is not None,
        )

    @property
    def regime(self) -> Regime:
        """The law under which the call is made: that of its first day."""
        return law_of_case(self.organisation, self.scheme, on=self.starts_on)


class CallFile(models.Model):
    """A file of a call, and the published version of its entry on the day of the announcement."""

    call = models.ForeignKey(Call, related_name="files", on_delete=models.PROTECT)
    entry = models.ForeignKey(Entry, related_name="calls", on_delete=models.PROTECT)
    version = models.ForeignKey(EntryVersion, related_name="calls", on_delete=models.PROTECT)

    class Meta:
        ordering = ["call", "entry"]
        constraints = [models.UniqueConstraint(fields=["call", "entry"], name="a_file_once_in_a_call")]

    class Privacy:
        plain = ("call", "entry", "version")
        personal = ()


class Abstention(models.Model):
    """The recorded choice of a body that need not call: none in this fiscal year. A call that is prepared lifts it."""

    organisation = models.ForeignKey(Organisation, related_name="abstentions", on_delete=models.PROTECT)
    fiscal_year = models.PositiveIntegerField("年度")
    reason = models.CharField("理由", max_length=1000, blank=True)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=60)
    lifted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-fiscal_year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fiscal_year"],
                condition=models.Q(lifted_on__isnull=True),
                name="one_abstention_per_year",
            )
        ]

    class Privacy:
        plain = ("organisation", "fiscal_year", "reason", "decided_on", "lifted_on")
        personal = ("decided_by",)
