"""`oboro export`: a finished table in the form somebody asked for, with its schema; nothing is turned into "?"."""

import argparse
import json
from pathlib import Path

from oboro.cli.reading_options import configure_reading, source_of
from oboro.engine.reading import header, refuse_to_overwrite
from oboro.engine.writing import Unencodable, recoded, table_schema, unencodable, write
from oboro.files import write_bytes
from oboro.kernel.errors import UsageError

KINDS = {".csv": "csv", ".parquet": "parquet", ".xlsx": "excel"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    configure_reading(parser)
    parser.add_argument(
        "--out", type=Path, metavar="OUT", help="書くファイル（.csv、.parquet、.xlsx）。なければ確かめるだけ"
    )
    parser.add_argument(
        "--to",
        default="utf-8-sig",
        choices=["utf-8-sig", "utf-8", "cp932"],
        help="CSVの文字コード（既定はBOM付きUTF-8）",
    )
    parser.add_argument(
        "--schema", type=Path, metavar="S.json", help="表の定義（Frictionless Table Schema）を書くファイル"
    )
    parser.add_argument("--json", action="store_true", help="結果をJSONで出す")


def execute(args: argparse.Namespace) -> int:
    """List the letters that the encoding lacks, then write the table if it lacks none."""
    source = source_of(args)
    kind = KINDS.get(args.out.suffix.lower()) if args.out else "csv"
    if kind is None:
        raise UsageError(
            f"{args.out.name}の形式が分かりません。", hint=f"末尾は{'、'.join(KINDS)}のどれかにしてください。"
        )
    refuse_to_overwrite(source, args.out, args.schema)
    lacking = unencodable(source, args.to) if kind == "csv" else ()
    told = {"encoding": args.to, "unencodable": [_as_json(one) for one in lacking], "written": None}
    if args.out and not lacking:
        write(source, args.out, kind=kind, encoding=args.to)
        told["written"] = args.out.name
    if args.schema:
        write_bytes(args.schema, table_schema((name, "") for name in header(source)).encode("utf-8"))
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print(args, lacking, changed=recoded(source) if kind == "csv" and args.to == "cp932" else 0)
    return 1 if lacking else 0


def _print(args: argparse.Namespace, lacking: tuple[Unencodable, ...], *, changed: int) -> None:
    for one in lacking:
        letters = "、".join(f"{letter} {count:,}件" for letter, count in one.letters.items())
        print(f"列「{one.column}」: {args.to}にない文字 {letters}（最初は{one.first_line}行目）")
    if lacking:
        print("書き出していません。UTF-8を選ぶか、代わりの文字を決めて元のファイルを直してください。")
    elif args.out:
        print(f"{args.out.name}を書きました。")
    else:
        print(f"{args.to}にない文字はありません。")
    if changed:
        print(
            f"{changed:,}行に、同じ文字で二つの符号をもつものがあります。文字は変わりませんが、符号は標準のものになります。"
        )


def _as_json(one: Unencodable) -> dict[str, object]:
    return {"column": one.column, "letters": dict(one.letters), "first_line": one.first_line}
