"""Bodies, their sections and accounts; parties that propose."""

from datetime import date
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from oboro.casework.clocks import UNIT_LABELS, Period, Unit
from oboro.casework.desk import in_term
from oboro.casework.roles import ROLE_LABELS, Role
from oboro.law.citation import parse
from oboro.law.holidays import LocalDay
from oboro.law.regime import BodyKind, body_label


class RuleKind(StrEnum):
    """What a body sets itself: its fees, its whole scheme by an ordinance of the 2017 type."""

    FEES = "fees"
    SCHEME = "scheme_2017"


RULE_LABELS = {
    RuleKind.FEES: "手数料・利用料",
    RuleKind.SCHEME: "平成29年型の条例",
}
CODE = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9-]{0,19}\Z", "団体コードは英数字とハイフンで20字までです。")


class Organisation(models.Model):
    """A body that carries the procedure out (行政機関の長等)."""

    code = models.CharField("団体コード", max_length=20, unique=True, validators=[CODE])
    name = models.CharField("名称", max_length=100)
    head = models.CharField("通知に書く長の名", max_length=60)
    kind = models.CharField("種別", max_length=30, choices=[(kind.value, body_label(kind)) for kind in BodyKind])
    desk_name = models.CharField("提案を受ける組織の名称", max_length=100)
    desk_address = models.CharField("提案を受ける組織の所在地", max_length=200)
    practice_on = models.DateField("練習用の日付", null=True, blank=True)
    workshop_key = models.TextField("加工する側の公開鍵（PEM）", blank=True)
    review_days = models.PositiveSmallIntegerField("審査の期間の日数", null=True, blank=True)
    review_unit = models.CharField(
        "数え方", max_length=10, choices=[(u.value, label) for u, label in UNIT_LABELS.items()], blank=True
    )
    review_rule = models.CharField("審査の期間の定め", max_length=100, blank=True)
    rehearses = models.ForeignKey("self", null=True, blank=True, related_name="rehearsals", on_delete=models.PROTECT)
    rehearsed_by = models.OneToOneField(
        "User", null=True, blank=True, related_name="rehearsal", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rehearses__isnull=True, rehearsed_by__isnull=True)
                | models.Q(rehearses__isnull=False, rehearsed_by__isnull=False, practice_on__isnull=False),
                name="a_rehearsal_has_its_officer_and_its_day",
            )
        ]

    class Privacy:
        plain = (
            "code", "name", "head", "kind", "desk_name", "desk_address", "practice_on", "workshop_key",
            "review_days", "review_unit", "review_rule", "rehearses",
        )  # fmt: skip
        personal = ("rehearsed_by",)

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> BodyKind:
        """The kind of body as law knows it."""
        return BodyKind(self.kind)

    @property
    def today(self) -> date:
        """The day on which this body acts: its practice date, or the day in Japan."""
        return self.practice_on or timezone.localdate()

    @property
    def review_period(self) -> Period | None:
        """The body's own period for a review, if it has fixed one."""
        return Period(self.review_days, Unit(self.review_unit), self.review_rule) if self.review_days else None


class ClosedDay(models.Model):
    """A day on which the body's own ordinance or rule closes the office, once or every year."""

    organisation = models.ForeignKey(Organisation, related_name="closed_days", on_delete=models.CASCADE)
    label = models.CharField("休みの名称", max_length=60)
    on = models.DateField("日")
    yearly = models.BooleanField("毎年", default=False)
    law = models.CharField("条例・規則の題名", max_length=100)
    cite = models.CharField("根拠の箇所", max_length=20)

    class Meta:
        ordering = ["organisation", "on"]
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="a_day_closes_once")]

    class Privacy:
        plain = ("organisation", "label", "on", "yearly", "law", "cite")
        personal = ()

    def fact(self) -> LocalDay:
        """The day as law counts it."""
        place = parse(self.cite, titles=dict.fromkeys(("条例", "規程", "規則"), self.law))
        if self.yearly:
            return LocalDay(self.label, place, month_day=f"{self.on:%m-%d}", since=self.on)
        return LocalDay(self.label, place, on=self.on)


class OwnRule(models.Model):
    """What a body sets itself, as it was entered. A version answers from its first day until a later one begins.

    Nothing is changed or deleted: a correction is a new version with the same first day, and the newest one counts.
    """

    organisation = models.ForeignKey(Organisation, related_name="own_rules", on_delete=models.PROTECT)
    kind = models.CharField("種類", max_length=12, choices=[(kind.value, label) for kind, label in RULE_LABELS.items()])
    number = models.PositiveIntegerField("版")
    since = models.DateField("施行日")
    text = models.TextField("定め（TOML）")
    entered_on = models.DateField("入力日")
    entered_by = models.CharField("入力した人", max_length=60)

    class Meta:
        db_table = "portal_own_rule"
        ordering = ["organisation", "kind", "-since", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="one_own_rule_per_number")
        ]

    class Privacy:
        plain = ("organisation", "kind", "number", "since", "text", "entered_on")
        personal = ("entered_by",)

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} 第{self.number}版"


