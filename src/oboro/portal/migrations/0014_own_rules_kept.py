"""What stood in a body's record becomes the first version of its own rules. Rows only: the column goes afterwards."""

from datetime import date
from typing import Any

from django.db import migrations

from oboro.law.body_rules import earliest
from oboro.law.fees import parse_schedule

_OLD_ACT_ENDS = date(2022, 4, 1)


def keep_fees(apps: Any, _editor: Any) -> None:
    """The fees that stood in the body's record become the first version of its own rules."""
    Organisation, OwnRule = (apps.get_model("portal", name) for name in ("Organisation", "OwnRule"))
    for body in Organisation.objects.exclude(fee_schedule=""):
        on = body.practice_on or date.today()
        OwnRule.objects.create(
            organisation=body,
            kind="fees",
            number=1,
            since=earliest(parse_schedule(body.fee_schedule)),
            text=body.fee_schedule,
            entered_on=on,
            entered_by="operator",
        )


def name_acts(apps: Any, _editor: Any) -> None:
    """A termination before the acts were merged was one under the act of the organs."""
    apps.get_model("portal", "Bar").objects.filter(from_on__lt=_OLD_ACT_ENDS).update(act="organs_2003")


class Migration(migrations.Migration):
    dependencies = [("portal", "0013_own_rules")]
    operations = [
        migrations.RunPython(keep_fees, migrations.RunPython.noop),
        migrations.RunPython(name_acts, migrations.RunPython.noop),
    ]
