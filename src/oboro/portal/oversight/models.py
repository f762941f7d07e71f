"""Complaints, yearly returns, and requests of the overseeing commission."""

from django.db import models

from oboro.casework.oversight import (
    CAME_LABELS,
    COMPLAINT_LABELS,
    REQUEST_LABELS,
    RETURN_LABELS,
    ComplaintStatus,
    RequestStatus,
    ReturnStatus,
)
from oboro.portal.proposals.models import Proposal
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.models import Organisation


class Complaint(models.Model):
    """苦情. The day it came is that of the fact, wherever it came first; only the digest of its code is kept."""

    class Privacy:
        personal = ("name", "contact", "text", "assigned_to", "finding", "answer", "received_by")
        plain = (
            "organisation", "number", "code_sha256", "status", "came_by", "came_to", "came_on", "received_on", "entry",
            "proposal", "answered_on", "closed_on",
        )  # fmt: skip

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="complaints")
    number = models.CharField("受付番号", max_length=20)
    code_sha256 = models.CharField(max_length=64)
    status = models.CharField(
        max_length=30,
        choices=[(s.value, COMPLAINT_LABELS[s]) for s in ComplaintStatus],
        default=ComplaintStatus.RECEIVED.value,
    )
    came_by = models.CharField(
        "受付の方法", max_length=20, choices=[(c.value, label) for c, label in CAME_LABELS.items()]
    )
    came_to = models.CharField("最初に受けた窓口", max_length=100, blank=True)
    came_on = models.DateField("申出の日")
    received_on = models.DateField("記録した日")
    received_by = models.CharField(max_length=60)
    name = models.CharField("氏名", max_length=100, blank=True)
    contact = models.CharField("連絡先", max_length=200, blank=True)
    text = models.TextField("苦情の内容")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints")
    assigned_to = models.CharField("担当", max_length=100, blank=True)
    finding = models.TextField("調査の結果", blank=True)
    answer = models.TextField("回答", blank=True)
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_complaint_per_number")]

    @property
    def stands(self) -> ComplaintStatus:
        """The status as casework knows it."""
        return ComplaintStatus(self.status)


class YearlyReturn(models.Model):
    """施行の状況の報告: numbers as of a place in the body's record, so that counting again gives the same."""

    class Privacy:
        personal = ("confirmed_by",)
        plain = (
            "organisation", "fiscal_year", "version", "status", "as_of", "as_of_seq", "numbers", "remarks",
            "document_number", "submitted_on",
        )  # fmt: skip

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="returns")
    fiscal_year = models.PositiveIntegerField("年度")
    version = models.PositiveIntegerField("版")
    status = models.CharField(
        max_length=30, choices=[(s.value, RETURN_LABELS[s]) for s in ReturnStatus], default=ReturnStatus.COUNTED.value
    )
    as_of = models.DateField("集計の日")
    as_of_seq = models.PositiveIntegerField("集計した記録の番号")
    numbers = models.JSONField("集計した数", default=dict)
    remarks = models.TextField("備考", blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    document_number = models.CharField("提出した文書番号", max_length=60, blank=True)
    submitted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-fiscal_year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "fiscal_year", "version"], name="one_return_per_version")
        ]

    @property
    def stands(self) -> ReturnStatus:
        """The status as casework knows it."""
        return ReturnStatus(self.status)


class OversightRequest(models.Model):
    """監督に関する求め of the commission, with its checklist and the answer."""

    class Privacy:
        personal = ("response",)
        plain = (
            "organisation", "power", "status", "document_number", "received_on", "due_on", "about", "items",
            "responded_on", "response_number",
        )  # fmt: skip

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="oversight_requests")
    power = models.CharField("求めの種類", max_length=20)
    status = models.CharField(
        max_length=30, choices=[(s.value, REQUEST_LABELS[s]) for s in RequestStatus], default=RequestStatus.OPEN.value
    )
    document_number = models.CharField("文書番号", max_length=60)
    received_on = models.DateField("受けた日")
    due_on = models.DateField("回答の期限", null=True, blank=True)
    about = models.CharField("件名", max_length=200)
    items = models.JSONField("確認する事項", default=list)
    response = models.TextField("回答の内容", blank=True)
    response_number = models.CharField("回答の文書番号", max_length=60, blank=True)
    responded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-received_on", "-pk"]

    @property
    def stands(self) -> RequestStatus:
        """The status as casework knows it."""
        return RequestStatus(self.status)
