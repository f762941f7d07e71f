"""Set up a real body: made at the machine by its operator, never on a page."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from oboro.kernel.errors import OboroError
from oboro.law.regime import BodyKind
from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import Organisation, RuleKind
from oboro.portal.tenancy.queries import today


class Command(BaseCommand):
    """One body, whole or not at all; it is no practice body and never becomes one."""

    help = "団体を作る（練習用でない団体）"

    def add_arguments(self, parser: CommandParser) -> None:
        """What the tenant's record holds."""
        parser.add_argument("code", help="団体の短い名前（英数字と-）。全国地方公共団体コードなど")
        parser.add_argument("--name", required=True, help="団体の名称")
        parser.add_argument("--head", required=True, help="通知に書く長の名（例：市長）")
        parser.add_argument("--kind", required=True, choices=[kind.value for kind in BodyKind], help="団体の種別")
        parser.add_argument("--desk-name", required=True, help="提案を受ける組織の名称")
        parser.add_argument("--desk-address", required=True, help="提案を受ける組織の所在地")
        parser.add_argument("--section", action="append", default=[], help="ファイルを持つ課（何度でも書ける）")
        parser.add_argument("--fees", type=Path, help="手数料の条例・利用料の定め（TOML）。国の行政機関は要らない")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check the ordinance, then make the body and its sections."""
        try:
            fees = options["fees"].read_text(encoding="utf-8") if options["fees"] else ""
            with transaction.atomic():
                organisation = self._body(options, fees)
        except OSError as error:
            raise CommandError(f"手数料の定めのファイルを読めません（{error.strerror}）。") from error
        except ValidationError as error:
            raise CommandError("　".join(error.messages)) from error
        except OboroError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{organisation.name}（{organisation.code}）を作りました。次は oboro-portal add_officer です。"
        )

    def _body(self, options: dict[str, Any], fees: str) -> Organisation:
        names = ("code", "name", "head", "kind", "desk_name", "desk_address")
        organisation = actions.add_organisation(**{key: options[key] for key in names})
        if fees:
            actions.enter_own_rule(
                organisation=organisation, kind=RuleKind.FEES, text=fees, by=None, on=today(organisation)
            )
        for section in options["section"]:
            actions.add_section(organisation=organisation, name=section)
        return organisation
