"""A small case on real files: a source of 1,240 made-up records, a recipe, an order, a list of letters."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from exchange import sealed_samples as samples
from oboro.exchange import signing
from oboro.exchange.order import OrderItem, Persons
from oboro.processing import intake, job, output_check

AT = datetime(2026, 9, 15, 9, 30, tzinfo=UTC)
OFFICE = samples.KEY
DATA_WING = signing.from_seed(bytes(reversed(range(32))))
CASE = samples.CASE
RECORDS = 1240
OCCUPATIONS = ("農業", "漁業", "林業", "運輸業")
RECIPE = """
[source]
path = "source.csv"
format = "csv"
encoding = "utf-8"
delimiter = ","
{person}

[columns."氏名"]
role = "identifier"
[columns."個人番号"]
role = "code"
[columns."宛名番号"]
role = "link"
[columns."備考"]
role = "text"
[columns."年齢"]
role = "quasi"
hierarchy = {{ file = "age.csv", delimiter = ";" }}
[columns."性別"]
role = "quasi"
[columns."職業"]
role = "{occupation}"

[[privacy]]
model = "k-anonymity"
k = {k}

[search]
method = "exact"
suppression_limit = 0.1
objective = "loss"
"""


def row(number: int) -> dict[str, str]:
    """Record `number` (from 1); every value follows from its number."""
    return {
        "氏名": f"山田テスト第{number:05d}",
        "個人番号": f"{700_000_000_000 + 7919 * number}",
        "宛名番号": f"{80_000_000 + number}",
        "備考": f"窓口で相談 {number}",
        "年齢": str(20 + number % 40),
        "性別": "男" if number % 2 else "女",
        "職業": OCCUPATIONS[number // 80 % 4],
    }


def write_source(path: Path, rows=None) -> None:
    rows = rows if rows is not None else [row(number) for number in range(1, RECORDS + 1)]
    lines = [",".join(rows[0]), *(",".join(one.values()) for one in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_recipe(folder: Path, *, k: int = 5, person: str = "", occupation: str = "sensitive") -> Path:
    ages = "".join(f"{age};{age // 10 * 10}代;*\n" for age in range(20, 60))
    (folder / "age.csv").write_text(ages, encoding="utf-8")
    text = RECIPE.format(k=k, occupation=occupation, person=f'person = "{person}"' if person else "")
    (folder / "recipe.toml").write_text(text, encoding="utf-8")
    return folder / "recipe.toml"


def order(**changes):
    facts = {
        "items": tuple(OrderItem(name, wanted=name in {"年齢", "性別", "職業"}, granularity="") for name in row(1)),
        "persons": Persons(minimum=1000, wanted=1200, in_file=RECORDS),
        "objections": (),
        "law_on": date(2026, 6, 1),
    }
    return samples.order(**(facts | changes))


@dataclass(frozen=True)
class Files:
    """Where everything of the case lies; the steps of the work as short verbs."""

    folder: Path

    @property
    def order(self) -> Path:
        return self.folder / "order.zip"

    @property
    def source(self) -> Path:
        return self.folder / "source.csv"

    @property
    def recipe(self) -> Path:
        return self.folder / "recipe.toml"

    @property
    def letters(self) -> Path:
        return self.folder / "third_parties.csv"

    @property
    def workspace(self) -> Path:
        return self.folder / "W"

    def accept(self, **changes):
        order(**changes).to_bundle(self.order, OFFICE)
        return intake.accept(self.order, folder=self.workspace, trusted=[OFFICE.public], by="加工担当", at=AT)

    def run(self, *, third_parties=None):
        return job.run(self.workspace, recipe=self.recipe, third_parties=third_parties, by="加工担当", at=AT)

    def check(self):
        return job.check(self.workspace, by="確認者", at=AT)

    def check_out(self, *, first="確認者", second="審査会の委員", outcome="pass"):
        for who in (first, second):
            said = {"outcome": outcome, "text": f"{who}の判断", "salt": "00", "by": who, "at": AT}
            output_check.speak(self.workspace, checker=who, **said)
        return output_check.decide(self.workspace, outcome=outcome, text="二人の判断", by=second, at=AT)


def lay_out(folder: Path, **recipe) -> Files:
    """The files of the case, before anything was done."""
    folder.mkdir(exist_ok=True)
    write_source(folder / "source.csv")
    write_recipe(folder, **recipe)
    return Files(folder)
