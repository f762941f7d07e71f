"""`oboro verify`: judge a bundle of any format."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from oboro.cli.session import waiting
from oboro.exchange import schemas, signing
from oboro.exchange.bundle import Bundle
from oboro.exchange.verification import verify
from oboro.kernel.errors import BundleRefused


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="確かめる包み")
    parser.add_argument(
        "--trust", type=Path, required=True, action="append", metavar="KEY", help="信頼する公開鍵（何度でも書ける）"
    )
    parser.add_argument("--case", metavar="C", help="この事件の包みであることも確かめる")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す")


def execute(args: argparse.Namespace) -> int:
    """Verify; 0 only when the bundle holds."""
    trusted = [signing.load_public(path) for path in args.trust]
    try:
        with waiting("包みを調べています"):
            opened, _ = verify(args.bundle, trusted=trusted, case=args.case)
    except BundleRefused as refusal:
        if args.json:
            print(json.dumps(_refused(refusal), ensure_ascii=False))
        raise
    if args.json:
        print(json.dumps(_accepted(opened), ensure_ascii=False))
    else:
        _tell(opened)
    return 0


# ---------------------------------------------------------------------------------------------------------------


def _refused(refusal: BundleRefused) -> dict[str, Any]:
    return {
        "holds": False,
        "refusal": type(refusal).__name__,
        "message": refusal.message,
        "hint": refusal.hint,
    }


def _accepted(opened: Bundle) -> dict[str, Any]:
    return {"holds": True, **opened.manifest.as_json(), "sha256": opened.sha256}


def _tell(opened: Bundle) -> None:
    manifest = opened.manifest
    label = schemas.known(manifest.format, manifest.version).label
    print(f"正しい包みです：{label}（版{manifest.version}）　事件 {manifest.case}　{manifest.issued_on.isoformat()}")
    print(f"署名した鍵　{signing.spoken(manifest.signer)}")
    for name in sorted(manifest.members):
        print(f"中身　{name}　{manifest.members[name].size:,}バイト")
    print(f"包みのハッシュ値　{opened.sha256}")
    sys.stdout.flush()
