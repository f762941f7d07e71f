from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_provision"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=40)),
                ("seq", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("on", models.DateField()),
                ("key", models.CharField(max_length=32)),
                ("signature", models.CharField(max_length=100)),
            ],
            options={
                "ordering": ["chain", "seq"],
                "constraints": [models.UniqueConstraint(fields=("chain", "seq"), name="one_sealed_head_per_place")],
            },
        ),
    ]
