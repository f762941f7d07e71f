"""`oboro evidence`: the evidence of a making as a page, from its report alone."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from oboro.cli.session import account, now
from oboro.documents.evidence.case import Case
from oboro.documents.evidence.page import evidence
from oboro.documents.evidence.sheet import summary
from oboro.files import write_bytes
from oboro.kernel.errors import OutputError, SourceUnreadable
from oboro.processing.evidencing import gather

_PARTS = ("solution", "output", "measured", "columns", "versions", "recipe_sha256", "source_sha256")


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("report", nargs="?", type=Path, help="oboro run が書いた report.json")
    place.add_argument("--workspace", type=Path, metavar="W", help="作業場。加工の基準と出力の確認も載せる")
    parser.add_argument("--out", type=Path, metavar="DIR", help="evidence.html と summary.html を置くフォルダー")
    parser.add_argument("--language", choices=("ja", "en"), default="ja", help="日本語（ja）か英語（en）")


def execute(args: argparse.Namespace) -> int:
    """Write both pages and say where they are."""
    if args.workspace:
        found = asdict(gather(args.workspace, by=account(), at=now()))
        report, case = found.pop("report"), Case(**found)
    else:
        report, case = _read(args.report), None
    out = args.out or args.workspace or args.report.parent
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out} に書けません（{error.strerror}）。", hint="--out を見直してください。") from error
    pages = {
        "evidence.html": evidence(report, case=case, language=args.language),
        "summary.html": summary(report, case=case, language=args.language),
    }
    for name, text in pages.items():
        write_bytes(out / name, text.encode("utf-8"))
        print(out / name)
    return 0


# ---------------------------------------------------------------------------------------------------------------


def _read(path: Path) -> Any:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceUnreadable(f"{path.name} を読めません。", hint="oboro run の結果を指定してください。") from error
    lacking = [name for name in _PARTS if not isinstance(found, dict) or name not in found]
    if lacking:
        raise SourceUnreadable(
            f"{path.name} は報告ではありません（{'、'.join(lacking)}がありません）。",
            hint="oboro run が書いた report.json を指定してください。",
        )
    return found
