"""Entries and their versions, judgements of eligibility."""

from django.db import models

from oboro.casework.register import VERSION_LABELS, VersionStatus
from oboro.law.regime import Regime, Scheme
from oboro.portal.tenancy.models import Organisation, Section
from oboro.portal.tenancy.own_law import law_of_case


class Entry(models.Model):
    """One personal information file (個人情報ファイル) of an organisation, whatever its versions say."""

    organisation = models.ForeignKey(Organisation, related_name="entries", on_delete=models.PROTECT)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT)
    number = models.PositiveIntegerField("番号")

    class Meta:
        ordering = ["organisation", "number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_entry_per_number")]

    class Privacy:
        plain = ("organisation", "section", "number")
        personal = ()

    def __str__(self) -> str:
        return f"{self.organisation.code}-{self.number}"


class EntryVersion(models.Model):
    """What an entry says, from its draft to its publication. A published version is never changed."""

    entry = models.ForeignKey(Entry, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveIntegerField("版")
    status = models.CharField(
        max_length=12, choices=[(s.value, VERSION_LABELS[s]) for s in VersionStatus], default=VersionStatus.DRAFT.value
    )
    scheme = models.CharField(max_length=20, choices=[(scheme.value, scheme.value) for scheme in Scheme])
    law_on = models.DateField("記載の根拠とした法令の日")
    persons = models.PositiveIntegerField("本人の数", null=True, blank=True)
    answers = models.JSONField("記載事項", default=dict)
    name = models.CharField("個人情報ファイルの名称", max_length=500, blank=True)
    offered = models.BooleanField("提案の募集の対象", default=False)
    folded = models.TextField("検索用の文字", blank=True)
    pairs = models.TextField("検索用の組", blank=True)
    note = models.CharField("差戻しの理由", max_length=1000, blank=True)
    drafted_by = models.CharField(max_length=60)
    drafted_on = models.DateField()
    approved_by = models.CharField(max_length=60, blank=True)
    published_on = models.DateField("公表の日", null=True, blank=True)
    ended_on = models.DateField("公表を終えた日", null=True, blank=True)

    class Meta:
        ordering = ["entry", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(status="published"), name="one_published_version_per_entry"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(status__in=["draft", "submitted", "approved"]),
                name="one_version_in_hand_per_entry",
            ),
        ]
        indexes = [models.Index(fields=["status", "offered"])]

    class Privacy:
        plain = (
            "entry", "number", "status", "scheme", "law_on", "persons", "answers", "name", "offered", "folded", "pairs",
            "note", "drafted_on", "published_on", "ended_on",
        )  # fmt: skip
        personal = ("drafted_by", "approved_by")

    def __str__(self) -> str:
        return f"{self.entry} 第{self.number}版"

    @property
    def stage(self) -> VersionStatus:
        """The status as casework knows it."""
        return VersionStatus(self.status)

    @property
    def regime(self) -> Regime:
        """The law under which this version was written."""
        return law_of_case(self.entry.organisation, self.scheme, on=self.law_on)

    @property
    def record_items(self) -> list[str]:
        """The record items (記録項目), of which a proposer chooses."""
        return list(self.answers.get("record_items", []))


class Eligibility(models.Model):
    """One judgement whether a file is open for proposals: the facts, every step with its reason, the outcome."""

    entry = models.ForeignKey(Entry, related_name="judgements", on_delete=models.PROTECT)
    scheme = models.CharField(max_length=20, choices=[(scheme.value, scheme.value) for scheme in Scheme])
    judged_on = models.DateField()
    judged_by = models.CharField(max_length=60)
    eligible = models.BooleanField("該当")
    facts = models.JSONField()
    steps = models.JSONField()
    consequence = models.TextField(blank=True)
    note = models.TextField("判断の理由・経過", blank=True)

    class Meta:
        ordering = ["entry", "-pk"]

    class Privacy:
        plain = ("entry", "scheme", "judged_on", "eligible", "facts", "steps", "consequence", "note")
        personal = ("judged_by",)
