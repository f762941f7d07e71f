"""No value of a person leaves the engine: canaries of every kind are planted, and every word of a whole run is searched.

The walk goes from the survey to the verification on the command line; at each stage errors are provoked as well.
"""

import csv
import io
import json
import logging
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from exchange import sealed_samples as samples
from oboro.cli.main import main
from oboro.engine.reading import Source
from oboro.engine.writing import write
from oboro.exchange import signing
from oboro.exchange.order import OrderItem
from processing import case_files

NAMES = ("氏名", "個人番号", "宛名番号", "電話番号", "生年月日", "備考", "年齢", "性別", "職業", "収入")
WANTED = ("年齢", "性別", "職業", "収入")
HIDDEN = {"氏名", "個人番号", "宛名番号", "電話番号", "生年月日", "備考"}
RECORDS = 1300


def person(n: int) -> dict[str, str]:
    """Record `n`; every cell of it is a canary that stands nowhere else in the world."""
    return {
        "氏名": f"鸚鵡田金糸雀{n:04d}",
        "個人番号": f"{918_273_000_000 + 7919 * n}",
        "宛名番号": f"{73_190_000 + 13 * n}",
        "電話番号": f"092-0{n:03d}-{4000 + n:04d}",
        "生年月日": f"19{40 + n % 50:02d}-0{1 + n % 9}-1{n % 9}",
        "備考": f"薔薇十字病を鷦鷯谷医院に相談 {n}",
        "年齢": str(20 + n % 60),
        "性別": "男" if n % 2 else "女",
        "職業": ("渡守職人", "鷹匠見習", "樵頭取", "杜氏補佐")[n % 4],
        "収入": str(1_250_011 if n == 50 else 1_730_011 + 997 * (n % 211)),
    }


RECIPE = """
[source]
path = "{path}"
person = "宛名番号"
[columns."氏名"]
role = "identifier"
[columns."個人番号"]
role = "code"
[columns."宛名番号"]
role = "link"
[columns."電話番号"]
role = "identifier"
[columns."生年月日"]
role = "identifier"
[columns."備考"]
role = "text"
[columns."年齢"]
role = "quasi"
hierarchy = {{ {hierarchy} }}
[columns."性別"]
role = "quasi"
[columns."職業"]
role = "sensitive"
[columns."収入"]
role = "plain"
{step}
[[step]]
treatment = "round"
column = "収入"
to = 100000
[[step]]
treatment = "top-code"
column = "収入"
at = 1900000
write = "bound"
[[privacy]]
model = "k-anonymity"
k = {k}
[search]
suppression_limit = 0.05
seed = 1
[evidence]
attacks = 40
curve = [2, 5]
question = [{{ name = "職業ごとの収入", by = ["職業"], of = "収入" }}]
"""


