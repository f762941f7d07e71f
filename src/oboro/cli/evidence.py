"""`oboro evidence`: the evidence of a making as a page, from its report alone."""

import argparse
import json
from pathlib import Path
from typing import Any

from oboro.documents.evidence.page import evidence, summary
from oboro.exchange.atomic import write_bytes
from oboro.kernel.errors import SourceUnreadable
from oboro.processing import output_check


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("report", nargs="?", type=Path, help="oboro run が書いた report.json")
    place.add_argument("--workspace", type=Path, metavar="W", help="作業場。加工の基準と出力の確認も載せる")
    parser.add_argument("--out", type=Path, metavar="DIR", help="evidence.html と summary.html を置くフォルダー")
    parser.add_argument("--language", choices=("ja", "en"), default="ja", help="日本語（ja）か英語（en）")


def execute(args: argparse.Namespace) -> int:
    """Write both pages and say where they are."""
    folder = args.workspace
    report = _read(args.report if folder is None else folder / "out" / "report.json")
    standards = _read(folder / "standards.json") if folder and (folder / "standards.json").exists() else []
    checkers = output_check.told(folder) if folder else []
    out = args.out or folder or args.report.parent
    out.mkdir(parents=True, exist_ok=True)
    pages = {
        "evidence.html": evidence(report, standards=standards, language=args.language),
        "summary.html": summary(report, standards=standards, checkers=checkers, language=args.language),
    }
    for name, text in pages.items():
        write_bytes(out / name, text.encode("utf-8"))
        print(out / name)
    return 0


# ---------------------------------------------------------------------------------------------------------------


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceUnreadable(f"{path.name} を読めません。", hint="oboro run の結果を指定してください。") from error
