"""`oboro order`: accept a processing order into a workspace."""

import argparse
import json
from pathlib import Path
from typing import Any

from oboro.cli.session import account, now, waiting
from oboro.exchange import signing
from oboro.exchange.order import Order
from oboro.processing import intake


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("order", type=Path, metavar="ORDER.zip", help="役所から来た加工の指示の包み")
    parser.add_argument("--workspace", type=Path, required=True, metavar="W", help="作業場のフォルダー（なければ作る）")
    parser.add_argument(
        "--trust", type=Path, required=True, action="append", metavar="KEY.pub", help="役所の公開鍵（何度でも書ける）"
    )
    parser.add_argument("--case", metavar="C", help="この事件の指示であることも確かめる")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す")


def execute(args: argparse.Namespace) -> int:
    """Accept the order and say what it asks."""
    trusted = [signing.load_public(path) for path in args.trust]
    with waiting("指示を調べています"):
        order = intake.accept(
            args.order, folder=args.workspace, trusted=trusted, by=account(), at=now(), case=args.case
        )
    if args.json:
        print(json.dumps(_as_json(order, args.workspace), ensure_ascii=False))
    else:
        _tell(order, args.workspace)
    return 0


# ---------------------------------------------------------------------------------------------------------------


def _as_json(order: Order, folder: Path) -> dict[str, Any]:
    return {"workspace": str(folder), "order": order.as_json()}


def _tell(order: Order, folder: Path) -> None:
    persons = order.persons
    print(f"受け入れました：事件 {order.case}　{order.organisation.name}「{order.register_entry.name}」")
    print(f"項目　{'、'.join(order.wanted)}")
    print(f"本人の数　希望{persons.wanted:,}人　ファイルに{persons.in_file:,}人　下限{persons.minimum:,}人")
    print(f"除く申出　通知{len(order.objections)}件分" if order.objections else "除く申出　なし")
    print(f"期限　{order.due_on.isoformat() if order.due_on else '定めなし'}")
    print(f"次は　oboro run RECIPE --workspace {folder}")
