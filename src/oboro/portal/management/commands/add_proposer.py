"""Give a party that proposes an account: made at the machine by its operator, with the password shown once."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import Party


class Command(BaseCommand):
    """A second account of the same name and address belongs to the same party."""

    help = "提案者の利用者を作り、最初のパスワードを一度だけ表示する"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who proposes."""
        parser.add_argument("username", help="利用者名")
        parser.add_argument("--party", required=True, help="氏名又は名称")
        parser.add_argument("--address", required=True, help="住所又は居所")
        parser.add_argument("--post", default="担当者", help="役職・係")
        parser.add_argument("--representative", default="", help="代表者の氏名（団体のとき）")
        parser.add_argument("--individual", action="store_true", help="個人のとき")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make party and account together or not at all."""
        password = secrets.token_urlsafe(15)
        try:
            with transaction.atomic():
                party, _ = Party.objects.get_or_create(
                    name=options["party"],
                    address=options["address"],
                    defaults={"representative": options["representative"], "individual": options["individual"]},
                )
                user = actions.add_proposer(
                    party=party, username=options["username"], post=options["post"], password=password
                )
        except ValidationError as error:
            raise CommandError("　".join(error.messages)) from error
        self.stdout.write(f"利用者名 {user.username}\n最初のパスワード {password}")
