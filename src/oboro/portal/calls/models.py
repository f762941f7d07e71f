"""Calls for proposals and their files."""

from datetime import date

from django.db import models

from oboro.casework.calls import CALL_LABELS, CallStatus, call_status
from oboro.law.regime import Regime, Scheme, regime
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.tenancy.models import Organisation


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
    approved_by = models.CharField(max_length=60, blank=True)

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
            "how_to_submit", "notice",
        )  # fmt: skip
        personal = ("approved_by",)

    def __str__(self) -> str:
        return f"{self.organisation.code}-{self.fiscal_year}-{self.number}"

    def status_on(self, on: date) -> CallStatus:
        """How the call stands on a day."""
        return call_status(CallStatus(self.stored_status), starts_on=self.starts_on, ends_on=self.ends_on, on=on)

    @property
    def regime(self) -> Regime:
        """The law under which the call is made: that of its first day."""
        return regime(Scheme(self.scheme), body=self.organisation.body, on=self.starts_on)


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
