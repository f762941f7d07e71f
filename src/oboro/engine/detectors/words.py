"""Columns told by the words in them, whatever they are called: known lists, and forms that only one thing has."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from oboro.engine.detectors.base import LISTED, MOST, Verdict, percent
from oboro.engine.detectors.persons import PREFECTURES
from oboro.engine.detectors.profile import Profile, unify
from oboro.engine.hierarchies.packaged import rows
from oboro.engine.table import Role

_HALF = 0.5
_CLASSES = "ABCDEFGHIJKLMNOPQRSTVWXYZ"


@dataclass(frozen=True)
class Known:
    """What a column holds when enough of its distinct values are of a list, or have a form.

    Attributes:
        words: the list, asked for when it is needed; or
        form: a pattern that a unified value matches throughout.
        least: how many different values must be met.
        head: key of the sensitive head that such a column touches.
        share: least share of the distinct values.
    """

    key: str
    role: Role
    label: str
    words: Callable[[], frozenset[str]] | None = None
    form: re.Pattern[str] = field(default=re.compile(r"(?!)"))
    least: int = 2
    head: str = ""
    share: float = _HALF

    def judge(self, column: Profile) -> Verdict | None:
        """The verdict, or None; certain where nine in ten values are known."""
        if not self.least <= column.distinct <= LISTED:
            return None
        words = self.words() if self.words is not None else frozenset()
        met = sum(value in words or self.form.fullmatch(value) is not None for value in column.sample)
        share = met / len(column.sample)
        if met < self.least or share < self.share:
            return None
        evidence = (f"異なる値{column.distinct:,}種の{percent(share)}が「{self.label}」の語",)
        return Verdict(self.role, self.key, self.label, self._confidence(share), evidence, self.head)

    def _confidence(self, share: float) -> float:
        if self.role is Role.SENSITIVE:
            return 0.7  # by values alone, as the word lists
        return 0.9 if share >= MOST else 0.75


def _of(*words: str) -> Callable[[], frozenset[str]]:
    listed = frozenset(words)
    return lambda: listed


@lru_cache(maxsize=4)
def _labels(name: str) -> frozenset[str]:
    """The words of a packaged list of the hierarchies."""
    return frozenset(unify(row[cell]) for row in rows(name) for cell in ("label", "also") if row[cell])


KNOWN: tuple[Known, ...] = (
    Known("sex", Role.QUASI, "性別", _of("男", "女", "男性", "女性", "M", "F", "MALE", "FEMALE")),
    Known(
        "relation",
        Role.QUASI,
        "続柄",
        _of("世帯主", "妻", "夫", "子", "父", "母", "長男", "長女", "子の子", "同居人", "兄", "姉", "弟", "妹"),
    ),
    Known(
        "event",
        Role.QUASI,
        "異動の事由",
        _of("死亡", "転出", "転入", "転居", "出生", "職権消除", "職権記載", "国外転出", "帰化", "婚姻", "離婚", "失踪"),
    ),
    Known("marital", Role.QUASI, "配偶関係", _of("未婚", "既婚", "有配偶", "死別", "離別", "離婚", "独身")),
    Known(
        "occupation",
        Role.QUASI,
        "職業",
        _of("会社員", "公務員", "自営業", "農業", "漁業", "無職", "学生", "主婦", "パート", "アルバイト", "団体職員"),
    ),
    Known("nationality", Role.QUASI, "国籍", lambda: _labels("nationality.csv"), share=0.6),
    Known("residence_status", Role.QUASI, "在留の資格", lambda: _labels("residence_status.csv")),
    Known("age_words", Role.QUASI, "年齢", form=re.compile(r"(満)?\d{1,3}(歳|才|歳代|代)(以上|以下|未満|台)?")),
    Known(
        "area",
        Role.QUASI,
        "地域",
        form=re.compile(
            rf"{PREFECTURES}([一-龠々ヶケの]{{0,12}})|[一-龠々ヶケァ-ヶの]{{1,7}}[市区町村郡][一-龠々ヶケの]{{0,8}}"
        ),
        share=0.7,
    ),
    Known(
        "workplace",
        Role.IDENTIFIER,
        "施設・勤務先・学校の名",
        form=re.compile(
            r".+(病院|医院|クリニック|診療所|学校|学園|大学|幼稚園|保育園|保育所|こども園|ホーム|苑|荘|支援センター|商店|工業|"
            r"株式会社|有限会社)|(株式会社|有限会社|\(株\)|\(有\)|医療法人|社会福祉法人|特別養護老人ホーム|グループホーム).+"
        ),
    ),
)

SENSITIVE_FORMS: tuple[Known, ...] = (
    Known(
        "medical_history",
        Role.SENSITIVE,
        "傷病の符号",
        form=re.compile(rf"[{_CLASSES}]\d\d(\.?\d{{1,2}})?[*+]?"),
        least=3,
        head="medical_history",
        share=MOST,
    ),
    Known(
        "disability",
        Role.SENSITIVE,
        "療育手帳の程度",
        _of("A", "B", "A1", "A2", "B1", "B2", "マルA"),
        least=3,
        head="disability",
        share=MOST,
    ),
    Known(
        "disability",
        Role.SENSITIVE,
        "手帳の等級",
        form=re.compile(r"[1-7一二三四五六七]級"),
        least=3,
        head="disability",
        share=MOST,
    ),
    Known(
        "sensitive_by_policy",
        Role.SENSITIVE,
        "自立度",
        _of("J1", "J2", "A1", "A2", "B1", "B2", "C1", "C2", "I", "IIA", "IIB", "IIIA", "IIIB", "IV", "M", "自立"),
        least=5,
        share=MOST,
    ),
)
"""Codes and grades that look like others: they speak only where nothing is sure of the column."""
