"""Give an officer of a body an account with roles."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oboro.casework.roles import Role
from oboro.kernel.errors import OboroError
from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import Organisation

OFFICES = [role.value for role in Role if role is not Role.PROPOSER]


class Command(BaseCommand):
    """The first password is shown once and kept nowhere."""

    help = "団体の職員の利用者を作り、はじめのパスワードを表示する"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account, and what it may do."""
        parser.add_argument("body", help="団体の短い名前")
        parser.add_argument("username", help="利用者名（職員番号など）")
        parser.add_argument("--post", required=True, help="役職・係")
        parser.add_argument("--role", action="append", required=True, choices=OFFICES, help="役割（何度でも書ける）")
        parser.add_argument("--section", help="原課担当のときの課")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the account, whole or not at all."""
        organisation = Organisation.objects.filter(code=options["body"]).first()
        if organisation is None:
            raise CommandError(f"団体 {options['body']} がありません。先に oboro-portal add_body で作ってください。")
        section = organisation.sections.filter(name=options["section"]).first() if options["section"] else None
        if options["section"] and section is None:
            raise CommandError(f"この団体に課「{options['section']}」がありません。")
        password = secrets.token_urlsafe(12)
        try:
            actions.add_officer(
                organisation=organisation,
                username=options["username"],
                post=options["post"],
                password=password,
                roles={Role(role) for role in options["role"]},
                section=section,
            )
        except ValidationError as error:
            raise CommandError("　".join(error.messages)) from error
        except OboroError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"利用者 {options['username']} を作りました。はじめのパスワード: {password}")
