"""Set up a real body with its sections, at the machine: who runs the site vouches for who it is."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oboro.kernel.errors import OboroError
from oboro.law.fees import parse_schedule
from oboro.law.regime import BodyKind
from oboro.portal.tenancy import actions


class Command(BaseCommand):
    """One body; nothing is made when anything is wrong."""

    help = "団体を登録する"

    def add_arguments(self, parser: CommandParser) -> None:
        """What a body must have."""
        parser.add_argument("--code", required=True, help="団体コード（英数字とハイフン、20字まで）")
        parser.add_argument("--name", required=True, help="団体の名称")
        parser.add_argument("--head", required=True, help="通知に書く長の名（例：甲市長）")
        parser.add_argument("--kind", required=True, choices=[kind.value for kind in BodyKind], help="団体の種別")
        parser.add_argument("--desk-name", required=True, help="提案を受ける組織の名称")
        parser.add_argument("--desk-address", required=True, help="提案を受ける組織の所在地")
        parser.add_argument("--section", action="append", default=[], help="ファイルを持つ課（何度でも書ける）")
        parser.add_argument("--fees", type=Path, help="手数料の条例・規程を書いたTOMLファイル")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, or say what is wrong."""
        try:
            schedule = options["fees"].read_text(encoding="utf-8") if options["fees"] else ""
            if schedule:
                parse_schedule(schedule)
            names = ("code", "name", "head", "kind", "desk_name", "desk_address")
            body = actions.add_organisation(fee_schedule=schedule, **{name: options[name] for name in names})
            for section in options["section"]:
                actions.add_section(organisation=body, name=section)
        except OboroError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("。".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"手数料の定めのファイルを読めません（{error.strerror}）。") from error
        self.stdout.write(f"{body.name}（{body.code}）を登録しました。")
