"""`oboro seal`: look at everything once more and seal the delivery."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from oboro.cli.session import account, now, waiting
from oboro.exchange import signing
from oboro.processing.seal import Sealed, seal


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--workspace", type=Path, required=True, metavar="W", help="作業場のフォルダー")
    parser.add_argument("--key", type=Path, required=True, metavar="KEY", help="データ側の秘密鍵")
    parser.add_argument("--made-by", required=True, metavar="A", help="作った人（役の名前）")
    parser.add_argument("--minutes", type=int, required=True, metavar="N", help="作業にかかった時間（分）")
    parser.add_argument("--made-on", type=date.fromisoformat, metavar="DATE", help="完成の日（書かなければ今日）")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す")


def execute(args: argparse.Namespace) -> int:
    """Seal and say where the delivery is."""
    key = signing.load_private(args.key)
    with waiting("もう一度確かめて、封をしています"):
        sealed = seal(
            args.workspace,
            key=key,
            made_by=args.made_by,
            minutes=args.minutes,
            by=account(),
            at=now(),
            made_on=args.made_on,
        )
    if args.json:
        print(json.dumps(_as_json(sealed), ensure_ascii=False))
    else:
        _tell(sealed, key.id)
    return 0


# ---------------------------------------------------------------------------------------------------------------


def _as_json(sealed: Sealed) -> dict[str, Any]:
    return {
        "path": str(sealed.path),
        "sha256": sealed.sha256,
        "provision_sha256": sealed.provision_sha256,
        "k": sealed.k,
        "delivery": sealed.delivery.as_json(),
    } | sealed.contact.as_json_part()


def _tell(sealed: Sealed, signer: str) -> None:
    delivery = sealed.delivery
    print(
        f"封をしました：事件 {delivery.case}　本人の数{delivery.persons:,}人　記録{delivery.records:,}件　k={sealed.k}"
    )
    print(f"加工の基準　{len(delivery.standards)}件すべて済み")
    print("\n".join([*sealed.contact.lines(), f"納品の包み　{sealed.path}"]))
    print(f"包みのハッシュ値　{sealed.sha256}")
    print(f"署名した鍵　{signing.spoken(signer)}")
