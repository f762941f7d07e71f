"""The making of a contract's information, and the one-time links by which it is handed over."""

from django.db import models

from oboro.casework.lifecycle import LABELS, MakingStatus
from oboro.portal.contracts.models import Contract


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
        personal = ("issued_by",)
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

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["making"],
                condition=models.Q(used_at__isnull=True, revoked_on__isnull=True),
                name="one_living_link_per_making",
            )
        ]
