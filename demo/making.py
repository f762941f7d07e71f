"""The isolated room: from an order bundle to a sealed delivery, by the `oboro` command alone."""

import csv
import json
import random
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from demo.stage import ROOT, Stage, oboro, waiting

EXAMPLES = ROOT / "examples"
CITY_CODE = "312011"  # the size and the age structure come from this municipality's census; the people do not exist
SEED = 20261124


@dataclass(frozen=True)
class Room:
    """The folder of the isolated room for one body."""

    folder: Path
    source: Path
    recipe: Path
    letters: Path | None = None

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def delivery(self) -> Path:
        return self.workspace / "delivery.zip"

    @property
    def public_key(self) -> Path:
        return self.folder / "keys" / "workshop.pub"


def furnish_city(folder: Path, stage: Stage) -> Room:
    """Make the practice register of a city of a real size."""
    folder.mkdir(parents=True)
    oboro("keygen", "--out", folder / "keys", "--name", "workshop", cwd=folder)
    source = folder / "resident.csv"
    with waiting("練習用の住民記録を作っています"):
        made = oboro(
            "rehearse", "--municipality", CITY_CODE, "--people", "actual", "--seed", str(SEED), "--encoding", "cp932",
            "--dirt", "0.01", "--out", source, "--truth", folder / "truth.csv", "--json", cwd=folder,
        )  # fmt: skip
    facts = json.loads(made)
    stage.step(
        f"練習用の住民記録を作りました（{facts['persons']:,}人、{len(facts['columns'])}列、CP932）", look=str(source)
    )
    shutil.copy(ROOT / "demo" / "city.toml", folder / "recipe.toml")
    return Room(folder, source, folder / "recipe.toml")


def furnish_organ(folder: Path, stage: Stage, *, letters: int) -> Room:
    """Lay out the organ's file (UCI Adult) and the section's list of who got which letter."""
    folder.mkdir(parents=True)
    oboro("keygen", "--out", folder / "keys", "--name", "workshop", cwd=folder)
    for path in sorted((EXAMPLES / "adult").iterdir()):
        shutil.copy(path, folder / path.name)
    recipe = folder / "recipe.toml"
    asked = "\n[evidence]\nattacks = 300\ncurve = [5, 10, 20, 50]\n"
    recipe.write_text(recipe.read_text(encoding="utf-8") + asked, encoding="utf-8")
    source = folder / "adult.csv"
    records = count_persons(source, encoding="utf-8")
    chosen = random.Random(SEED).sample(range(1, records + 1), letters)
    with (folder / "third_parties.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["通知番号", "記録番号"])
        writer.writerows(enumerate(chosen, start=1))
    stage.step(f"行政機関の個人情報ファイルを置きました（UCI Adult、{records:,}件）", look=str(source))
    return Room(folder, source, folder / "recipe.toml", folder / "third_parties.csv")


def count_persons(source: Path, *, encoding: str) -> int:
    """The persons in a file of one row a person."""
    with source.open(encoding=encoding, newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def survey(room: Room, stage: Stage) -> dict:
    """Look at the file's columns."""
    with waiting("列を調べています"):
        found = json.loads(oboro("survey", room.source, "--json", cwd=room.folder))
    roles = [column["role"] for column in found["columns"]]
    counted = "、".join(f"{role} {roles.count(role)}列" for role in sorted(set(roles)))
    stage.step(f"列を調べました（{counted}）", look=f"oboro survey {room.source.name}")
    return found


def accept(room: Room, order: Path, office_key: Path, case: str, stage: Stage) -> None:
    """Open the order bundle in the isolated room."""
    oboro("order", order, "--workspace", room.workspace, "--trust", office_key, "--case", case, cwd=room.folder)
    stage.step(f"加工する側が、署名を確かめて指示を受け入れました（事件 {case}）", look=str(room.workspace))


def make(room: Room, stage: Stage, *, basis: object) -> dict:
    """Run the recipe, measure again by another path."""
    third = ["--third-parties", room.letters] if room.letters else []
    with waiting("加工しています"):
        oboro("run", room.recipe, "--workspace", room.workspace, *third, cwd=room.folder)
    report = json.loads((room.workspace / "out" / "report.json").read_text(encoding="utf-8"))
    solution, output = report["solution"], report["output"]
    stage.step(
        f"加工しました（{output['persons']:,}人、除いた{solution['suppressed_records']:,}件、"
        f"最適の証明 {'あり' if solution['optimal'] else 'なし'}）",
        basis=basis,
        look=str(room.workspace / "out"),
    )
    with waiting("別の道筋で測り直しています"):
        checked = oboro("check", "--workspace", room.workspace, "--json", cwd=room.folder)
    stage.step(f"書き出した表を別の道筋で測り直しました（k={json.loads(checked)['measured']['k']}）", basis=basis)
    _judge(room, stage, k=report["measured"]["k"])
    return report


def _judge(room: Room, stage: Stage, *, k: int) -> None:
    """Where the scheme asks about other information (2017), an officer judges in writing, and no more than is so."""
    lines = json.loads((room.workspace / "standards.json").read_text(encoding="utf-8"))
    waiting = [line for line in lines if not line["done"] and line["column"].endswith("照合）")]
    if not waiting:
        return
    judged = "".join(
        f'[[judgement]]\nstandard = "{line["standard"]}"\ncolumn = "{line["column"]}"\nstep = "{line["step"]}"\n'
        f'proof = "公の名簿にもあり得る項目の組合せは、どれも{k}人以上が持ち、照らしても一人に決まらない。'
        '名簿にない項目まで知る者への危険は攻撃の試験のとおり残るので、契約で照合を禁じる"\nby = "加工の責任者"\n'
        for line in waiting
    )
    (room.workspace / "judgements.toml").write_text(judged, encoding="utf-8")
    oboro("check", "--workspace", room.workspace, cwd=room.folder)
    told = "、".join(line["column"] or "表の全体" for line in waiting)
    stage.step(f"数では示せない基準（{told}）を、責任者が理由を書いて判断しました", look="judgements.toml")


def check_out(room: Room, stage: Stage) -> None:
    """Two others than the maker look at the output, each without the other, and decide together."""
    command = ["check-out", "--workspace", room.workspace]
    oboro("evidence", "--workspace", room.workspace, cwd=room.folder)
    stage.step("残る危険と使いみちを、報告から証拠のページにしました", look=str(room.workspace / "evidence.html"))
    for who in ("確認者", "審査会の委員"):
        said = ["--as", who, "--outcome", "pass", "--text", "証拠のページと表を見て、基準を満たすと判断した。"]
        oboro(*command, *said, cwd=room.folder)
    oboro(*command, "--joint", "--outcome", "pass", "--text", "二人の判断が一致した。", cwd=room.folder)
    stage.step("作った人とは別の二人が互いに見ずに確かめ、二人で決めました", look="oboro check-out")


def seal(room: Room, stage: Stage, *, minutes: int, on: date) -> dict:
    """Check against the five standards and seal the delivery."""
    with waiting("基準を確かめて封をしています"):
        sealed = json.loads(
            oboro(
                "seal", "--workspace", room.workspace, "--key", room.folder / "keys" / "workshop.key",
                "--made-by", "加工担当", "--minutes", str(minutes),
                "--made-on", on.isoformat(), "--json", cwd=room.folder,
            )
        )  # fmt: skip
    lines = len(sealed["delivery"]["standards"])
    stage.step(f"加工の基準{lines}件がすべて済み、署名して封をしました", look=str(room.delivery))
    return sealed
