"""The shape of a detector and of its verdict."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from oboro.engine.detectors.profile import Profile
from oboro.engine.table import Role

ENOUGH = 30  # distinct values from which a whole-column test of a check digit cannot be chance
MOST = 0.9
FEW = 0.3


class CheckUse(StrEnum):
    """What a check digit may decide: a hard one speaks against, a soft one only for."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


def is_dummy(digits: str) -> bool:
    """Whether a number is one digit repeated, or counts up or down, as people fill a field they cannot leave empty."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return len(digits) > 3 and len(steps) == 1 and steps <= {0, 1, 9}


@dataclass(frozen=True)
class Verdict:
    """What a column probably is.

    Attributes:
        key: the detector's key; for a 個人識別符号 and a head of 要配慮個人情報 the key of the law's list.
        label: the thing in Japanese.
        confidence: 0 to 1; 0.9 and over where name and values agree.
        evidence: reasons in Japanese, with counts and shares and no value.
        head: key of the law's sensitive head that the column touches, or "".
    """

    role: Role
    key: str
    label: str
    confidence: float
    evidence: tuple[str, ...]
    head: str = ""


class Judge(Protocol):
    """Whatever can give a verdict on a column."""

    def judge(self, column: Profile) -> Verdict | None:
        """The verdict, or None when nothing speaks for this reading."""


@dataclass(frozen=True)
class Detector:
    """Recognises one kind of column.

    Attributes:
        names: pattern searched in the folded column name; "" when only values tell.
        form: pattern that a unified value matches throughout; "" when only the name tells.
        check: test of the digits of a value that has the form.
        use: what the check digit may decide.
        alone: confidence that the form gives without a name, 0 when it gives none.
        named: confidence that the name gives where no form is known.
        variety: least distinct values per record for the form alone to count.
        head: key of a sensitive head that the column touches.
        several: the name alone counts only where there is more than one value.
    """

    key: str
    role: Role
    label: str
    names: str = ""
    form: str = ""
    check: Callable[[str], bool] | None = None
    use: CheckUse = CheckUse.NONE
    alone: float = 0.0
    named: float = 0.88
    variety: float = 0.0
    head: str = ""
    several: bool = False

    @cached_property
    def _name_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.names) if self.names else None

    @cached_property
    def _form_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.form) if self.form else None

    def judge(self, column: Profile) -> Verdict | None:
        """The verdict on a column, or None when nothing speaks for this detector."""
        named = self._name_pattern is not None and self._name_pattern.search(column.folded_name) is not None
        named = named and not (self.several and column.distinct == 1)
        evidence = [f"列名が「{self.label}」を指す"] if named else []
        if self._form_pattern is None or not column.sample:
            return self._verdict(self.named, evidence) if named else None
        if not named and not self.alone and self.use is CheckUse.NONE:
            return None
        fitting = [value for value in column.sample if self._form_pattern.fullmatch(value)]
        share = len(fitting) / len(column.sample)
        evidence.append(f"値の{share:.0%}が「{self.label}」の形")
        passed = self._passed(fitting, evidence)
        confidence = self._with_name(share, passed) if named else self._without(column, share, passed)
        return self._verdict(confidence, evidence) if confidence > FEW else None

    def _passed(self, fitting: list[str], evidence: list[str]) -> float | None:
        """Share of the fitting values whose check digit holds; None without a check or values."""
        if self.check is None or not fitting:
            return None
        digits = [re.sub(r"\D", "", value) for value in fitting]
        passed = sum(self.check(one) and not is_dummy(one) for one in digits) / len(fitting)
        if dummies := sum(map(is_dummy, digits)):
            evidence.append(f"同じ数字だけ又は連番の値が{dummies:,}種")
        kind = "" if self.use is CheckUse.HARD else "（参考）"
        evidence.append(f"そのうち検査数字が合うもの{passed:.0%}{kind}")
        return passed

    def _with_name(self, share: float, passed: float | None) -> float:
        if share < FEW:
            return 0.72  # above "some number": spoilt values do not take a name away
        if passed is not None and passed >= MOST and share >= MOST:
            return 0.99
        if passed is not None and passed < FEW and self.use is CheckUse.HARD:
            return 0.7
        return 0.95 if share >= MOST else 0.85

    def _without(self, column: Profile, share: float, passed: float | None) -> float:
        if share < MOST or column.distinct < ENOUGH or column.variety < self.variety:
            return 0.0
        if passed is not None:
            if passed >= MOST:
                return 0.95 if self.use is CheckUse.HARD else 0.85
            return 0.0
        return self.alone

    def _verdict(self, confidence: float, evidence: list[str]) -> Verdict:
        return Verdict(self.role, self.key, self.label, round(confidence, 2), tuple(evidence), self.head)
