"""`oboro keygen`: make a pair of keys for signing bundles."""

import argparse
import json
from pathlib import Path

from oboro.exchange import signing


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="鍵を置くフォルダー")
    parser.add_argument("--name", required=True, metavar="N", help="鍵の名前（N.key と N.pub ができる）")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す")


def execute(args: argparse.Namespace) -> int:
    """Make the pair and say where it is."""
    pair = signing.generate()
    private, public = signing.save(pair, folder=args.out, name=args.name)
    if args.json:
        print(json.dumps({"key_id": pair.id, "private": str(private), "public": str(public)}, ensure_ascii=False))
        return 0
    print(f"秘密鍵　{private}　（この機械から出さない。持ち主だけが読める）")
    print(f"公開鍵　{public}　（相手に渡す）")
    print(f"鍵の番号　{signing.spoken(pair.id)}　（公開鍵を渡すとき、電話などで読み合わせる）")
    return 0
