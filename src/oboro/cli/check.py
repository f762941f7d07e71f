"""`oboro check`: measure a written table again."""

import argparse
import json
from datetime import date
from pathlib import Path

from oboro.cli.run import Ticker
from oboro.cli.session import account, now
from oboro.engine.check import check
from oboro.engine.histories import Together
from oboro.engine.recipe import load
from oboro.kernel.errors import CheckFailed, UsageError
from oboro.law.regime import BodyKind
from oboro.processing import job, standards
from oboro.processing.contact_data import contact_data_in


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    parser.add_argument("table", type=Path, nargs="?", help="書き出された表（data.csv）")
    parser.add_argument("--recipe", type=Path, help="その表を作った加工手順書（TOML）")
    parser.add_argument("--workspace", type=Path, metavar="W", help="作業場の結果を測り、加工の基準と照らす")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="連絡に使える列をこの日の法律で見る（省くと今日）"
    )
    parser.add_argument("--json", action="store_true", help="結果をJSONで標準出力に書く")


def execute(args: argparse.Namespace) -> int:
    """Measure; 0 only when every promise of the recipe holds.

    Raises:
        CheckFailed: something does not hold; says what.
    """
    if args.workspace and (args.table or args.recipe):
        raise UsageError("--workspace のときは、表も --recipe も書きません。")
    if args.workspace:
        return _in_workspace(args)
    if not (args.table and args.recipe):
        raise UsageError("表と --recipe を書くか、--workspace を書いてください。")
    with Ticker("oboro check") as progress:
        progress("測り直し", 0, 0)
        found = check(args.table, load(args.recipe))
        contact = contact_data_in(args.table, body=BodyKind.NATIONAL_ORGAN, on=args.on or date.today())
    if args.json:
        print(json.dumps(found.as_json() | contact.as_json_part(), ensure_ascii=False))
    else:
        unit = "人" if found.counted == "persons" else "件"
        print(f"{found.rows}行、組の数{found.classes}、最も小さい組は{found.k}{unit}（k={found.k}）")
        print("".join(map(_together, found.together)), end="")
        print("".join(f"{line}\n" for line in contact.lines()), end="")
    if not found.holds:
        raise CheckFailed("".join(found.faults), hint="この表は提供せず、作り直してください。")
    return 0


# --- private -----------------------------------------------------------------------------------------------------


def _together(one: Together) -> str:
    reached = "残っていない" if one.reached is None else f"最も少なくて{one.reached}人"
    seen = "" if one.visible else "。表からは読めない"
    return f"履歴の組合せ（{'・'.join(one.columns)}）: {reached}（手順の下限は{one.promised}人{seen}）\n"


def _in_workspace(args: argparse.Namespace) -> int:
    with Ticker("oboro check") as progress:
        progress("測り直し", 0, 0)
        checked = job.check(args.workspace, by=account(), at=now())
    measured = checked.measured
    if args.json:
        answer = {
            "measured": measured.as_json(),
            "standards": standards.as_json(checked.standards),
            "open": checked.open,
        } | checked.contact.as_json_part()
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    unit = "人" if measured.counted == "persons" else "件"
    print(f"{measured.rows}行、組の数{measured.classes}、最も小さい組は{measured.k}{unit}（k={measured.k}）")
    print("".join(map(_together, measured.together)), end="")
    print(f"加工の基準: {len(checked.standards)}件のうち{checked.open}件が済んでいない（standards.json）")
    for line in checked.standards:
        if not line.done:
            print(f"  まだ: {line.standard}「{line.column or '表の全体'}」 {line.proof}")
    print("".join(f"{line}\n" for line in checked.contact.lines()), end="")
    return 0
