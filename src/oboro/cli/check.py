"""`oboro check`: measure a written table again."""

import argparse
import json
from pathlib import Path

from oboro.cli.run import Ticker
from oboro.engine.check import check
from oboro.engine.recipe import load
from oboro.kernel.errors import CheckFailed


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    parser.add_argument("table", type=Path, help="書き出された表（data.csv）")
    parser.add_argument("--recipe", type=Path, required=True, help="その表を作った加工手順書（TOML）")
    parser.add_argument("--json", action="store_true", help="結果をJSONで標準出力に書く")


def execute(args: argparse.Namespace) -> int:
    """Measure; 0 only when every promise of the recipe holds.

    Raises:
        CheckFailed: something does not hold; says what.
    """
    with Ticker("oboro check") as progress:
        progress("測り直し", 0, 0)
        found = check(args.table, load(args.recipe))
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        unit = "人" if found.counted == "persons" else "件"
        print(f"{found.rows}行、組の数{found.classes}、最も小さい組は{found.k}{unit}（k={found.k}）")
    if not found.holds:
        raise CheckFailed("".join(found.faults), hint="この表は提供せず、作り直してください。")
    return 0
