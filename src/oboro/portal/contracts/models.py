"""A contract, its payments and its early end."""

from django.db import models
from django.db.models import Q

from oboro.casework.contract import ORDER_LABELS, TerminationGround
from oboro.casework.lifecycle import LABELS, ContractStatus
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import Organisation


class Contract(models.Model):
    """契約. `letter` is the application as it was made; the fee is that of the notice, never computed again.

    `reference` is the number by which a payment is known; `document` is the contract as it was concluded.
    """

    class Privacy:
        personal = ("letter", "document")
        plain = (
            "proposal",
            "status",
            "reference",
            "applied_on",
            "fee_yen",
            "due_on",
            "payment_order",
            "document_number",
            "concluded_on",
            "use_from",
            "use_until",
            "ended_on",
        )

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="contract")
    status = models.CharField(max_length=20, choices=[(s.value, LABELS[s]) for s in ContractStatus])
    reference = models.CharField("整理番号", max_length=60, blank=True)
    letter = models.JSONField()
    document = models.JSONField(default=dict, blank=True)
    applied_on = models.DateField()
    fee_yen = models.PositiveIntegerField()
    due_on = models.DateField()
    payment_order = models.CharField(max_length=20, choices=[(o.value, label) for o, label in ORDER_LABELS.items()])
    document_number = models.CharField(max_length=60, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    use_from = models.DateField()
    use_until = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="one_reference_per_contract"
            ),
            models.CheckConstraint(
                condition=Q(status=ContractStatus.PREPARING.value)
                | (Q(concluded_on__isnull=False) & ~Q(document_number="")),
                name="a_concluded_contract_has_number_and_day",
            ),
        ]

    @property
    def stands(self) -> ContractStatus:
        """The status as casework knows it."""
        return ContractStatus(self.status)


class Payment(models.Model):
    """納付, made outside and recorded by its reference."""

    class Privacy:
        personal = ()
        plain = ("contract", "reference", "amount_yen", "paid_on", "recorded_on")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="payments")
    reference = models.CharField(max_length=60)
    amount_yen = models.PositiveIntegerField()
    paid_on = models.DateField()
    recorded_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "reference"], name="one_payment_per_reference")]


class PaymentImport(models.Model):
    """A file of payments as it was read: looked at first, recorded when an officer says so."""

    class Privacy:
        personal = ("by",)
        plain = ("organisation", "sha256", "lines", "read_on", "recorded_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="payment_imports")
    sha256 = models.CharField(max_length=64)
    lines = models.JSONField()
    read_on = models.DateField()
    recorded_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=150)

    class Meta:
        db_table = "portal_payment_import"


class ContractTemplate(models.Model):
    """契約書のひな形 of a body, version by version; without one the packaged text is used."""

    class Privacy:
        personal = ("by",)
        plain = ("organisation", "number", "text", "entered_on")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contract_templates")
    number = models.PositiveIntegerField()
    text = models.TextField()
    entered_on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        db_table = "portal_contract_template"
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_contract_text_per_number")]


class Termination(models.Model):
    """解除, with its ground and the day from which the party may propose again."""

    class Privacy:
        personal = ("reason", "hearing", "letter")
        plain = ("contract", "ground", "document_number", "on", "barred_until")

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="termination")
    ground = models.CharField(max_length=20, choices=[(g.value, g.value) for g in TerminationGround])
    reason = models.TextField()
    hearing = models.TextField("弁明などの記録", blank=True)
    letter = models.JSONField(default=dict, blank=True)
    document_number = models.CharField(max_length=60)
    on = models.DateField()
    barred_until = models.DateField()
