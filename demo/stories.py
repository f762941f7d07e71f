"""The two cases of the demo: a city under today's law, a national organ under the scheme of 2017."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from demo import making
from demo.case import Case
from demo.making import Room
from demo.office import Desk, date_fields, organisation_fields
from demo.stage import Stage

LETTERS = 300
OBJECTORS = [3, 57, 121, 204, 299]


@dataclass(frozen=True)
class Story:
    """What differs between the cases."""

    title: str
    body: str
    kind: str
    encoding: str
    surveyed: bool
    minutes: int
    fee_yen: int
    made_on: date
    used_until: date | None
    furnish: Callable[[Path, Stage], Room]
    procedure: Callable[[Desk, Room, Path], Case]


def city() -> Story:
    """Today's scheme: a city, its register of residents, 10 hours 20 minutes of work."""
    return Story(
        title="市の事案（個人情報の保護に関する法律　行政機関等匿名加工情報）",
        body="city-2026",
        kind="municipality",
        encoding="cp932",
        surveyed=True,
        minutes=620,
        fee_yen=64450,
        made_on=date(2026, 8, 3),
        used_until=date(2028, 9, 30),
        furnish=making.furnish_city,
        procedure=_city,
    )


def organ() -> Story:
    """The scheme of 2017: a national organ, third parties heard, 8 hours of work."""
    return Story(
        title="国の行政機関の事案（2017年の制度　行政機関非識別加工情報）",
        body="organ-2019",
        kind="national_organ",
        encoding="utf-8",
        surveyed=False,
        minutes=480,
        fee_yen=115600,
        made_on=date(2019, 8, 5),
        used_until=None,
        furnish=lambda folder, stage: making.furnish_organ(folder, stage, letters=LETTERS),
        procedure=_organ,
    )


def _city(desk: Desk, room: Room, papers: Path) -> Case:
    names = _header(room.source, encoding="cp932", delimiter=",")
    office = ("練習市総務部総務課", "練習県練習市本町一丁目1番1号")
    answers = {
        "name": "住民基本台帳", "organ": "練習市長", "section": "市民課",
        "purpose": "住民の居住関係の公証、選挙人名簿の登録その他の住民に関する事務の処理の基礎とする。",
        "record_items": "\n".join(names), "record_range": "市の区域内に住所を有する者",
        "collection": "本人又は世帯主からの届出、他の市区町村からの通知",
        "sensitive": "yes", "local_sensitive": "no", "kind": "computer", "offered": "yes",
        **organisation_fields("desk", *office), **organisation_fields("proposal_desk", *office),
    }  # fmt: skip
    persons = making.count_persons(room.source, encoding="cp932")
    case = Case(desk)
    desk.register(answers=answers, persons=persons, opinion=False)
    call = desk.call(starts_on=date(2026, 6, 10), ends_on=date(2026, 7, 10))
    desk.move_to(date(2026, 6, 10))
    wanted = {
        "生年月日": "5歳ごとの年齢", "性別": "そのまま", "前住所市区町村コード": "地方のみ",
        "世帯人数": "そのまま", "介護保険資格": "そのまま", "要介護状態区分": "そのまま",
    }  # fmt: skip
    texts = _texts("184000", "介護予防の新しいサービスの設計", "電子的な方法", date(2026, 10, 1), date(2028, 9, 30))
    case.propose(call=call, texts=texts, wanted=wanted, papers=_folder(papers), issued_on=date(2026, 5, 20))
    desk.move_to(date(2026, 7, 1))
    case.receive()
    case.estimate(hours=10, minutes=20)
    case.judge()
    case.conclude()
    case.decide(on=date(2026, 7, 1))
    _agree(case, due_on=date(2026, 8, 31), fee_yen=64450, on=date(2026, 7, 1), fee_method="納付書による")
    return case


def _organ(desk: Desk, room: Room, papers: Path) -> Case:
    names = _header(room.source, encoding="utf-8", delimiter=";")
    office = ("練習省大臣官房総務課情報公開室", "東京都千代田区霞が関一丁目1番1号")
    answers = {
        "name": "就業実態調査ファイル", "organ": "練習大臣", "section": "統計調査課",
        "purpose": "就業の実態を調べ、施策の基礎とする。", "record_items": "\n".join(names),
        "record_range": "調査の対象となった者", "collection": "本人からの回答",
        "sensitive": "no", "kind": "computer", "offered": "yes", "opinion_chance": "yes",
        **organisation_fields("desk", *office), **organisation_fields("proposal_desk", *office),
    }  # fmt: skip
    persons = making.count_persons(room.source, encoding="utf-8")
    case = Case(desk)
    desk.register(answers=answers, persons=persons, opinion=True)
    call = desk.call(starts_on=date(2019, 6, 10), ends_on=date(2019, 7, 9))
    desk.move_to(date(2019, 6, 10))
    texts = _texts("30000", "就業支援の新しいサービスの設計", "媒体の交付", date(2019, 12, 1), date(2021, 11, 30))
    wanted = dict.fromkeys(names, "分類のみ")
    case.propose(call=call, texts=texts, wanted=wanted, papers=_folder(papers), issued_on=date(2019, 5, 20))
    desk.move_to(date(2019, 6, 20))
    case.receive()
    case.estimate(hours=8, minutes=0)
    case.judge()
    case.hear(letters=LETTERS, objectors=OBJECTORS, sent_on=date(2019, 6, 20), due_on=date(2019, 7, 20))
    case.conclude()
    case.decide(on=date(2019, 7, 21))
    _agree(
        case,
        due_on=date(2019, 8, 31),
        fee_yen=115600,
        on=date(2019, 7, 21),
        fee_method="収入印紙を契約の締結の申込書に貼る",
    )
    return case


def _agree(case: Case, *, due_on: date, fee_yen: int, on: date, fee_method: str) -> None:
    notice = case.notify(due_on=due_on, fee_method=fee_method)
    case.desk.must(notice, f"{fee_yen:,}円")
    case.contract(fee_yen=fee_yen, on=on)


def _texts(persons: str, purpose: str, method: str, first: date, last: date) -> dict[str, str]:
    return {
        "persons": persons, "purpose": purpose, "use": "年齢などの分布から需要を統計的に分析する",
        "business": "地域の事業者と進める新しいサービスの提供", "provision_method": method, "contact": "企画部",
        "safety": "専用の端末に保管し、利用する者を3人に限り、期間が終わったら消去する",
        **date_fields("use_period_from", first), **date_fields("use_period_to", last),
    }  # fmt: skip


def _header(source: Path, *, encoding: str, delimiter: str) -> list[str]:
    with source.open(encoding=encoding, newline="") as stream:
        return next(csv.reader(stream, delimiter=delimiter))


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path
