"""Make the practice bodies: a national organ in 2019, a city today, a second city, and two proposers."""

import json
import secrets
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from oboro.casework.roles import ROLE_LABELS, Role
from oboro.law.fees import instrument, ordinance_draft
from oboro.law.regime import BodyKind, regime_on
from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import Organisation, Party, RuleKind, User

BODIES = (
    {
        "code": "organ-2019",
        "name": "練習省（2019年）",
        "head": "練習大臣",
        "kind": BodyKind.NATIONAL_ORGAN,
        "desk_name": "練習省大臣官房総務課情報公開室",
        "desk_address": "東京都千代田区霞が関一丁目1番1号",
        "practice_on": date(2019, 6, 3),
        "section": "統計調査課",
    },
    {
        "code": "city-2026",
        "name": "練習市（2026年）",
        "head": "練習市長",
        "kind": BodyKind.MUNICIPALITY,
        "desk_name": "練習市総務部総務課",
        "desk_address": "練習県練習市本町一丁目1番1号",
        "practice_on": date(2026, 6, 1),
        "section": "市民課",
    },
    {
        "code": "town-2026",
        "name": "となり市（2026年）",
        "head": "となり市長",
        "kind": BodyKind.MUNICIPALITY,
        "desk_name": "となり市総務部総務課",
        "desk_address": "練習県となり市中央二丁目2番2号",
        "practice_on": date(2026, 6, 1),
        "section": "市民課",
    },
)
PARTIES = (
    ("mirai", "株式会社みらい", "東京都港区芝一丁目1番1号"),
    ("asunaro", "合同会社あすなろ", "大阪府大阪市北区中之島一丁目1番1号"),
)
OFFICER_ROLES = tuple(role for role in Role if role is not Role.PROPOSER)


class Command(BaseCommand):
    """Run again, it makes nothing twice and only sets a new password."""

    help = "練習用の団体と利用者を作り、利用者名とパスワードを表示する"

    def add_arguments(self, parser: CommandParser) -> None:
        """One JSON object instead of words."""
        parser.add_argument("--json", action="store_true", help="機械で読める形で表示する")

    def handle(self, *_args: Any, **options: Any) -> None:
        """All or nothing; the password is shown here and kept nowhere."""
        password = f"renshu-{secrets.token_hex(5)}"
        with transaction.atomic():
            bodies = [_body(dict(fields), password) for fields in BODIES]
            proposers = [_proposer(*fields, password=password) for fields in PARTIES]
        found = {"password": password, "bodies": bodies, "proposers": proposers}
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if options["json"] else _words(found))


def _body(fields: dict[str, Any], password: str) -> dict[str, Any]:
    section, code, on = fields.pop("section"), fields["code"], fields["practice_on"]
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        law = regime_on(body=fields["kind"], on=on)
        local = instrument(law).text("instrument") == "ordinance"
        organisation = actions.add_organisation(**{**fields, "kind": fields["kind"].value})
        if local:
            ordinance = ordinance_draft(law, title=f"{fields['name']}手数料条例（練習用）")
            actions.enter_own_rule(organisation=organisation, kind=RuleKind.FEES, text=ordinance, by=None, on=on)
        actions.add_section(organisation=organisation, name=section)
    users = {role.value: f"{code}-{role.value}" for role in OFFICER_ROLES}
    for role in OFFICER_ROLES:
        _officer(organisation, role, users[role.value], password)
    return {"code": code, "name": organisation.name, "practice_on": on.isoformat(), "users": users}


def _officer(organisation: Organisation, role: Role, username: str, password: str) -> None:
    user = User.objects.filter(username=username).first()
    if user is None:
        actions.add_officer(
            organisation=organisation,
            username=username,
            post=ROLE_LABELS[role],
            password=password,
            roles={role},
            section=organisation.sections.first() if role is Role.SECTION else None,
        )
    else:
        _new_password(user, password)


def _proposer(username: str, name: str, address: str, *, password: str) -> dict[str, str]:
    user = User.objects.filter(username=username).first()
    if user is None:
        party = Party.objects.create(name=name, address=address, representative="代表取締役")
        actions.add_proposer(party=party, username=username, post="企画部", password=password)
    else:
        _new_password(user, password)
    return {"username": username, "party": name}


def _new_password(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])


def _words(found: dict[str, Any]) -> str:
    lines = [f"パスワード（練習用、すべて同じ）: {found['password']}", ""]
    for body in found["bodies"]:
        lines.append(f"{body['name']}  今日は {body['practice_on']} として動きます")
        lines += [f"  {ROLE_LABELS[Role(role)]}\t{username}" for role, username in body["users"].items()]
    lines.append("提案者")
    lines += [f"  {one['party']}\t{one['username']}" for one in found["proposers"]]
    return "\n".join(lines)
