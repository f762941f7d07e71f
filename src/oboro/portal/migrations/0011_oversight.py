import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0010_uses"),
    ]

    operations = [
        migrations.CreateModel(
            name="OversightRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("power", models.CharField(max_length=20, verbose_name="求めの種類")),
                (
                    "status",
                    models.CharField(
                        choices=[("request_open", "回答の準備中"), ("request_responded", "回答済み")],
                        default="request_open",
                        max_length=30,
                    ),
                ),
                ("document_number", models.CharField(max_length=60, verbose_name="文書番号")),
                ("received_on", models.DateField(verbose_name="受けた日")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="回答の期限")),
                ("about", models.CharField(max_length=200, verbose_name="件名")),
                ("items", models.JSONField(default=list, verbose_name="確認する事項")),
                ("response", models.TextField(blank=True, verbose_name="回答の内容")),
                ("response_number", models.CharField(blank=True, max_length=60, verbose_name="回答の文書番号")),
                ("responded_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oversight_requests",
                        to="portal.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="受付番号")),
                ("code_sha256", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("complaint_received", "受付済み"),
                            ("complaint_assigned", "担当決定"),
                            ("complaint_investigated", "調査済み"),
                            ("complaint_answered", "回答済み"),
                            ("complaint_closed", "完結"),
                        ],
                        default="complaint_received",
                        max_length=30,
                    ),
                ),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("page", "このサイト"),
                            ("telephone", "電話"),
                            ("paper", "書面"),
                            ("counter", "窓口"),
                            ("forwarded", "ほかの窓口からの引継ぎ"),
                        ],
                        max_length=20,
                        verbose_name="受付の方法",
                    ),
                ),
                ("came_to", models.CharField(blank=True, max_length=100, verbose_name="最初に受けた窓口")),
                ("came_on", models.DateField(verbose_name="申出の日")),
                ("received_on", models.DateField(verbose_name="記録した日")),
                ("received_by", models.CharField(max_length=60)),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="氏名")),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="連絡先")),
                ("text", models.TextField(verbose_name="苦情の内容")),
                ("assigned_to", models.CharField(blank=True, max_length=100, verbose_name="担当")),
                ("finding", models.TextField(blank=True, verbose_name="調査の結果")),
                ("answer", models.TextField(blank=True, verbose_name="回答")),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="portal.entry",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="portal.organisation"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="portal.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="one_complaint_per_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="YearlyReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fiscal_year", models.PositiveIntegerField(verbose_name="年度")),
                ("version", models.PositiveIntegerField(verbose_name="版")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("return_counted", "集計済み"),
                            ("return_confirmed", "原課確認済み"),
                            ("return_approved", "総括確認済み"),
                            ("return_submitted", "提出済み"),
                        ],
                        default="return_counted",
                        max_length=30,
                    ),
                ),
                ("as_of", models.DateField(verbose_name="集計の日")),
                ("as_of_seq", models.PositiveIntegerField(verbose_name="集計した記録の番号")),
                ("numbers", models.JSONField(default=dict, verbose_name="集計した数")),
                ("remarks", models.TextField(blank=True, verbose_name="備考")),
                ("confirmed_by", models.CharField(blank=True, max_length=60)),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="提出した文書番号")),
                ("submitted_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="portal.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-fiscal_year", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "fiscal_year", "version"), name="one_return_per_version"
                    )
                ],
            },
        ),
    ]
