"""The criteria of review, as items to be judged one by one, and the number of persons, which a machine can judge."""

from dataclasses import dataclass
from enum import StrEnum

from oboro.kernel.errors import LawError
from oboro.law.citation import Citation
from oboro.law.regime import Amount, Entry, Problem, Regime


class ProposalKind(StrEnum):
    """What a proposal asks for.

    NEW: information to be made from a file under a call.
    EXISTING: information already made, asked for by another user.
    CHANGE: a changed business by one who already has a contract on the information.
    """

    NEW = "new"
    EXISTING = "existing"
    CHANGE = "change"


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    Attributes:
        key: disqualification, persons, standard, benefit, period, rights or disruption.
        number: its number in the statute, in kanji.
        machine: whether the facts of a case decide it without a person's judgement.
        rule: the rule that fills it in (1,000 persons, the necessary period, …); None where the act says all.
        via: the provision that applies it to information already made; None for NEW.
        unset: why no rule fills it in for this kind, so that nothing can fail by it; empty where one does.
    """

    key: str
    number: str
    text: str
    citation: Citation
    machine: bool
    rule: Citation | None
    via: Citation | None
    unset: str = ""

    @property
    def place(self) -> str:
        """Where it stands for this kind: 「法第118条第2項において準用する法第114条第1項第4号」 for information made."""
        return self.citation.applied_by(self.via)


def criteria(regime: Regime, kind: ProposalKind) -> tuple[Criterion, ...]:
    """The criteria a proposal of a kind is judged by, in the order of the statute. All must hold."""
    return tuple(
        _criterion(regime, kind, entry)
        for entry in regime.entries("criteria", "criterion")
        if kind.value in entry.names("kinds")
    )


def applied_by(regime: Regime, kind: ProposalKind) -> Citation | None:
    """The provision that applies review, notice and contract to information already made; None for NEW."""
    return None if kind is ProposalKind.NEW else regime.cite("existing_application")


def _criterion(regime: Regime, kind: ProposalKind, entry: Entry) -> Criterion:
    via = applied_by(regime, kind)
    unset = entry.text("existing_reason") if via else ""
    return Criterion(
        key=entry.key,
        number=entry.text("number"),
        text=entry.text("existing_text") if unset else entry.text("text"),
        citation=entry.citation,
        machine=entry.flag("machine"),
        rule=entry.also[0] if entry.also and not unset else None,
        via=via,
        unset=unset,
    )


def minimum_persons(regime: Regime) -> Amount:
    """The least number of persons that information to be made must hold."""
    entry = regime.entry("criteria", "amount", "minimum_persons")
    return Amount(entry.number("value"), entry.citation)


def persons_problem(regime: Regime, *, wanted: int, in_file: int) -> Problem | None:
    """What is wrong with the number of persons asked for; None when it lies between the minimum and the file's number.

    Args:
        regime: the law of the case.
        wanted: persons in the information asked for.
        in_file: persons in the file, those who objected (2017) already left out.

    Raises:
        LawError: a number is negative.
    """
    if wanted < 0 or in_file < 0:
        raise LawError("本人の数は0以上の整数です。", hint="人数を確かめてください。")
    least = minimum_persons(regime)
    place = regime.entry("criteria", "criterion", "persons").citation
    if wanted < least.value:
        return Problem(
            f"提案の本人の数は{wanted:,}人で、{least.value:,}人に満たない（{place.short}、{least.citation.short}）",
            place,
        )
    if wanted > in_file:
        return Problem(
            f"提案の本人の数は{wanted:,}人で、ファイルの本人の数{in_file:,}人を超えている（{place.short}）", place
        )
    return None
