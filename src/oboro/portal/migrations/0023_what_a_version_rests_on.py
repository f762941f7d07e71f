"""A version keeps who proposed and which papers it rests on; why a link was taken back stays with the link."""

from typing import Any

from django.db import migrations, models

AGENT = ("agent", "agent_name", "agent_address")
JOINT = ("seq", "name", "address", "representative", "individual")


def keep_what_stands(apps: Any, _editor: Any) -> None:
    """What stands in a case is what its last version rests on, and every paper of it counts as handed in.

    While a correction is being written nobody can tell any more who proposed before it: there nothing is kept, so that
    nothing is put back, and no paper is lost.
    """
    Proposal, Version, Paper = (
        apps.get_model("portal", name) for name in ("Proposal", "ProposalVersion", "Attachment")
    )
    for proposal in Proposal.objects.filter(version__gt=0).only("version", "status", *AGENT).iterator(chunk_size=500):
        Paper.objects.filter(proposal=proposal).update(since=proposal.version)
        if proposal.status != "correcting":
            joint = list(proposal.joint_proposers.order_by("seq").values(*JOINT))
            kept = {"joint": joint, **{name: getattr(proposal, name) for name in AGENT}}
            Version.objects.filter(proposal=proposal, seq=proposal.version).update(proposers=kept)


class Migration(migrations.Migration):
    dependencies = [("portal", "0022_made_found_by_index")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="since",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="attachment",
            name="until",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="link",
            name="revoked_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="取り消した理由"),
        ),
        migrations.AddField(
            model_name="proposalversion",
            name="proposers",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.RunPython(keep_what_stands, migrations.RunPython.noop),
    ]
