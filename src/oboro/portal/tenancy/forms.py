"""Log-in and the practice date."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from oboro.ui.fields import WarekiDateField


class LogInForm(AuthenticationForm):
    """A user name and a password."""

    error_messages = {
        "invalid_login": "利用者名かパスワードが違います。大文字と小文字は区別されます。",
        "inactive": "この利用者名は使えません。総括担当に確かめてください。",
    }

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["username"].label = "利用者名"
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["password"].label = "パスワード"


class PracticeDateForm(forms.Form):
    """The next day of a practice body."""

    to = WarekiDateField(label="練習用の日付", help_text="今の練習用の日付と同じか、それより後の日付を入れます。")
