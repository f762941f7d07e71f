import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0018_judgements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="番号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("disposal_listed", "決裁待ち"),
                            ("disposal_approved", "決裁済み"),
                            ("disposal_disposed", "廃棄済み"),
                        ],
                        default="disposal_listed",
                        max_length=30,
                    ),
                ),
                ("listed_on", models.DateField()),
                ("listed_by", models.CharField(max_length=60)),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="決裁の文書番号")),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("approved_by", models.CharField(blank=True, max_length=60)),
                ("disposed_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disposals", to="portal.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "record_class",
                    models.CharField(
                        choices=[
                            ("case", "提案・審査・契約・作成の記録"),
                            ("use", "利用・事故の記録"),
                            ("complaint", "苦情の記録"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(max_length=80)),
                ("closed_on", models.DateField()),
                ("kept_until", models.DateField()),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("rows", models.PositiveIntegerField(blank=True, null=True)),
                ("files", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="portal.disposal"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=80, verbose_name="対象")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("from_on", models.DateField()),
                ("released_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="portal.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RecordReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="月の初日")),
                ("seq", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=32)),
                ("signature", models.CharField(max_length=100)),
                ("findings", models.TextField(verbose_name="点検の結果")),
                ("reviewed_by", models.CharField(max_length=60)),
                ("reviewed_on", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_reviews",
                        to="portal.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "record_class",
                    models.CharField(
                        choices=[
                            ("case", "提案・審査・契約・作成の記録"),
                            ("use", "利用・事故の記録"),
                            ("complaint", "苦情の記録"),
                        ],
                        max_length=20,
                    ),
                ),
                ("years", models.PositiveIntegerField(verbose_name="保存期間（年）")),
                ("basis", models.CharField(max_length=200, verbose_name="定めた規程")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retention_rules",
                        to="portal.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Derivative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("original_sha256", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("sanitiser", models.CharField(max_length=100, verbose_name="無害化の方法")),
                ("added_by", models.CharField(max_length=60)),
                ("added_on", models.DateField()),
                ("accepted_by", models.CharField(blank=True, max_length=60)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="derivatives", to="portal.attachment"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("attachment", "sha256"), name="a_derivative_once_per_paper")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="one_disposal_per_number"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_on__isnull", True)),
                fields=("organisation", "subject"),
                name="one_hold_per_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordreview",
            constraint=models.UniqueConstraint(fields=("organisation", "month"), name="one_review_per_month"),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(fields=("organisation", "record_class"), name="one_rule_per_class"),
        ),
    ]
