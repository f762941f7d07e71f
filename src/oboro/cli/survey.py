"""`oboro survey`: look at a file's columns and propose what to do with them."""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path

from oboro.cli.reading_options import configure_reading, source_of
from oboro.engine import survey as engine
from oboro.engine.detectors.sensitive import ordinance_words
from oboro.engine.reading import refuse_to_overwrite
from oboro.files import write_bytes
from oboro.law.regime import BodyKind, Scheme, regime

BODY = {Scheme.GYOKOHO_2017: BodyKind.NATIONAL_ORGAN, Scheme.APPI: BodyKind.MUNICIPALITY}
PATIENCE = 5.0  # seconds without a word


def configure(parser: argparse.ArgumentParser) -> None:
    configure_reading(parser)
    parser.add_argument("--person", help="1人の記録が共有する列。書かなければ列の案から選ぶ")
    parser.add_argument("--scheme", type=Scheme, choices=list(Scheme), default=Scheme.APPI, help="制度")
    parser.add_argument("--body", type=BodyKind, choices=list(BodyKind), help="団体の種類")
    parser.add_argument("--on", type=date.fromisoformat, help="法令の基準日（既定は今日）")
    parser.add_argument("--ordinance", type=Path, help="条例要配慮個人情報の語の一覧（TOML）")
    parser.add_argument("--recipe-out", type=Path, help="加工手順書（レシピ）の案を書き出すファイル")
    parser.add_argument("--register-out", type=Path, help="個人情報ファイル簿の記録項目の案を書き出すファイル（CSV）")
    parser.add_argument("--json", action="store_true", help="結果をJSONで出す")


def execute(args: argparse.Namespace) -> int:
    law = regime(args.scheme, body=args.body or BODY[args.scheme], on=args.on or date.today())
    source = source_of(args)
    further = [args.ordinance] if args.ordinance is not None else []
    refuse_to_overwrite(source, args.recipe_out, args.register_out, further=further)
    local = ordinance_words(args.ordinance) if args.ordinance is not None else ()
    found = engine.survey(source, regime=law, local=local, progress=_Ticker())
    if args.recipe_out is not None:
        write_bytes(args.recipe_out, found.recipe_toml(base=args.recipe_out.parent).encode("utf-8"))
    if args.register_out is not None:
        write_bytes(args.register_out, found.register_csv().encode("utf-8"))
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
        return _status(found)
    _print(found, encoding=source.encoding)
    return _status(found)


def _print(found: engine.Survey, *, encoding: str) -> None:
    rows = f"{found.records:,}件" + (f"、{found.persons:,}人（{found.person}）" if found.persons is not None else "")
    print(f"{found.source.path.name}: {rows}、{len(found.columns)}列、{encoding}")
    for column in found.columns:
        sensitive = "" if column.head is None else f"・要配慮（{column.head[1]}）"
        print(
            f"{column.column}\t{column.role.value}\t{column.legal_class}（{column.citation.short}）{sensitive}\t"
            f"{column.treatment}\t{column.verdict.confidence:.2f}\t"
            f"{'。'.join([*column.verdict.evidence, *(note.text for note in column.notes)])}"
        )


def _status(found: engine.Survey) -> int:
    """0; or 1, with a word on standard error, where no record was looked at: then only names of columns speak."""
    if found.records:
        return 0
    print(
        f"oboro survey: {found.source.path.name}に記録が1件もありません。列名だけで見た案です。\n"
        "見出しだけのファイルか、シート（--sheet）や説明の行数（--skip）の指定が違うかもしれません。",
        file=sys.stderr,
    )
    return 1


class _Ticker:
    """Says on standard error how far the work is, every few seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= PATIENCE:
            self.last = now
            print(f"oboro survey: {done} / {total}列", file=sys.stderr)
