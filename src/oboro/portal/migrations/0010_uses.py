import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_making"),
    ]

    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("use_running", "利用中"),
                            ("use_ended", "利用終了（消去の報告待ち）"),
                            ("use_erased", "消去の報告済み"),
                            ("use_completed", "完了"),
                        ],
                        default="use_running",
                        max_length=20,
                    ),
                ),
                ("report_months", models.PositiveIntegerField(default=0, verbose_name="報告の間隔（月）")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="利用を終えた日")),
                ("end_on_paper", models.BooleanField(default=False)),
                ("erased_on", models.DateField(blank=True, null=True, verbose_name="消去した日")),
                ("erasure", models.TextField(blank=True, verbose_name="消去の方法")),
                ("completed_on", models.DateField(blank=True, null=True)),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="use", to="portal.contract"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UseReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(blank=True, null=True)),
                ("reported_on", models.DateField(blank=True, null=True)),
                ("recorded_on", models.DateField(blank=True, null=True)),
                ("on_paper", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="portal.use"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveIntegerField()),
                ("on", models.DateField()),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="portal.use"
                    ),
                ),
            ],
            options={
                "ordering": ["-days"],
                "constraints": [models.UniqueConstraint(fields=("use", "days"), name="one_reminder_per_distance")],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("incident_reported", "報告あり"),
                            ("incident_investigated", "調査中"),
                            ("incident_corrected", "是正済み"),
                            ("incident_closed", "対応完了"),
                        ],
                        default="incident_reported",
                        max_length=30,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leak", "漏えい・滅失・毀損"),
                            ("reidentified", "特定の個人が識別された、又はそのおそれ"),
                            ("other_use", "契約と違う利用・提供"),
                            ("control", "安全管理の不備"),
                            ("other", "そのほか"),
                        ],
                        max_length=20,
                    ),
                ),
                ("found_on", models.DateField(verbose_name="気付いた日")),
                ("reported_on", models.DateField(verbose_name="報告を受けた日")),
                ("on_paper", models.BooleanField(default=False)),
                ("persons", models.PositiveIntegerField(blank=True, null=True, verbose_name="関係する本人の数")),
                ("what", models.TextField(verbose_name="内容")),
                ("points", models.JSONField(blank=True, default=dict, verbose_name="確認事項")),
                ("correction", models.TextField(blank=True, verbose_name="是正の内容")),
                ("corrected_on", models.DateField(blank=True, null=True)),
                ("conclusion", models.TextField(blank=True, verbose_name="結論")),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="portal.use"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("use", "number"), name="one_incident_per_number")],
            },
        ),
    ]
