"""The folded name of an entry beside its other searched fields, filled for what is published already."""

from django.db import migrations, models

from oboro.kernel.text import fold


def fill(apps, schema_editor):
    listing = apps.get_model("portal", "Listing")
    lines = []
    for line in listing.objects.filter(folded_name="").only("pk", "name").iterator(chunk_size=2000):
        line.folded_name = "\n".join(fold(part) for part in line.name.splitlines())
        lines.append(line)
        if len(lines) == 2000:
            listing.objects.bulk_update(lines, ["folded_name"])
            lines = []
    listing.objects.bulk_update(lines, ["folded_name"])


class Migration(migrations.Migration):
    dependencies = [("portal", "0020_feasibility_menu")]

    operations = [
        migrations.AddField(model_name="listing", name="folded_name", field=models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
