"""Screens of keeping and parting with records."""

from django import forms

from oboro.casework.retention import CLASS_LABELS
from oboro.ui.fields import WarekiDateField


class RuleForm(forms.Form):
    """How long a class of records is kept."""

    record_class = forms.ChoiceField(
        label="記録の種類", choices=[(c.value, label) for c, label in CLASS_LABELS.items()]
    )
    years = forms.IntegerField(
        label="保存期間（年）",
        min_value=1,
        max_value=100,
        help_text="完結した日の属する年度の翌年度の初めから数えます。",
    )
    basis = forms.CharField(label="定めた規程", max_length=200)


class HoldForm(forms.Form):
    """Which record is kept from disposal, and why."""

    subject = forms.CharField(
        label="保留する記録", max_length=80, help_text="記録の「対象」のとおりに、proposal:R8-001 のように書きます。"
    )
    reason = forms.CharField(label="理由", max_length=500, help_text="審査請求、訴訟、情報公開請求など。")


class ApprovalForm(forms.Form):
    """The document that approved the disposal."""

    document_number = forms.CharField(label="廃棄を決裁した文書番号", max_length=60)


class ReviewForm(forms.Form):
    """What the review of a month found."""

    month = WarekiDateField(label="点検する月", help_text="その月のどの日でもかまいません。")
    findings = forms.CharField(label="点検の結果", widget=forms.Textarea({"rows": 5}), max_length=5000)


class DerivativeForm(forms.Form):
    """A copy that a sanitiser changed."""

    file = forms.FileField(label="無害化した写し", help_text="原本は置き換えません。")
    sanitiser = forms.CharField(label="無害化の方法", max_length=100)
