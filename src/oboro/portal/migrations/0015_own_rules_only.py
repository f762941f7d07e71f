"""The body's record no longer holds its fees: its own rules do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal", "0014_own_rules_kept")]
    operations = [migrations.RemoveField(model_name="organisation", name="fee_schedule")]
