"""`oboro menu`: what could be made of a file, for those who think of proposing; may be published."""

import argparse
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

from oboro.cli.run import fresh_key
from oboro.documents.evidence.menu import menu, rounded
from oboro.engine.backends.folder import scratch_folder
from oboro.engine.reading import refuse_to_overwrite
from oboro.engine.recipe import load
from oboro.engine.run import feasible
from oboro.files import write_bytes
from oboro.kernel.errors import UsageError
from oboro.law.criteria import minimum_persons
from oboro.law.regime import BodyKind, regime_on


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    parser.add_argument("recipe", type=Path, help="加工手順書の案（oboro survey --recipe-out が書いたものなど）")
    parser.add_argument("--name", required=True, metavar="NAME", help="ページに載せる個人情報ファイルの名称")
    parser.add_argument("--k", default="3,5,10,20", help="試すk（コンマ区切り）")
    parser.add_argument("--limits", default="0,0.02,0.05", help="除いてよい記録の割合（コンマ区切り）")
    parser.add_argument("--out", type=Path, metavar="MENU.html", help="ページを書くファイル")
    parser.add_argument("--json", action="store_true", help="結果をJSONで出す")


def execute(args: argparse.Namespace) -> int:
    """Count once, search for every k and limit, and tell what is feasible."""
    law = regime_on(body=BodyKind.MUNICIPALITY, on=date.today())
    try:
        ks, limits = [int(k) for k in args.k.split(",")], [Fraction(limit) for limit in args.limits.split(",")]
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError("--k と --limits は、コンマで区切った数で書いてください。") from error
    if min(ks) < 2 or not all(0 <= limit <= 1 for limit in limits):
        raise UsageError("--k は2以上、--limits は0から1までの数にしてください。")
    recipe = load(args.recipe)
    refuse_to_overwrite(recipe.source, args.out, further=[args.recipe])
    with scratch_folder() as scratch:
        points = feasible(recipe, ks=ks, limits=limits, scratch=scratch, key=fresh_key())
    lines = rounded(points, fewest=minimum_persons(law).value)
    if args.out:
        write_bytes(args.out, menu(args.name, lines).encode("utf-8"))
    if args.json or not args.out:
        print(json.dumps({"name": args.name, "menu": lines}, ensure_ascii=False))
    return 0
