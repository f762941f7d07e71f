"""The published entries that tell of information already made are few among millions, so they have an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0021_names_searched")]

    operations = [
        migrations.AddIndex(
            model_name="entryversion",
            index=models.Index(
                condition=models.Q(("answers__has_key", "made_period"), ("status", "published")),
                fields=["entry"],
                name="version_tells_of_made",
            ),
        ),
    ]