@dataclass
class Walk:
    """The whole run: what was said, and what lies about afterwards."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    said: list[tuple[str, str]] = field(default_factory=list)

    def oboro(self, *words: object, status: int = 0) -> str:
        """One command; its words are kept, its exit status is what was expected."""
        found = main([str(word) for word in words])
        out, err = self.capsys.readouterr()
        self.said.append((f"oboro {words[0]}", out + err))
        assert found == status if status >= 0 else found != 0, (words, out, err)
        return out + err

    def fails(self, *words: object) -> str:
        told = self.oboro(*words, status=-1)
        assert f"oboro {words[0]}: " in told
        return told

    def write(self, name: str, rows: list[dict[str, str]], *, header: bool = True) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, NAMES, lineterminator="\n")
            if header:
                writer.writeheader()
            writer.writerows(rows)
        return path

    def recipe(self, name: str, path: str = "source.csv", *, k: int = 5, step: str = "", **said: str) -> Path:
        hierarchy = said.get("hierarchy", 'name = "age"')
        text = RECIPE.format(path=path, k=k, step=step, hierarchy=hierarchy)
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name


@pytest.fixture
def walk(tmp_path, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    found = Walk(tmp_path, capsys)
    found.write("source.csv", [person(n) for n in range(1, RECORDS + 1)])
    found.recipe("recipe.toml")
    return found


def broken_sources(walk: Walk) -> None:
    """Files that no command can read, each with canaries where the fault lies."""
    people = [person(n) for n in range(1, 60)]
    walk.write("headless.csv", people, header=False)
    twice = [",".join([*NAMES[:2], "氏名"]), *(",".join(list(one.values())[:3]) for one in people)]
    (walk.folder / "twice.csv").write_text("\n".join(twice), encoding="utf-8")
    same = [
        "鸚鵡田金糸雀0001,鸚鵡田金糸雀0001,男",
        *(",".join(list(one.values())[:3]) for one in people),
    ]
    (walk.folder / "same.csv").write_text("\n".join(same), encoding="utf-8")
    good = (walk.folder / "source.csv").read_text(encoding="utf-8")
    (walk.folder / "ragged.csv").write_text(
        good + ",".join(person(7).values()) + ",鸚鵡田金糸雀9999\n", encoding="utf-8"
    )
    (walk.folder / "bytes.csv").write_bytes(good.encode() + b"\xff\xfe," + good.encode()[-300:])
    (walk.folder / "quote.csv").write_text(good + '"鸚鵡田金糸雀0002', encoding="utf-8")
    uneven = [*people, {**person(3), "宛名番号": " " + person(3)["宛名番号"]}]
    walk.write("uneven.csv", uneven)
    walk.write("strange.csv", [*people, {**person(5), "年齢": "鸚鵡歳", "収入": "鸚鵡円"}])


def survey(walk: Walk) -> None:
    walk.oboro("survey", walk.folder / "source.csv", "--recipe-out", walk.folder / "draft.toml")
    walk.oboro("survey", walk.folder / "source.csv", "--json")
    for name in ("headless.csv", "twice.csv", "same.csv", "ragged.csv", "quote.csv"):
        walk.fails("survey", walk.folder / name)
    walk.fails("survey", walk.folder / "bytes.csv", "--encoding", "utf-8")
    walk.fails("survey", walk.folder / "source.csv", "--person", "無い列")


def menu(walk: Walk) -> None:
    walk.oboro("menu", walk.folder / "recipe.toml", "--name", "練習", "--out", walk.folder / "menu.html", "--json")
    walk.fails("menu", walk.recipe("menu.toml", "strange.csv"), "--name", "練習")


def alone(walk: Walk) -> None:
    """The engine without a case, and all that can go wrong in it."""
    out = walk.folder / "out"
    walk.oboro("run", walk.folder / "recipe.toml", "--out", out, "--json")
    for name in ("strange.csv", "uneven.csv", "ragged.csv", "bytes.csv", "quote.csv", "headless.csv", "twice.csv"):
        walk.fails("run", walk.recipe("wrong.toml", name), "--out", walk.folder / "never")
    shift = '[[step]]\ntreatment = "date-shift"\ncolumns = ["職業"]\ndays = 3\n'
    number = '[[step]]\ntreatment = "noise"\ncolumns = ["職業"]\nshare = 1\n'
    for step in (shift, number):
        walk.fails("run", walk.recipe("wrong.toml", step=step), "--out", walk.folder / "never")
    (walk.folder / "ages.csv").write_text("\n".join(f"{n};*" for n in range(20, 70)), encoding="utf-8")
    few = 'file = "ages.csv", delimiter = ";"'
    walk.fails("run", walk.recipe("wrong.toml", hierarchy=few), "--out", walk.folder / "never")
    walk.fails("run", walk.recipe("wrong.toml", k=100_000), "--out", walk.folder / "never")
    table = (out / "data.csv").read_text(encoding="utf-8").splitlines()
    for name, lines in (("cut.csv", table[1:]), ("more.csv", [*table, "33,男,薔薇十字職,1"])):
        (walk.folder / name).write_text("\n".join(lines), encoding="utf-8")
        walk.fails("check", walk.folder / name, "--recipe", walk.folder / "recipe.toml")
    walk.fails("check", walk.folder / "headless.csv", "--recipe", walk.folder / "recipe.toml")
    walk.fails("evidence", walk.folder / "source.csv")


def order(walk: Walk, broken: Path | None = None) -> Path:
    """Accept an order with an objection; a wrong key and a wrong list are refused."""
    items = tuple(OrderItem(name, wanted=name in WANTED, granularity="") for name in NAMES)
    bundle, trust = walk.folder / "order.zip", walk.folder / "office.pub"
    case_files.order(items=items, objections=(3, 7)).to_bundle(bundle, case_files.OFFICE)
    trust.write_text(signing.public_pem(case_files.OFFICE.public))
    (walk.folder / "stranger.pub").write_text(signing.public_pem(samples.STRANGER.public))
    workspace = walk.folder / "W"
    walk.fails("order", bundle, "--workspace", workspace, "--trust", walk.folder / "stranger.pub")
    walk.fails("order", broken or walk.folder / "source.csv", "--workspace", workspace, "--trust", trust)
    walk.oboro("order", bundle, "--workspace", workspace, "--trust", trust, "--case", samples.CASE)
    return workspace


def letters(walk: Walk, name: str, rows: list[str]) -> Path:
    (walk.folder / name).write_text("\n".join(["通知番号,個人の鍵", *rows]) + "\n", encoding="utf-8")
    return walk.folder / name


def make(walk: Walk, workspace: Path) -> None:
    recipe, keys = walk.folder / "recipe.toml", [person(n)["宛名番号"] for n in range(1, 10)]
    good = letters(walk, "letters.csv", [f"{n},{key}" for n, key in enumerate(keys, start=1)])
    run = ["run", recipe, "--workspace", workspace]
    walk.fails(*run)
    walk.fails(*run, "--third-parties", walk.folder / "source.csv")
    for name, rows in (
        ("unknown.csv", ["3,99998877", "7,99998866"]), ("words.csv", [f"鸚鵡田,{keys[2]}"]), ("few.csv", [f"1,{keys[0]}"]),
    ):  # fmt: skip
        walk.fails(*run, "--third-parties", letters(walk, name, rows))
    walk.fails("run", walk.recipe("wrong.toml", "strange.csv"), "--workspace", workspace, "--third-parties", good)
    walk.fails("check", "--workspace", workspace)
    walk.oboro(*run, "--third-parties", good)
    table = workspace / "out" / "data.csv"
    content = table.read_bytes()
    table.write_bytes(content + b"20,\xe7\x94\xb7,x,1\n")
    walk.fails("check", "--workspace", workspace)
    table.write_bytes(content)
    (workspace / "judgements.toml").write_text('[[judgement]]\nstandard = "鸚鵡"\n', encoding="utf-8")
    walk.fails("check", "--workspace", workspace)
    (workspace / "judgements.toml").unlink()
    walk.oboro("check", "--workspace", workspace)


def deliver(walk: Walk, workspace: Path) -> None:
    walk.oboro("evidence", "--workspace", workspace)
    walk.oboro("evidence", "--workspace", workspace, "--language", "en", "--out", walk.folder / "english")
    walk.oboro("keygen", "--out", walk.folder / "keys", "--name", "workshop")
    seal = ["seal", "--workspace", workspace, "--key", walk.folder / "keys" / "workshop.key"]
    seal += ["--made-by", "加工担当", "--minutes", "60", "--made-on", "2026-11-01"]
    walk.fails(*seal)
    told = ["--outcome", "pass", "--text", "基準を満たす"]
    open_lines = [line for line in json.loads((workspace / "standards.json").read_text("utf-8")) if not line["done"]]
    judged = "".join(
        f'[[judgement]]\nstandard = "{line["standard"]}"\ncolumn = "{line["column"]}"\nstep = "丸め"\nproof = "十分"\nby = "確認者"\n'
        for line in open_lines
    )
    (workspace / "judgements.toml").write_text(judged, encoding="utf-8")
    walk.oboro("check", "--workspace", workspace)  # the income had waited for a judgement
    for who in ("確認者", "審査会の委員"):
        walk.oboro("check-out", "--workspace", workspace, "--as", who, *told)
    walk.oboro("check-out", "--workspace", workspace, "--joint", *told)
    walk.oboro("evidence", "--workspace", workspace)
    for name in ("out/report.json", "standards.json"):
        content = (workspace / name).read_bytes()
        (workspace / name).write_bytes(content + b" ")
        walk.fails("evidence", "--workspace", workspace)
        (workspace / name).write_bytes(content)
    source = walk.folder / "source.csv"
    kept = source.read_bytes()
    source.write_bytes(kept.replace("鸚鵡田金糸雀0001".encode(), "鸚鵡田金糸雀x001".encode()))
    walk.fails(*seal)
    source.write_bytes(kept)
    walk.oboro(*seal, "--json")
    trust = walk.folder / "keys" / "workshop.pub"
    walk.oboro("verify", workspace / "delivery.zip", "--trust", trust, "--case", samples.CASE)
    broken = bytearray((workspace / "delivery.zip").read_bytes())
    broken[len(broken) // 2] ^= 1
    (walk.folder / "broken.zip").write_bytes(broken)
    walk.fails("verify", walk.folder / "broken.zip", "--trust", trust)
    (walk.folder / "broken.zip").unlink()  # of this test's making; a copy of the table lies in it
    walk.fails("verify", source, "--trust", trust)


def contents(path: Path):
    """Every file below a path, archives opened, as (name, bytes)."""
    for file in sorted(path.rglob("*")):
        if file.is_file():
            yield from _opened(str(file.relative_to(path)), file.read_bytes())


def _opened(name: str, content: bytes):
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for inner in archive.namelist():
            yield from _opened(f"{name}!{inner}", archive.read(inner))


def canaries() -> tuple[set[str], set[str]]:
    """Words and numbers: of the hidden columns, and of those that the output table alone may hold."""
    people = [person(n) for n in range(1, RECORDS + 1)]
    hidden = {one[name] for one in people for name in HIDDEN}
    parts = {"鸚鵡", "金糸雀", "薔薇十字", "鷦鷯谷", "99998877", "99998866"}
    return hidden | parts, {one[name] for one in people for name in ("職業", "収入")}


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def held(text: str, words: set[str]) -> int:
    """How many of the words stand in a text; digits only as whole runs, because digests hold digits by chance."""
    told = re.sub(r"\b[0-9a-f]{32,}\b", " ", folded(text))
    runs = set(re.findall(r"\d+", told))
    return sum(word in runs if word.isdigit() else word in told for word in map(folded, words))


MADE_HERE = {
    "source.csv", "headless.csv", "twice.csv", "same.csv", "ragged.csv", "bytes.csv", "quote.csv", "uneven.csv",
    "strange.csv", "cut.csv", "more.csv", "letters.csv", "unknown.csv", "words.csv", "few.csv", "ages.csv",
}  # fmt: skip


def leaked(walk: Walk, records, *, made_here: set[str]) -> dict[str, int]:
    """Where a canary stands that must not: in what was said or logged, in any file but the tables, in any name."""
    hidden, kept = canaries()
    found = {where: n for where, text in walk.said if (n := held(text, hidden | kept))}
    found["log"] = held("\n".join(record.getMessage() for record in records), hidden | kept)
    for name, content in contents(walk.folder):
        if name.split("!")[0] in made_here:
            continue
        words = hidden if name.endswith("data.csv") else hidden | kept
        found[name] = held(content.decode("utf-8", "replace"), words)
    found["names"] = sum(held(path.name, hidden | kept) for path in walk.folder.rglob("*"))
    return {where: n for where, n in found.items() if n}


def test_no_canary_is_said_logged_reported_published_or_delivered(walk, caplog):
    broken_sources(walk)
    survey(walk)
    menu(walk)
    alone(walk)
    workspace = order(walk)
    make(walk, workspace)
    deliver(walk, workspace)
    hidden, kept = canaries()
    assert held(walk.folder.joinpath("source.csv").read_text("utf-8"), hidden | kept) > 5000  # the search finds them
    (workspace / "judgements.toml").unlink()
    assert leaked(walk, caplog.records, made_here=MADE_HERE) == {}
    tables = [name for name, _ in contents(walk.folder) if name.endswith("data.csv")]
    assert len(tables) == 3  # alone, in the workspace, in the delivery; and only there the occupations stand
    assert held((workspace / "out" / "data.csv").read_text("utf-8"), {"渡守職人", "鷹匠見習"}) == 2


FORMS = {
    "cp932": ("source.txt", 'encoding = "cp932"', ["--encoding", "cp932"]),
    "excel": ("source.xlsx", 'format = "excel"', ["--format", "excel"]),
    "parquet": ("source.parquet", 'format = "parquet"', ["--format", "parquet"]),
}


def in_form(walk: Walk, form: str, rows: list[dict[str, str]], name: str) -> Path:
    """The rows as a file of that form."""
    plain, target = walk.write("plain.csv", rows), walk.folder / name
    if form == "cp932":
        target.write_bytes(plain.read_text(encoding="utf-8").encode("cp932"))
    else:
        write(Source(plain), target, kind=form)
    plain.unlink()
    return target


def recipe_in_form(walk: Walk, name: str, path: Path, said: str) -> Path:
    made = walk.recipe(name, path.name)
    text = made.read_text(encoding="utf-8").replace("[source]", f"[source]\n{said}")
    made.write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize("form", sorted(FORMS))
def test_no_canary_leaks_from_a_file_of_another_form(walk, caplog, form):
    """Survey, menu, making with letters of objection, check and pages; a strange value, a cut file, a wrong form."""
    (walk.folder / "source.csv").unlink()
    name, said, told = FORMS[form]
    people = [person(n) for n in range(1, RECORDS + 1)]
    source = in_form(walk, form, people, name)
    cut = walk.folder / f"cut{source.suffix}"
    cut.write_bytes(source.read_bytes()[:-301])
    strange = in_form(walk, form, [*people[:60], {**person(5), "年齢": "鸚鵡歳"}], f"strange{source.suffix}")
    recipe = recipe_in_form(walk, "recipe.toml", source, said)
    walk.oboro("survey", source, *told, "--recipe-out", walk.folder / "draft.toml")
    walk.fails("survey", source, "--encoding", "utf-8", "--format", "csv")
    walk.oboro("menu", recipe, "--name", "練習", "--out", walk.folder / "menu.html")
    workspace = order(walk, broken=source)
    wrong = [recipe_in_form(walk, f"wrong{number}.toml", path, said) for number, path in enumerate((strange, cut))]
    keys = [person(n)["宛名番号"] for n in range(1, 10)]
    good = letters(walk, "letters.csv", [f"{n},{key}" for n, key in enumerate(keys, start=1)])
    few = letters(walk, "few.csv", ["3,99998877", "7,99998866"])
    for one in wrong:
        walk.fails("run", one, "--workspace", workspace, "--third-parties", good)
    walk.fails("run", recipe, "--workspace", workspace)
    walk.fails("run", recipe, "--workspace", workspace, "--third-parties", few)
    walk.oboro("run", recipe, "--workspace", workspace, "--third-parties", good)
    walk.oboro("check", "--workspace", workspace)
    walk.oboro("evidence", "--workspace", workspace)
    table = (workspace / "out" / "data.csv").read_text("utf-8")
    assert held(table, {"渡守職人", "鷹匠見習"}) == 2  # the table was made of these people
    made_here = {path.name for path in (source, cut, strange, good, few)}
    assert leaked(walk, caplog.records, made_here=made_here) == {}
