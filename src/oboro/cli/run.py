"""`oboro run`: make the table that a recipe describes."""

import argparse
import json
import secrets
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType

from oboro.cli.session import account, now
from oboro.engine.backends.resources import BACKENDS
from oboro.engine.recipe import Recipe, load
from oboro.engine.report import Report
from oboro.engine.run import run
from oboro.kernel.errors import UsageError
from oboro.law.regime import BodyKind
from oboro.processing import job
from oboro.processing.contact_data import ContactFound, contact_data_in
from oboro.processing.job import Ran

QUIET_S = 2.0
"""Progress is shown only for what takes longer, and then at this interval."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    parser.add_argument("recipe", type=Path, help="加工手順書（TOML）")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--out", type=Path, help="結果を置くフォルダー（data.csvとreport.json）")
    place.add_argument("--workspace", type=Path, metavar="W", help="指示を受け入れた作業場。指示のとおりかも確かめる")
    parser.add_argument(
        "--third-parties", type=Path, metavar="F.csv", help="通知番号と記録番号（個人の鍵）の一覧。作業場で使う"
    )
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="連絡に使える列をこの日の法律で見る（省くと今日）"
    )
    engine = parser.add_argument_group("計算の仕方（結果は変わらない）")
    engine.add_argument("--backend", choices=BACKENDS, help="計算するもの。手順書の[engine]より優先する")
    engine.add_argument("--master", help="Sparkの場所（spark://… か local[*]）")
    engine.add_argument("--memory", help="使ってよいメモリー（例　6GB）。足りない分は出力先の隣のファイルで補う")
    engine.add_argument("--threads", type=int, help="同時に動かす数（0はすべての処理装置）")
    parser.add_argument("--json", action="store_true", help="報告をJSONで標準出力に書く")


def execute(args: argparse.Namespace) -> int:
    """Run the recipe; 0 only when the written table holds what the recipe promises."""
    if args.workspace:
        return _in_workspace(args)
    if args.third_parties:
        raise UsageError("--third-parties は --workspace と一緒に使います。")
    with Ticker("oboro run") as progress:
        out = args.out.absolute()  # the folder is replaced, and the one we stand in may be it
        report = run(_with_resources(load(args.recipe), args), out=out, progress=progress, key=fresh_key())
    contact = _contact(out / report.output.file, args.on)
    if args.json:
        print(json.dumps(report.as_json() | contact.as_json_part(), ensure_ascii=False))
    else:
        print("\n".join([*told(report), *contact.lines()]))
    return 0


def told(report: Report) -> list[str]:
    """The report in a few lines for a person."""
    solved, made, reached = report.solution, report.output, report.measured
    unit = "人" if reached.counted == "persons" else "件"
    proof = "最適であることを証明済み" if solved.optimal else "最適とは証明していない"
    proof = "段は指定どおり" if solved.method == "levels" else proof
    levels = "、".join(f"{name}={level}" for name, level in solved.levels.items())
    lost = max(solved.loss, 0.0)
    return [
        f"書き出し: {made.rows}行、{made.persons}人、{len(made.columns)}列（{made.file}）",
        f"段: {levels}（{proof}、{solved.lattice_nodes}通り中{solved.checked_nodes}通りを計数）",
        f"失われた情報: {lost:.6f}　抑制: {solved.suppressed_records}件（上限{solved.most_suppressed}件）",
        f"測定: 最も小さい組は{reached.k}{unit}（k={reached.k}）、組の数は{solved.classes}",
    ]


def fresh_key() -> bytearray:
    """A secret for one making; the engine overwrites it when the surrogates are made."""
    return bytearray(secrets.token_bytes(64))


class Ticker:
    """Says on standard error what is being done, once it takes longer than two seconds."""

    def __init__(self, name: str) -> None:
        self._name, self._stage, self._begun = name, "", time.monotonic()
        self._pass, self._seen, self._pass_begun = "", 0, self._begun
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Take note of the stage, and reckon from its pace how long this pass still takes."""
        if stage != self._pass or done < self._seen:
            self._pass, self._pass_begun = stage, time.monotonic()
        self._seen = done
        self._stage = f"{stage} {done:,}/{of:,}" if of else stage
        spent = time.monotonic() - self._pass_begun
        if 0 < done <= of and spent > QUIET_S:
            self._stage += f" 残り約{spent * (of - done) / done:.0f}秒"

    def __enter__(self) -> "Ticker":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._ended.wait(QUIET_S):
            print(f"{self._name}: {self._stage}…（{time.monotonic() - self._begun:.0f}秒）", file=sys.stderr)


# --- private -----------------------------------------------------------------------------------------------------


def _with_resources(recipe: Recipe, args: argparse.Namespace) -> Recipe:
    said = {name: getattr(args, name) for name in ("backend", "master", "memory", "threads")}
    wanted = {name: value for name, value in said.items() if value is not None}
    return replace(recipe, resources=replace(recipe.resources, **wanted)) if wanted else recipe


def _in_workspace(args: argparse.Namespace) -> int:
    with Ticker("oboro run") as progress:
        ran = job.run(
            args.workspace,
            recipe=args.recipe,
            third_parties=args.third_parties,
            by=account(),
            at=now(),
            progress=progress,
            key=fresh_key(),
        )
    contact = _contact(args.workspace / "out" / ran.report["output"]["file"], args.on)
    if args.json:
        answer = {"report": ran.report, "not_made": ran.not_made, "letters": ran.letters} | contact.as_json_part()
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join([*_told_of_order(ran), *contact.lines()]))
    return 0


def _contact(table: Path, on: date | None) -> ContactFound:
    return contact_data_in(table, body=BodyKind.NATIONAL_ORGAN, on=on or date.today())


def _told_of_order(ran: Ran) -> list[str]:
    made, solved = ran.report["output"], ran.report["solution"]
    removed = ran.report["excluded"]["records"] if ran.report["excluded"] else 0
    lines = [
        f"書き出し: {made['rows']}行、{made['persons']}人、{len(made['columns'])}列（out/{made['file']}）",
        f"除いた記録: {removed}件（通知{ran.letters}件分）　抑制: {solved['suppressed_records']}件",
        f"測定: k={ran.report['measured']['k']}",
    ]
    if ran.not_made:
        lines.append(f"指示にあって書き出さない項目: {'、'.join(ran.not_made)}（役所に伝えてください）")
    return lines
