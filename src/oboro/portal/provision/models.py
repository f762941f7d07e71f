"""The making of a contract's information, what prepares and follows it, and how it is handed over."""

from django.db import models

from oboro.casework.lifecycle import LABELS, MakingStatus
from oboro.casework.provision import ERASED_LABELS, PURPOSE_LABELS
from oboro.portal.contracts.models import Contract
from oboro.portal.tenancy.models import Organisation


class Making(models.Model):
    """作成 and 提供 of one contract.

    `order` is the sealed order as it went out. Of the delivery the facts and the report's figures are kept, never the
    recipe: how it was made must not lie on the internet side. The recipient's part lies in a file named by its digest.
    `source` is the making that made the information already, when the contract is on existing information.
    """

    class Privacy:
        personal = ("facts",)
        plain = (
            "contract",
            "status",
            "source",
            "order",
            "order_sha256",
            "ordered_on",
            "report",
            "delivery_sha256",
            "delivered_on",
            "persons",
            "records",
            "provision_sha256",
            "provision_size",
            "registered_on",
            "registered_persons",
            "made_from",
            "made_until",
            "handed_over_on",
            "received_on",
        )

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="making")
    status = models.CharField(max_length=20, choices=[(s.value, LABELS[s]) for s in MakingStatus])
    source = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reused")
    order = models.BinaryField(blank=True, default=b"")
    order_sha256 = models.CharField(max_length=64, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    facts = models.JSONField("納品の内容", default=dict, blank=True)
    report = models.JSONField("測った値", default=dict, blank=True)
    delivery_sha256 = models.CharField(max_length=64, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    persons = models.PositiveIntegerField(null=True, blank=True)
    records = models.PositiveIntegerField(null=True, blank=True)
    provision_sha256 = models.CharField(max_length=64, blank=True)
    provision_size = models.PositiveBigIntegerField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    registered_persons = models.PositiveIntegerField(null=True, blank=True)
    made_from = models.DateField("提案を受ける期間の始まり", null=True, blank=True)
    made_until = models.DateField("提案を受ける期間の終わり", null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)

    @property
    def stands(self) -> MakingStatus:
        """The status as casework knows it."""
        return MakingStatus(self.status)


class Link(models.Model):
    """A link that hands the information over once. Only the digest of its secret is kept."""

    class Privacy:
        personal = ("issued_by", "revoked_reason")
        plain = (
            "making",
            "token_sha256",
            "issued_on",
            "expires_on",
            "reason",
            "used_at",
            "used_on",
            "revoked_on",
        )

    making = models.ForeignKey(Making, on_delete=models.PROTECT, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=60)
    expires_on = models.DateField()
    reason = models.CharField("再発行の理由", max_length=500, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_reason = models.CharField("取り消した理由", max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["making"],
                condition=models.Q(used_at__isnull=True, revoked_on__isnull=True),
                name="one_living_link_per_making",
            )
        ]


class Capacity(models.Model):
    """How many minutes of work a workshop has in a month. `shared` ones are offered to other bodies of the site."""

    class Privacy:
        personal = ()
        plain = ("organisation", "month", "minutes", "shared")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="capacities")
    month = models.DateField("月の初日")
    minutes = models.PositiveIntegerField("作業の枠（分）")
    shared = models.BooleanField("ほかの団体も使える", default=False)

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["organisation", "month"], name="one_capacity_per_month")]


class Preparation(models.Model):
    """作成の準備: who makes it and when, who passes work on, the sealed list of those who are left out.

    `workshop` is the body whose hours are used: one's own, or a joint one that offers its hours.
    """

    class Privacy:
        personal = ()
        plain = (
            "contract", "workshop", "contractor", "planned_month", "planned_minutes", "passed_on_to", "approval_number",
            "approved_on", "exclusion_sha256", "excluded", "sealed_on", "recorded_on",
        )  # fmt: skip

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="preparation")
    workshop = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="preparations")
    contractor = models.CharField("委託先", max_length=100, blank=True)
    planned_month = models.DateField("作業をする月", null=True, blank=True)
    planned_minutes = models.PositiveIntegerField("見込みの時間（分）", default=0)
    passed_on_to = models.CharField("再委託先", max_length=100, blank=True)
    approval_number = models.CharField("再委託を承認した文書番号", max_length=60, blank=True)
    approved_on = models.DateField("再委託を承認した日", null=True, blank=True)
    exclusion_sha256 = models.CharField(max_length=64, blank=True)
    excluded = models.PositiveIntegerField(null=True, blank=True)
    sealed_on = models.DateField(null=True, blank=True)
    recorded_on = models.DateField()


class EngagedPerson(models.Model):
    """従事者名簿: somebody who is engaged in the making."""

    class Privacy:
        personal = ("name", "duty")
        plain = ("preparation", "from_on", "to_on")

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=60)
    duty = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)


class WorkLog(models.Model):
    """作業の記録: minutes worked on a day."""

    class Privacy:
        personal = ("what", "recorded_by")
        plain = ("making", "worked_on", "minutes", "recorded_on")

    making = models.ForeignKey(Making, on_delete=models.PROTECT, related_name="work")
    worked_on = models.DateField()
    minutes = models.PositiveIntegerField()
    what = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=60)
    recorded_on = models.DateField()

    class Meta:
        ordering = ["worked_on", "pk"]


class MediumEntry(models.Model):
    """媒体台帳: one medium that carried a sealed bundle, out or in."""

    class Privacy:
        personal = ("handed_by", "received_by")
        plain = (
            "making", "number", "purpose", "kind", "label", "sha256", "encrypted", "handed_on", "returned_on", "reason",
        )  # fmt: skip

    making = models.ForeignKey(Making, on_delete=models.PROTECT, related_name="media")
    number = models.CharField("台帳の番号", max_length=20)
    purpose = models.CharField(max_length=10, choices=[(p.value, label) for p, label in PURPOSE_LABELS.items()])
    kind = models.CharField("媒体の種類", max_length=40)
    label = models.CharField("媒体の番号", max_length=60)
    sha256 = models.CharField(max_length=64)
    encrypted = models.BooleanField("暗号化", default=False)
    handed_on = models.DateField()
    handed_by = models.CharField(max_length=60)
    received_by = models.CharField("受け取った人", max_length=60)
    returned_on = models.DateField(null=True, blank=True)
    reason = models.CharField("もう一度渡す理由", max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["making", "number"], name="one_ledger_row_per_number")]


class Erasure(models.Model):
    """消去の記録 of what the making used: copies of the source, removed parts, the key of surrogates."""

    class Privacy:
        personal = ("witness",)
        plain = ("making", "what", "method", "erased_on", "certificate", "recorded_on")

    making = models.ForeignKey(Making, on_delete=models.PROTECT, related_name="erasures")
    what = models.CharField(max_length=20, choices=[(e.value, label) for e, label in ERASED_LABELS.items()])
    method = models.CharField("消去の方法", max_length=500)
    erased_on = models.DateField()
    witness = models.CharField("立ち会った人", max_length=60)
    certificate = models.CharField("消去証明書の番号", max_length=60, blank=True)
    recorded_on = models.DateField()

    class Meta:
        ordering = ["erased_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["making", "what"], name="one_erasure_per_kind")]
