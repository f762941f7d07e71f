import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0008_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preparation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contractor", models.CharField(blank=True, max_length=100, verbose_name="委託先")),
                ("planned_month", models.DateField(blank=True, null=True, verbose_name="作業をする月")),
                ("planned_minutes", models.PositiveIntegerField(default=0, verbose_name="見込みの時間（分）")),
                ("passed_on_to", models.CharField(blank=True, max_length=100, verbose_name="再委託先")),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=60, verbose_name="再委託を承認した文書番号"),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="再委託を承認した日")),
                ("exclusion_sha256", models.CharField(blank=True, max_length=64)),
                ("excluded", models.PositiveIntegerField(blank=True, null=True)),
                ("sealed_on", models.DateField(blank=True, null=True)),
                ("recorded_on", models.DateField()),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="preparation", to="portal.contract"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preparations",
                        to="portal.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EngagedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("duty", models.CharField(blank=True, max_length=100)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "preparation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="portal.preparation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worked_on", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("what", models.CharField(max_length=200)),
                ("recorded_by", models.CharField(max_length=60)),
                ("recorded_on", models.DateField()),
                (
                    "making",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="work", to="portal.making"
                    ),
                ),
            ],
            options={
                "ordering": ["worked_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="月の初日")),
                ("minutes", models.PositiveIntegerField(verbose_name="作業の枠（分）")),
                ("shared", models.BooleanField(default=False, verbose_name="ほかの団体も使える")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="capacities", to="portal.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["month"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "month"), name="one_capacity_per_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("source", "元の情報の写し"),
                            ("removed", "除いた情報・途中の情報"),
                            ("key", "対応表・仮名の鍵"),
                        ],
                        max_length=20,
                    ),
                ),
                ("method", models.CharField(max_length=500, verbose_name="消去の方法")),
                ("erased_on", models.DateField()),
                ("witness", models.CharField(max_length=60, verbose_name="立ち会った人")),
                ("certificate", models.CharField(blank=True, max_length=60, verbose_name="消去証明書の番号")),
                ("recorded_on", models.DateField()),
                (
                    "making",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="portal.making"
                    ),
                ),
            ],
            options={
                "ordering": ["erased_on", "pk"],
                "constraints": [models.UniqueConstraint(fields=("making", "what"), name="one_erasure_per_kind")],
            },
        ),
        migrations.CreateModel(
            name="MediumEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="台帳の番号")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("order", "指図の包み"), ("delivery", "納品の包み"), ("provision", "提供する情報")],
                        max_length=10,
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="媒体の種類")),
                ("label", models.CharField(max_length=60, verbose_name="媒体の番号")),
                ("sha256", models.CharField(max_length=64)),
                ("encrypted", models.BooleanField(default=False, verbose_name="暗号化")),
                ("handed_on", models.DateField()),
                ("handed_by", models.CharField(max_length=60)),
                ("received_by", models.CharField(max_length=60, verbose_name="受け取った人")),
                ("returned_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="もう一度渡す理由")),
                (
                    "making",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="media", to="portal.making"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("making", "number"), name="one_ledger_row_per_number")],
            },
        ),
    ]
