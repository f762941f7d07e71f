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
HALF = 0.5
FEW = 0.3
LISTED = 200  # distinct values up to which a column may be a list of codes or words


def is_wide(column: Profile) -> bool:
    """Whether a column has more values than a code list: then what it is called says little of what stands in it."""
    return column.distinct >= ENOUGH and (column.distinct > LISTED or column.variety > FEW)


class CheckUse(StrEnum):
    """What a check digit may decide: a hard one speaks against, a soft one only for."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


def percent(share: float) -> str:
    """A share as it is said: "0%" and "100%" only where it is none and all."""
    if 0 < share < 0.01:
        return "1%未満"
    return "99%以上" if 0.99 < share < 1 else f"{share:.0%}"


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
        few: the name counts only where the values are few, as those of a code list are.
        enough: least distinct values for the form alone to count; few where the form cannot be chance.
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
    few: bool = False
    enough: int = ENOUGH

    @cached_property
    def _name_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.names, re.MULTILINE) if self.names else None

    @cached_property
    def _form_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.form) if self.form else None

    def judge(self, column: Profile) -> Verdict | None:
        """The verdict on a column, or None when nothing speaks for this detector."""
        named = self._name_pattern is not None and self._name_pattern.search(column.called) is not None
        named = named and not (self.several and column.distinct == 1) and not (self.few and is_wide(column))
        evidence = [f"列名が「{self.label}」を指す"] if named else []
        if self._form_pattern is None or not column.sample:
            return self._verdict(self.named, evidence) if named else None
        if not named and not self.alone and self.use is CheckUse.NONE:
            return None
        fitting = [value for value in column.sample if self._form_pattern.fullmatch(value)]
        share = len(fitting) / len(column.sample)
        evidence.append(f"値の{percent(share)}が「{self.label}」の形" if fitting else f"「{self.label}」の形の値はない")
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
        evidence.append(
            f"そのうち検査数字が合うもの{percent(passed)}{kind}" if passed else f"検査数字が合う値はない{kind}"
        )
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
        """By values alone. A check digit that half of all values hold is no chance: dirt does not take it away."""
        if column.distinct < self.enough or column.variety < self.variety:
            return 0.0
        if self.check is not None:
            held = share * (passed or 0.0)
            certain, likely = (0.95, 0.85) if self.use is CheckUse.HARD else (0.85, 0.75)
            return certain if min(share, passed or 0.0) >= MOST else likely if held >= HALF else 0.0
        return self.alone if share >= MOST else 0.0

    def _verdict(self, confidence: float, evidence: list[str]) -> Verdict:
        return Verdict(self.role, self.key, self.label, round(confidence, 2), tuple(evidence), self.head)
