"""`oboro rehearse`: make a register to practise with."""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path

from oboro.kernel.errors import UsageError
from oboro.rehearsal import histories, register

PATIENCE = 5.0  # seconds without a word


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", required=True, help="市区町村の名前、又は6桁の全国地方公共団体コード")
    parser.add_argument("--people", default="10000", help="人数。actual なら2020年国勢調査の人数（年齢不詳を除く）")
    parser.add_argument("--seed", type=int, default=1, help="乱数の種。同じ種からは同じファイルができる")
    parser.add_argument("--encoding", choices=register.ENCODINGS, default="cp932", help="文字コード")
    parser.add_argument("--dirt", type=float, default=0.0, help="汚れた値を1つ持つ記録の割合（0〜1）")
    parser.add_argument(
        "--on", type=date.fromisoformat, default=register.CENSUS_DAY, help="基準日（既定は国勢調査の日）"
    )
    parser.add_argument("--history", action="store_true", help="異動前の記録も書く（1人に複数行）")
    parser.add_argument(
        "--layout",
        choices=[*register.LAYOUTS, *histories.LAYOUTS],
        default="register",
        help="列の並び。resident-tableは122列の住民票の表、checkupsは健診（1人に複数行）、tripsは乗合バスの移動履歴",
    )
    parser.add_argument("--old-letters", action="store_true", help="氏の吉を𠮷（CP932では外字）で書く")
    parser.add_argument("--out", type=Path, required=True, help="書き出すCSVファイル")
    parser.add_argument("--truth", type=Path, help="どこに何を混ぜたかを書くCSVファイル")
    parser.add_argument("--json", action="store_true", help="結果をJSONで出す")


def execute(args: argparse.Namespace) -> int:
    wish = register.Wish(
        municipality=args.municipality,
        people=None if args.people == "actual" else _whole(args.people),
        seed=args.seed,
        encoding=args.encoding,
        dirt=args.dirt,
        on=args.on,
        history=args.history,
        layout=args.layout if args.layout in register.LAYOUTS else "register",
        old_letters=args.old_letters,
    )
    made = _written(args, wish)
    if args.json:
        print(json.dumps(_answer(made, args.layout, args.out, args.truth), ensure_ascii=False))
    else:
        print(
            f"{made.area.full_name}の練習用住民記録を作りました: {made.persons:,}人、{made.households:,}世帯、"
            f"{made.records:,}件、{len(_columns(args.layout))}列、汚れ{made.stains:,}件"
        )
    return 0


def _written(args: argparse.Namespace, wish: register.Wish) -> register.Made:
    if args.layout in register.LAYOUTS:
        if args.truth is not None and args.truth.resolve() == args.out.resolve():
            raise UsageError("--truth と --out は同じファイルです。", hint="別の名前を付けてください。")
        return register.write(wish, out=args.out, truth=args.truth, progress=_Ticker())
    if args.truth:
        raise UsageError("履歴のファイルには、--truth のファイルはありません。")
    return histories.write(wish, layout=args.layout, out=args.out)


def _columns(layout: str) -> tuple[str, ...]:
    return histories.LAYOUTS[layout][0] if layout in histories.LAYOUTS else register.columns(layout)


def _whole(text: str) -> int:
    """The number of people; anything else becomes 0, which the wish refuses with its reason."""
    return int(text) if text.isascii() and text.isdigit() else 0


def _answer(made: register.Made, layout: str, out: Path, truth: Path | None) -> dict[str, object]:
    return {
        "municipality": {"code": made.area.code, "name": made.area.full_name},
        "persons": made.persons,
        "households": made.households,
        "records": made.records,
        "columns": list(_columns(layout)),
        "stains": made.stains,
        "out": str(out),
        "truth": None if truth is None else str(truth),
    }


class _Ticker:
    """Says on standard error how far the work is, every few seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= PATIENCE:
            self.last = now
            print(f"oboro rehearse: {done:,} / {total:,}人", file=sys.stderr)
