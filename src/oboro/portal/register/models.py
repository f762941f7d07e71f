"""Entries and their versions, editions of the register, what is decided and noted of a file, what is searched."""

from typing import Any

from django.db import models

from oboro.casework.register import EVENT_LABELS, VERSION_LABELS, Event, VersionStatus
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


class Edition(models.Model):
    """The whole register of a body as it was published at once: the versions in force from this edition on.

    A version knows the edition that brought it and the one that ended it, so every edition can be printed again, in
    every format, for as long as the versions stand; `sha256` is of its canonical content and proves it.
    """

    organisation = models.ForeignKey(Organisation, related_name="editions", on_delete=models.PROTECT)
    number = models.PositiveIntegerField("回")
    published_on = models.DateField("公表の日")
    published_by = models.CharField(max_length=60)
    entries = models.PositiveIntegerField("記載の数")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["organisation", "-number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_edition_per_number")]

    class Privacy:
        plain = ("organisation", "number", "published_on", "entries", "sha256")
        personal = ("published_by",)

    def __str__(self) -> str:
        return f"{self.organisation.code} 第{self.number}回"


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
    withheld = models.JSONField("記載しない事項とその理由", default=dict, blank=True)
    note = models.CharField("差戻しの理由", max_length=1000, blank=True)
    drafted_by = models.CharField(max_length=60)
    writers = models.JSONField("下書きを書いた人", default=list, blank=True)
    drafted_on = models.DateField()
    approved_by = models.CharField(max_length=60, blank=True)
    published_on = models.DateField("公表の日", null=True, blank=True)
    ended_on = models.DateField("公表を終えた日", null=True, blank=True)
    published_in = models.ForeignKey(Edition, null=True, blank=True, related_name="brought", on_delete=models.PROTECT)
    ended_in = models.ForeignKey(Edition, null=True, blank=True, related_name="ended", on_delete=models.PROTECT)

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
        indexes = [
            models.Index(fields=["status", "offered"]),
            models.Index(
                fields=["entry"],
                name="version_tells_of_made",
                condition=models.Q(status="published", answers__has_key="made_period"),
            ),
        ]

    class Privacy:
        plain = (
            "entry", "number", "status", "scheme", "law_on", "persons", "answers", "name", "offered", "withheld",
            "note", "drafted_on", "published_on", "ended_on", "published_in", "ended_in",
        )  # fmt: skip
        personal = ("drafted_by", "writers", "approved_by")

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
    rests_on = models.JSONField("判定のもとになった記載", default=dict)
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
        plain = ("entry", "scheme", "rests_on", "judged_on", "eligible", "facts", "steps", "consequence", "note")
        personal = ("judged_by",)


class Exemption(models.Model):
    """The decision that a file is not entered, with its ground; it stands until it is lifted."""

    entry = models.ForeignKey(Entry, related_name="exemptions", on_delete=models.PROTECT)
    ground = models.CharField("根拠", max_length=40)
    reason = models.TextField("当てはまる理由")
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=60)
    lifted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["entry", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(lifted_on__isnull=True), name="one_exemption_at_a_time"
            )
        ]

    class Privacy:
        plain = ("entry", "ground", "reason", "decided_on", "lifted_on")
        personal = ("decided_by",)


class Occurrence(models.Model):
    """What happened to a file and asks for a change of the register; settled when the register has followed."""

    entry = models.ForeignKey(Entry, related_name="occurrences", on_delete=models.PROTECT)
    event = models.CharField("起きたこと", max_length=10, choices=[(e.value, EVENT_LABELS[e]) for e in Event])
    happened_on = models.DateField("起きた日")
    note = models.CharField("内容", max_length=1000, blank=True)
    noted_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["entry", "happened_on", "pk"]

    class Privacy:
        plain = ("entry", "event", "happened_on", "note", "noted_on", "settled_on")
        personal = ()


class FeasibilityMenu(models.Model):
    """What could be made of a file, as `oboro menu` counted it: shown with the published entry, nobody's data in it."""

    entry = models.OneToOneField(Entry, related_name="menu", on_delete=models.PROTECT)
    lines = models.JSONField("作成の目安")
    put_on = models.DateField("公表の日")
    put_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["entry"]

    class Privacy:
        plain = ("entry", "lines", "put_on")
        personal = ("put_by",)


class Confirmation(models.Model):
    """The yearly look at a published entry: nothing has changed, and so many persons are in the file."""

    entry = models.ForeignKey(Entry, related_name="confirmations", on_delete=models.PROTECT)
    confirmed_on = models.DateField()
    confirmed_by = models.CharField(max_length=60)
    persons = models.PositiveIntegerField("本人の数")

    class Meta:
        ordering = ["entry", "-pk"]

    class Privacy:
        plain = ("entry", "confirmed_on", "persons")
        personal = ("confirmed_by",)


class ImportJob(models.Model):
    """A register that came from elsewhere, as read: its cells and how its columns are taken, until it is applied."""

    organisation = models.ForeignKey(Organisation, related_name="import_jobs", on_delete=models.PROTECT)
    received_on = models.DateField()
    received_by = models.CharField(max_length=60)
    encoding = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    table = models.JSONField("読み取った表", default=dict)
    columns = models.JSONField("列の対応", default=dict)
    applied_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "-pk"]

    class Privacy:
        plain = ("organisation", "received_on", "encoding", "sha256", "table", "columns", "applied_on")
        personal = ("received_by",)


class GramsField(models.Field):
    """Numbers that stand for pairs of letters: an integer array on PostgreSQL, words for FTS5 on SQLite."""

    def db_type(self, connection: Any) -> str:
        """The column's type on this database."""
        return "integer[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 Django's signature
        """A list of whole numbers as the database takes it."""
        return (
            list(value)
            if connection.vendor == "postgresql"
            else " ".join(f"g{number & 0xFFFFFFFF:x}" for number in value)
        )


class Listing(models.Model):
    """What the public searches: a line per published entry, written and removed by the same act as the publication."""

    version = models.OneToOneField(EntryVersion, primary_key=True, related_name="listing", on_delete=models.PROTECT)
    entry = models.ForeignKey(Entry, related_name="listings", on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, related_name="listings", on_delete=models.PROTECT)
    code = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    section = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    offered = models.BooleanField()
    folded = models.TextField()
    folded_name = models.TextField(blank=True, default="")
    folded_section = models.TextField(blank=True)
    folded_purpose = models.TextField(blank=True)
    folded_items = models.TextField(blank=True)
    grams = GramsField()

    class Meta:
        ordering = ["code", "number"]
        indexes = [
            models.Index(fields=["code", "number"], name="listing_in_order"),
            models.Index(fields=["code", "number"], condition=models.Q(offered=True), name="listing_offered"),
            models.Index(fields=["kind", "code", "number"], name="listing_of_kind"),
        ]

    class Privacy:
        plain = (
            "version", "entry", "organisation", "code", "number", "name", "section", "kind", "offered", "folded",
            "folded_name", "folded_section", "folded_purpose", "folded_items", "grams",
        )  # fmt: skip
        personal = ()
