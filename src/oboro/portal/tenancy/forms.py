"""Log-in and the practice date."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import User
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


class PasswordForm(PasswordChangeForm):
    """The old password and the new one, twice."""

    error_messages = {
        "password_incorrect": "今のパスワードが違います。",
        "password_mismatch": "新しいパスワードが二つで違います。",
    }

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002, ARG002 Django's own signature
        """Keep the new password and let the record tell of it."""
        actions.change_password(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        words = {
            "old_password": "今のパスワード",
            "new_password1": "新しいパスワード",
            "new_password2": "新しいパスワード（もう一度）",
        }
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = "12字以上。ほかで使っていないものにします。"


class PracticeDateForm(forms.Form):
    """The next day of a practice body."""

    to = WarekiDateField(label="練習用の日付", help_text="今の練習用の日付と同じか、それより後の日付を入れます。")
