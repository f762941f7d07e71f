"""`oboro redact`: a copy of a file whose free text has placeholders where it points to persons, and a review list."""

import argparse
import json
from pathlib import Path

from oboro.cli.reading_options import configure_reading, source_of
from oboro.engine.freetext.file import KEEP, Redacted, redact_file
from oboro.engine.freetext.redaction import LABELS


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    configure_reading(parser)
    parser.add_argument("--column", action="append", required=True, metavar="C", help="自由記述の列（何度でも書ける）")
    parser.add_argument("--name", action="append", default=[], metavar="C", help="文中で探す、氏名やフリガナの列")
    parser.add_argument("--address", action="append", default=[], metavar="C", help="文中で探す、住所の列")
    parser.add_argument("--phone", action="append", default=[], metavar="C", help="文中で探す、電話番号の列")
    parser.add_argument("--person", help="1人の記録が共有する列。その人の文では同じ語が同じ印になる")
    parser.add_argument("--out", type=Path, required=True, metavar="F.csv", help="置き換えた写しを書くファイル")
    parser.add_argument(
        "--review", type=Path, required=True, metavar="R.csv", help="人が確かめる場所の一覧を書くファイル"
    )
    parser.add_argument("--decided", type=Path, metavar="R.csv", help="「決定」を書き入れた一覧")
    parser.add_argument("--common", action="append", default=[], metavar="W", help="氏や名ではない普通の語（希望など）")
    parser.add_argument("--no-words", action="store_true", help="語の辞書を使わない（任意の部品 text がないとき）")
    parser.add_argument("--json", action="store_true", help="結果をJSONで出す")


def execute(args: argparse.Namespace) -> int:
    """Redact, write the list, and say how many stretches were replaced."""
    kinds = {"name": args.name, "address": args.address, "phone": args.phone}
    made = redact_file(
        source_of(args),
        columns=args.column,
        known={column: kind for kind, columns in kinds.items() for column in columns},
        out=args.out,
        review=args.review,
        decided=args.decided,
        words=not args.no_words,
        common=args.common,
    )
    if args.json:
        print(json.dumps(_as_json(made), ensure_ascii=False))
        return 0
    print(f"{made.records:,}件を読み、{args.out.name}に写しを書きました。")
    for column, counts in made.replaced.items():
        told = "、".join(f"{LABELS[kind]}{number:,}" for kind, number in sorted(counts.items())) or "なし"
        print(f"  {column}: 置き換え {told}。確かめる場所 {made.doubts[column]:,}（{args.review.name}）")
    print("迷う箇所は置き換えてあります。元のファイルで確かめてください。")
    print(f"残すものは一覧の「決定」に「{KEEP}」と書き、--decided で渡してください。")
    return 0


def _as_json(made: Redacted) -> dict[str, object]:
    replaced = {column: dict(counts) for column, counts in made.replaced.items()}
    return {"records": made.records, "replaced": replaced, "doubts": dict(made.doubts), "kept": made.kept}
