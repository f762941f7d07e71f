"""Third parties' opinions: whether they must be asked, what an objection does to the file.

The portal knows a third party only by the number of the letter (通知番号). Who it is stays with the section that keeps
the file, in the data wing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.criteria import ProposalKind, persons_problem
from oboro.law.opinions import ThirdPartyRule, third_party
from oboro.law.regime import Problem, Regime


@dataclass(frozen=True)
class Round:
    """One round of letters.

    Attributes:
        letters: how many letters went out; they bear the numbers 1 to this.
        sent_on: day of sending.
        due_on: last day for an opinion.
    """

    letters: int
    sent_on: date
    due_on: date


@dataclass(frozen=True)
class Opinion:
    """One letter answered: its number, whether it objects to the making, and when it came."""

    letter: int
    objects: bool
    received_on: date


class Settlement(StrEnum):
    """What became of a letter that came back undelivered."""

    RESENT = "resent"
    LEFT_OUT = "left_out"


SETTLEMENT_LABELS = {
    Settlement.RESENT: "別の宛先に送り直した",
    Settlement.LEFT_OUT: "機会を与えられないので、その第三者の情報を除く",
}


@dataclass(frozen=True)
class Undelivered:
    """A letter that came back: its number, when, and what became of it (None while that is open)."""

    letter: int
    returned_on: date
    settled: Settlement | None


@dataclass(frozen=True)
class Recount:
    """The file after the objectors are left out.

    Attributes:
        removed: numbers of the letters whose persons are left out, ascending.
        left: persons left.
        problem: what is then wrong with the number asked for; None when it still lies within the law.
    """

    removed: tuple[int, ...]
    left: int
    problem: Problem | None


def must_hear(regime: Regime, *, kind: ProposalKind, opinion_chance: bool) -> ThirdPartyRule | None:
    """The rule under which third parties must be asked in this case; None when they need not be.

    Args:
        regime: the law of the case.
        kind: what the proposal asks for.
        opinion_chance: what the register entry says in its item on the chance of an opinion.
    """
    rule = third_party(regime)
    return rule if rule and opinion_chance and kind is ProposalKind.NEW else None


def check_round(round_: Round) -> None:
    """Pass when the letters can go out.

    Raises:
        NotLawful: no letter, or the last day for opinions is not after the day of sending.
    """
    if round_.letters < 1:
        raise NotLawful("照会する第三者の数は1人以上です。", hint="送る通知の数を記入してください。")
    if round_.due_on <= round_.sent_on:
        raise NotLawful("意見書の提出期限が発送の日以前になっています。", hint="発送の日より後の期限を定めてください。")


def check_opinion(round_: Round, answered: Collection[int], *, letter: int, received_on: date) -> None:
    """Pass when an opinion can be recorded. A late one counts as long as the round is open.

    Raises:
        NotLawful: no letter bears this number, it came before the letters went out, or it is recorded already.
    """
    if not 1 <= letter <= round_.letters:
        raise NotLawful(
            f"通知番号{letter}の通知は出していません（番号は1から{round_.letters}までです）。",
            hint="意見書の通知番号を確かめてください。",
        )
    if received_on < round_.sent_on:
        raise NotLawful("意見書の受領日が通知の発送日より前になっています。", hint="受領日を確かめてください。")
    if letter in answered:
        raise NotLawful(f"通知番号{letter}の意見書は記録済みです。", hint="一覧を確かめてください。")


def check_undelivered(round_: Round, answered: Collection[int], *, letter: int, returned_on: date) -> None:
    """Pass when a letter can be recorded as come back.

    Raises:
        NotLawful: no letter bears this number, it came back before it went out, or it is answered.
    """
    check_opinion(round_, answered, letter=letter, received_on=returned_on)


def check_resent(round_: Round, *, due_on: date, on: date) -> None:
    """Pass when a letter is sent again with a day that leaves time to answer.

    Raises:
        NotLawful: the new day is not after today, or before the day of the round.
    """
    if due_on <= on or due_on < round_.due_on:
        raise NotLawful(
            "送り直した通知の提出期限は、今日より後で、もとの期限以後の日です。", hint="新しい期限を定めてください。"
        )


def check_close(
    round_: Round, opinions: Collection[Opinion], undelivered: Collection[Undelivered] = (), *, on: date
) -> None:
    """Pass when the round can be closed: its last day is over, or every letter is answered or settled.

    Raises:
        NotNow: opinions can still come in, or it is open what becomes of a letter that came back.
    """
    open_ones = sorted(one.letter for one in undelivered if one.settled is None)
    if open_ones:
        raise NotNow(
            f"戻った通知（通知番号{open_ones[0]}ほか{len(open_ones)}通）の扱いが決まっていません。",
            hint="送り直すか、その第三者の情報を除くかを記録してください。",
        )
    left_out = {one.letter for one in undelivered if one.settled is Settlement.LEFT_OUT}
    if on <= round_.due_on and len({opinion.letter for opinion in opinions} | left_out) < round_.letters:
        raise NotNow(
            f"意見書の提出期限（{japanese(round_.due_on)}）が過ぎていないので、締め切れません。",
            hint="期限の翌日から、または全員の意見書がそろったときに締め切れます。",
        )


def removal_list(opinions: Collection[Opinion], undelivered: Collection[Undelivered] = ()) -> tuple[int, ...]:
    """The numbers of the letters whose persons are left out of the file, ascending: who objected or was not reached."""
    objectors = {opinion.letter for opinion in opinions if opinion.objects}
    return tuple(sorted(objectors | {one.letter for one in undelivered if one.settled is Settlement.LEFT_OUT}))


def given_a_chance(round_: Round, undelivered: Collection[Undelivered]) -> int:
    """How many third parties had the chance of an opinion: the fee counts these."""
    return round_.letters - len({one.letter for one in undelivered if one.settled is Settlement.LEFT_OUT})


def recount(
    regime: Regime,
    opinions: Collection[Opinion],
    undelivered: Collection[Undelivered] = (),
    *,
    wanted: int,
    in_file: int,
) -> Recount:
    """The file without the objectors. The section counts again on the data itself; this is the office's count.

    Args:
        regime: the law of the case.
        opinions: all that came in.
        undelivered: the letters that came back.
        wanted: persons in the information asked for.
        in_file: persons in the file before anyone is left out.
    """
    removed = removal_list(opinions, undelivered)
    left = max(in_file - len(removed), 0)
    return Recount(removed, left, persons_problem(regime, wanted=wanted, in_file=left))