class Section(models.Model):
    """A section (課) of an organisation that keeps files."""

    organisation = models.ForeignKey(Organisation, related_name="sections", on_delete=models.PROTECT)
    name = models.CharField("課・係の名称", max_length=100)

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_section_per_name")]

    class Privacy:
        plain = ("organisation", "name")
        personal = ()

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """Somebody who proposes: a person, a company or another group."""

    name = models.CharField("氏名又は名称", max_length=100)
    address = models.CharField("住所又は居所", max_length=200)
    representative = models.CharField("代表者の氏名", max_length=60, blank=True)
    individual = models.BooleanField("個人", default=False)
    contact = models.CharField("連絡先", max_length=200, blank=True)
    rehearsal = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)

    class Privacy:
        plain = ("individual", "rehearsal")
        personal = ("name", "address", "representative", "contact")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager):
    """Makes accounts whose password is hashed and whose fields are whole."""

    def create_user(self, username: str, password: str, **fields: object) -> "User":
        """One account (ValidationError)."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["last_login"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account: of an organisation with roles, or of a party."""

    username = models.CharField("利用者名", max_length=60, unique=True)
    post = models.CharField("役職・係", max_length=60)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    email = models.EmailField("メールの宛先", blank=True)

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True, party__isnull=False)
                | models.Q(organisation__isnull=False, party__isnull=True),
                name="user_of_a_body_or_of_a_party",
            )
        ]

    class Privacy:
        plain = ("organisation", "section", "party", "is_active", "last_login")
        personal = ("username", "post", "password", "email")

    def __str__(self) -> str:
        return self.username

    @property
    def role_names(self) -> frozenset[Role]:
        """The roles of this account on the day of its body; an account of a party has one."""
        if self.party_id:
            return frozenset({Role.PROPOSER})
        if not hasattr(self, "_roles"):
            on = self.organisation.today
            self._roles = frozenset(Role(row.role) for row in self.memberships.all() if row.runs(on))
        return self._roles

    @property
    def has_left(self) -> bool:
        """Whether all terms of an officer have run out, so that the account must see nothing any more."""
        if self.organisation_id is None or self.role_names:
            return False
        terms = self.memberships.all()
        return bool(terms) and all(row.until_on and row.until_on < self.organisation.today for row in terms)

    @property
    def role_labels(self) -> str:
        """「総括担当・審査者」."""
        return "・".join(label for role, label in ROLE_LABELS.items() if role in self.role_names)


class Membership(models.Model):
    """A role that an account of an organisation has, for a term; an open side of the term has no end."""

    user = models.ForeignKey(User, related_name="memberships", on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    from_on = models.DateField("任期の初日", null=True, blank=True)
    until_on = models.DateField("任期の末日", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_membership_per_role")]

    class Privacy:
        plain = ("user", "role", "from_on", "until_on")
        personal = ()

    def runs(self, on: date) -> bool:
        """Whether the term runs on a day."""
        return in_term(self.from_on, self.until_on, on=on)


class Post(models.Model):
    """A post (係・役職) that work is assigned to, whoever holds it."""

    organisation = models.ForeignKey(Organisation, related_name="posts", on_delete=models.PROTECT)
    section = models.ForeignKey(Section, null=True, blank=True, related_name="posts", on_delete=models.PROTECT)
    name = models.CharField("職・係の名称", max_length=60)

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_post_per_name")]

    class Privacy:
        plain = ("organisation", "section", "name")
        personal = ()

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """Who holds a post, and for which term."""

    post = models.ForeignKey(Post, related_name="appointments", on_delete=models.CASCADE)
    user = models.ForeignKey(User, related_name="appointments", on_delete=models.PROTECT)
    from_on = models.DateField("任期の初日")
    until_on = models.DateField("任期の末日", null=True, blank=True)

    class Meta:
        ordering = ["post", "-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="a_term_ends_after_its_start",
            )
        ]

    class Privacy:
        plain = ("post", "user", "from_on", "until_on")
        personal = ()

    def runs(self, on: date) -> bool:
        """Whether the term runs on a day."""
        return in_term(self.from_on, self.until_on, on=on)
