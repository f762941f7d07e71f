"""What must hold at the end, looked at from outside: plain SQL, plain bytes, the verify command."""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from demo.making import Room
from demo.stage import Stage, oboro

REMOVED = {"identifier", "code", "link"}
COPY = 0.98  # what every attack reaches on a plain copy
SHORTEST = 4  # shorter values (a two-letter name) stand in ordinary words


def smallest_group(table: Path, columns: Iterable[str]) -> int:
    """The fewest rows that share a combination, counted by plain SQL. One row is one person in both files."""
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
    sql = (
        f"SELECT min(n) FROM (SELECT count(*) AS n FROM read_csv('{table.as_posix()}', all_varchar = true, "
        f"header = true, nullstr = '\\0') GROUP BY {names})"
    )
    return int(duckdb.sql(sql).fetchall()[0][0])


def check_k(room: Room, report: dict, stage: Stage) -> None:
    """The report's k is the k of the file."""
    quasi = [name for name, column in report["columns"].items() if column["role"] == "quasi"]
    counted = smallest_group(room.workspace / "out" / "data.csv", quasi)
    if counted != report["measured"]["k"]:
        raise SystemExit(f"plain SQL counts k = {counted}, the report says {report['measured']['k']}")
    stage.step(f"書き出した表を別のSQLで数えても k={counted} でした")


def check_attacks(report: dict, stage: Stage) -> None:
    """The bench has read the whole output; no record of it is a copy, and no attack does as well as on a plain copy."""
    attacks = report["attacks"]
    risks = {one["key"]: one for one in attacks["each"]}
    missing = {"singling-out", "linkability", "inference", "nearest-record", "membership"} - set(risks)
    if missing or attacks["unread"]:
        raise SystemExit(f"attacks not tried: {sorted(missing)}; share of labels not read: {attacks['unread']}")
    if risks["nearest-record"]["low"] > 0 or max(one["risk"] for one in risks.values()) >= COPY:
        raise SystemExit("the output is attacked as a plain copy would be")
    worst = max(attacks["each"], key=lambda one: one["high"])
    stage.step(f"攻撃の試験{len(attacks['each'])}種で、最も高い危険は{worst['risk']:.1%}（{worst['word']}）でした")


def check_no_leak(room: Room, report: dict, bundles: Iterable[Path], stage: Stage, *, encoding: str) -> None:
    """No identifier, code or link code of the source stands in any delivered byte."""
    removed = [name for name, column in report["columns"].items() if column["role"] in REMOVED]
    values = set(_values(room.source, removed, encoding=encoding))
    numbers = {value for value in values if value.isdigit()}
    words = values - numbers
    found = 0
    for bundle in bundles:
        content = b"".join(_members(bundle))
        found += sum(run in numbers for run in _windows(content, {len(number) for number in numbers}))
        cells = {cell for cell in re.split(r'[\n,"{}\[\]:]+', content.decode("utf-8", "replace")) if cell}
        joined = "\n".join(sorted(cells))
        found += sum(word in joined for word in words)
    if found:
        raise SystemExit(f"{found} values of the source stand in the delivered files")
    if values:
        stage.step(f"元のファイルの氏名・番号・符号{len(values):,}種類は、納品のどのバイトにも現れません")


def check_verify(room: Room, provision: Path, case: str, stage: Stage) -> None:
    """What the proposer holds is whole; one changed byte is refused."""
    oboro("verify", provision, "--trust", room.public_key, "--case", case, cwd=room.folder)
    broken = room.folder / "broken.zip"
    content = bytearray(provision.read_bytes())
    content[len(content) // 2] ^= 1
    broken.write_bytes(content)
    oboro("verify", broken, "--trust", room.public_key, cwd=room.folder, expect=5)
    stage.step("受け取った包みの署名と中身を確かめました。1バイト変えると断られました", look="oboro verify")


def check_no_method(provision: Path) -> None:
    """The recipient's bundle says nothing about the method of processing."""
    with zipfile.ZipFile(provision) as bundle:
        inside = set(bundle.namelist())
    if inside != {"manifest.json", "signature.json", "provision.json", "data.csv", "codebook.json"}:
        raise SystemExit(f"the recipient's bundle holds {sorted(inside)}")


def _values(source: Path, columns: list[str], *, encoding: str) -> Iterator[str]:
    with source.open(encoding=encoding, newline="") as stream:
        dialect = ";" if encoding == "utf-8" else ","
        for row in csv.DictReader(stream, delimiter=dialect):
            for column in columns:
                value = row[column].strip().replace("-", "")
                if len(value) >= SHORTEST:
                    yield value


def _members(bundle: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(bundle) as opened:
        for name in opened.namelist():
            if name.endswith(".zip"):
                with zipfile.ZipFile(opened.open(name)) as inner:
                    yield from (inner.read(one) for one in inner.namelist())
            elif name not in {"manifest.json", "signature.json"}:
                yield _readable(name, opened.read(name))


def _readable(name: str, content: bytes) -> bytes:
    """Digests hold digits by chance; they are taken out before the search."""
    if name.endswith(".json"):
        content = json.dumps(json.loads(content), ensure_ascii=False).encode()
    return re.sub(rb"[0-9a-f]{64}", b"", content)


def _windows(content: bytes, lengths: set[int]) -> Iterator[str]:
    for run in {match.decode("ascii") for match in re.findall(rb"\d{4,}", content)}:
        for length in lengths:
            yield from (run[start : start + length] for start in range(len(run) - length + 1))
