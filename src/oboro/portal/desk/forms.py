"""Forms of the desk: whom a case is given to, posts and terms, the hand-over, closed days, the period, the mail."""

from typing import Any

from django import forms

from oboro.casework.clocks import LONGEST, UNIT_LABELS, Period, Unit
from oboro.law.citation import HOW_TO_WRITE
from oboro.portal.desk import queries
from oboro.portal.tenancy.models import ClosedDay, Organisation
from oboro.ui.fields import LONGEST_MAIL, Buttons, WarekiDateField, YesNoField


class AssignForm(forms.Form):
    """A post, a person, or nobody."""

    to = forms.ChoiceField(label="担当", required=False, widget=forms.Select)

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        on = organisation.today
        self._posts = {f"post-{one.pk}": one for one in queries.posts(organisation)}
        self._people = {f"person-{one.pk}": one for one in queries.officers(organisation) if not one.has_left}
        self.fields["to"].choices = [
            ("", "決めない（役割の人なら誰でも）"),
            ("職", [(key, _post_words(one, on)) for key, one in self._posts.items()]),
            ("職員", [(key, f"{one.username}（{one.post}）") for key, one in self._people.items()]),
        ]

    def chosen(self) -> dict[str, Any]:
        """The post and the person, at most one of them."""
        key = self.cleaned_data["to"]
        return {"post": self._posts.get(key), "person": self._people.get(key)}


class PostForm(forms.Form):
    """A new post."""

    name = forms.CharField(label="職・係の名称", max_length=60, help_text="例：情報公開係長。人の名前は書きません。")
    section = forms.ModelChoiceField(
        queryset=None, label="課", required=False, empty_label="課に属さない", help_text="この職の事案を数える課です。"
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["section"].queryset = queries.sections(organisation)


class AppointForm(forms.Form):
    """Who holds a post, and for which term."""

    user = forms.ModelChoiceField(queryset=None, label="職員", empty_label="選んでください")
    from_on = WarekiDateField(label="任期の初日")
    until_on = WarekiDateField(label="任期の末日", required=False, help_text="決まっていないときは空けます。")

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = queries.officers(organisation)
        self.fields["user"].label_from_instance = _officer_words


class LeaverForm(forms.Form):
    """Whose desk is handed over; only looked at."""

    leaver = forms.ModelChoiceField(queryset=None, label="前任（異動する職員）", empty_label="選んでください")

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["leaver"].queryset = queries.officers(organisation)
        self.fields["leaver"].label_from_instance = _officer_words


class TransferForm(LeaverForm):
    """To whom, and from which day."""

    successor = forms.ModelChoiceField(queryset=None, label="後任", empty_label="選んでください")
    from_on = WarekiDateField(
        label="引継ぎの日", help_text="後任の初日です。前任は前の日まで今までどおり仕事ができます。"
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, organisation=organisation, **options)
        self.fields["leaver"].widget = forms.HiddenInput()
        self.fields["successor"].queryset = queries.officers(organisation)
        self.fields["successor"].label_from_instance = _officer_words


class ClosedDayForm(forms.Form):
    """A day that the body's own rule closes."""

    label = forms.CharField(label="休みの名称", max_length=60, help_text="例：開港記念日")
    on = WarekiDateField(label="日")
    yearly = YesNoField(label="毎年同じ日に閉庁するか", yes="毎年", no="この日だけ")
    law = forms.CharField(label="条例・規則の題名", max_length=100, help_text="例：甲市の休日を定める条例")
    cite = forms.CharField(label="根拠の箇所", max_length=20, help_text=HOW_TO_WRITE)

    def day(self) -> ClosedDay:
        """The day, not yet kept."""
        return ClosedDay(**self.cleaned_data)


class PeriodForm(forms.Form):
    """The body's own period for a review; empty for none."""

    days = forms.IntegerField(
        label="日数",
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text="受付の翌日から審査の結果の通知までの日数です。定めがないときは空けます。",
    )
    unit = forms.ChoiceField(
        label="数え方", choices=[(u.value, words) for u, words in UNIT_LABELS.items()], widget=Buttons, required=False
    )
    rule = forms.CharField(
        label="定めの名称", max_length=100, required=False, help_text="例：甲市標準処理期間を定める要綱"
    )

    def clean(self) -> dict[str, Any]:
        """A number of days needs its way of counting."""
        cleaned = super().clean()
        if cleaned.get("days") and not cleaned.get("unit"):
            self.add_error("unit", "数え方を選んでください。")
        return cleaned

    def period(self) -> Period | None:
        """The period, or None for none."""
        given = self.cleaned_data
        return Period(given["days"], Unit(given["unit"]), given["rule"]) if given["days"] else None


class AddressForm(forms.Form):
    """Where one's own morning mail goes."""

    email = forms.EmailField(
        label="メールの宛先",
        required=False,
        max_length=LONGEST_MAIL,
        help_text="空けると、メールは送りません。",
    )


class RehearsalForm(forms.Form):
    """The day on which a rehearsal begins."""

    on = WarekiDateField(label="練習の中の今日", help_text="練習の中だけの日付です。後から先へ進められます。")


def _officer_words(user: Any) -> str:
    left = "（任期終了）" if user.has_left else ""
    return f"{user.username}（{user.post}・{user.role_labels or '役割なし'}）{left}"


def _post_words(post: Any, on: Any) -> str:
    holders = [one.user.username for one in post.appointments.all() if one.runs(on)]
    return f"{post.name}（{'、'.join(holders) or '空席'}）"
