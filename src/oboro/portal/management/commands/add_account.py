"""Give somebody an account: of a body with roles, or of a party that proposes. The first password is shown once."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from oboro.casework.roles import ROLE_LABELS, Role
from oboro.kernel.errors import OboroError
from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import Organisation, Party, Section, User


class Command(BaseCommand):
    """One account; whoever gets it changes the password on the page."""

    help = "利用者を登録し、最初のパスワードを一度だけ表示する"

    def add_arguments(self, parser: CommandParser) -> None:
        """Of a body with roles, or of a party."""
        parser.add_argument("--username", required=True, help="利用者名")
        parser.add_argument("--post", required=True, help="役職・係")
        officers = [role.value for role in Role if role is not Role.PROPOSER]
        parser.add_argument("--body", help="団体コード（職員のとき）")
        words = "、".join(f"{role} {ROLE_LABELS[Role(role)]}" for role in officers)
        parser.add_argument("--role", action="append", default=[], choices=officers, help=f"役割（{words}）")
        parser.add_argument("--section", help="課の名称（原課担当のとき）")
        parser.add_argument("--party", help="氏名又は名称（提案者のとき）")
        parser.add_argument("--address", default="", help="住所又は居所（提案者のとき）")
        parser.add_argument("--representative", default="", help="代表者の氏名（団体の提案者のとき）")
        parser.add_argument("--individual", action="store_true", help="個人の提案者")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, or say what is wrong."""
        password = secrets.token_urlsafe(15)
        try:
            with transaction.atomic():
                user = _officer(options, password) if options["body"] else _proposer(options, password)
        except OboroError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("。".join(error.messages)) from error
        self.stdout.write(f"利用者名 {user.username}\n最初のパスワード {password}")


def _officer(options: dict[str, Any], password: str) -> User:
    body = Organisation.objects.filter(code=options["body"]).first()
    if body is None:
        raise CommandError(f"団体コード {options['body']} の団体は登録されていません。")
    if not options["role"]:
        raise CommandError("役割を一つ以上、--role で書いてください。")
    section = Section.objects.filter(organisation=body, name=options["section"]).first()
    if options["section"] and section is None:
        raise CommandError(f"課「{options['section']}」は登録されていません。")
    return actions.add_officer(
        organisation=body,
        username=options["username"],
        post=options["post"],
        password=password,
        roles={Role(role) for role in options["role"]},
        section=section,
    )


def _proposer(options: dict[str, Any], password: str) -> User:
    if not options["party"] or not options["address"]:
        raise CommandError("職員なら --body、提案者なら --party と --address を書いてください。")
    party, _ = Party.objects.get_or_create(
        name=options["party"],
        address=options["address"],
        defaults={"representative": options["representative"], "individual": options["individual"]},
    )
    return actions.add_proposer(party=party, username=options["username"], post=options["post"], password=password)
