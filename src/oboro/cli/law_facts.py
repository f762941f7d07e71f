"""What `oboro law` is told, checked before the law is asked: facts that contradict each other are refused, not guessed.

The body's own rules come as a file: fees and closed days of today, or an ordinance of the 2017 type.
"""

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from oboro.cli.law_office import read_text
from oboro.kernel.dates import japanese
from oboro.kernel.errors import NoLawOnDate, UsageError
from oboro.law.body_rules import parse_rules
from oboro.law.criteria import ProposalKind
from oboro.law.fees import FeeFacts, Schedule
from oboro.law.holidays import LocalDay
from oboro.law.local_scheme import is_scheme, parse_scheme
from oboro.law.periods import Clock
from oboro.law.regime import BodyKind, Regime, Scheme, regime, regime_on, regime_under
from oboro.law.transition import ACT_LABELS, Act

_DATES = {
    "call": ("starts", "ends", "announced"),
    "certificate": ("proposed", "issued"),
    "bar": ("since", "act"),
}
_OPTIONS = {"since": "from"}
_FOR_NEW = ("minutes", "outsourcing", "third_parties")


@dataclass(frozen=True)
class OwnRules:
    """A body's own rules from its file; all empty when none was given."""

    schedule: Schedule | None = None
    closed: tuple[LocalDay, ...] = ()


def add_ordinance(parser: argparse.ArgumentParser) -> None:
    """Let a question take the body's own rules."""
    parser.add_argument(
        "--ordinance", type=Path, metavar="FILE", help="条例・法人の規程の額と休日、又は平成29年型の条例（TOML）"
    )


def asked_law(args: argparse.Namespace, on: date | None = None) -> tuple[Regime, OwnRules]:
    """The law a question is asked under, and the body's own rules beside it.

    Raises:
        UsageError: an ordinance of the 2017 type is given together with --scheme.
        NoLawOnDate: no law governs the body then.
        OrdinanceInvalid: the file lacks or contradicts something.
    """
    day, body = on or args.on or date.today(), BodyKind(args.body)
    given: Path | None = getattr(args, "ordinance", None)
    text = read_text(given, "額の定め") if given else ""
    if text and is_scheme(text):
        if args.scheme:
            raise UsageError("平成29年型の条例と --scheme は一緒に使えません。", hint="--scheme を外してください。")
        own = parse_scheme(text)
        return regime_under(own.ordinance, body=body, on=day), OwnRules(own.schedule)
    law = regime(Scheme(args.scheme), body=body, on=day) if args.scheme else regime_on(body=body, on=day)
    rules = parse_rules(text) if given else None
    return law, OwnRules(rules.schedule, rules.closed) if rules else OwnRules()


def fee_facts(args: argparse.Namespace) -> FeeFacts:
    """The facts of a fee.

    Raises:
        UsageError: a number is negative, a fact is missing, or one does not belong to the kind of contract.
    """
    kind = ProposalKind(args.kind)
    for name in (*_FOR_NEW, "first_fee"):
        if (getattr(args, name) or 0) < 0:
            raise UsageError(f"--{_dashed(name)} は0以上の整数です。", hint="値を確かめてください。")
    stray = [name for name in _FOR_NEW if getattr(args, name)] if kind is not ProposalKind.NEW else []
    stray += ["first_fee"] if args.first_fee is not None and kind is not ProposalKind.EXISTING else []
    if stray:
        raise UsageError(
            f"--kind {kind} の額に {'・'.join('--' + _dashed(name) for name in stray)} は関係しません。",
            hint="その値を外すか、契約の種類（--kind）を確かめてください。",
        )
    if kind is ProposalKind.NEW and args.minutes is None and not args.outsourcing:
        raise UsageError("作成に要する時間がありません。", hint="--minutes に分で書いてください。")
    if kind is ProposalKind.EXISTING and args.first_fee is None:
        raise UsageError("最初に契約した者の額がありません。", hint="--first-fee に円で書いてください。")
    return FeeFacts(
        kind=kind,
        minutes=args.minutes or 0,
        outsourcing_yen=args.outsourcing,
        third_parties=args.third_parties,
        first_fee_yen=args.first_fee,
    )


def check_eligible(args: argparse.Namespace, *, few: int) -> None:
    """Pass when the facts on a file do not contradict each other.

    Args:
        args: what was asked.
        few: the number of persons below which a file needs no entry.

    Raises:
        UsageError: the number is negative, or the ground for few persons is named though there are enough.
    """
    if args.persons < 0:
        raise UsageError("本人の数は0以上の整数です。", hint="--persons を確かめてください。")
    if args.exempt == "few_persons" and args.persons >= few:
        raise UsageError(
            f"本人の数が{args.persons:,}人のファイルに、本人の数が少ないことによる適用除外はありません。",
            hint="--persons か --exempt を確かめてください。",
        )


def check_deadline(args: argparse.Namespace) -> None:
    """Pass when only the dates of the asked period are given, and in their order.

    Raises:
        UsageError: a date belongs to another period, or a call ends before it starts.
    """
    own = _DATES[args.period]
    stray = [name for names in _DATES.values() for name in names if name not in own and getattr(args, name) is not None]
    if stray:
        raise UsageError(
            f"{args.period} に {'・'.join('--' + _OPTIONS.get(name, name) for name in stray)} は関係しません。",
            hint="使える値: " + "・".join("--" + _OPTIONS.get(name, name) for name in own),
        )
    if args.period == "call" and args.starts and args.ends and args.ends < args.starts:
        raise UsageError("募集の終わりの日が開始の日より前です。", hint="--starts と --ends を確かめてください。")


def day_of_law(args: argparse.Namespace) -> date | None:
    """The day whose law counts a period; None for today.

    A penalty or a termination may lie before any law of ours: whoever proposes today is then judged by today's law.
    """
    told: date | None = args.on or args.starts or args.proposed or args.since
    if args.period != "bar" or told is None or args.on or args.scheme:
        return told
    try:
        asked_law(args, told)
    except NoLawOnDate:
        return None
    return told


def check_bar(args: argparse.Namespace, law: Regime) -> None:
    """Refuse a bar asked about before it began, and a termination under an act that did not stand yet.

    A day before the end of a sentence is no free day, so "not barred yet" would be a wrong answer for half the bars.

    Raises:
        UsageError: one of the two.
    """
    if args.on and args.since and args.on < args.since:
        raise UsageError(
            "--on の日が --from（刑の執行の終わり・契約の解除の日）より前です。",
            hint="--on に、提案をする日を書いてください。刑の執行を終わるまでの間も、提案をすることはできません。",
        )
    begun = law.entry("disqualification", "ground", "terminated").since
    if args.act == Act.PRESENT and law.scheme is Scheme.APPI and args.since and args.since < begun:
        raise UsageError(
            f"{ACT_LABELS[Act.PRESENT]}による契約の解除は、{japanese(begun)}より前にはありません。",
            hint="--act か --from を確かめてください。",
        )


def needed(day: date | None, name: str) -> date:
    """The day, or a refusal that names the option.

    Raises:
        UsageError: it was not given.
    """
    if day is None:
        raise UsageError(f"{name}がありません。", hint="日付を指定してください。")
    return day


def start_of(args: argparse.Namespace, clock: Clock) -> date:
    """The day from which a period is counted, as the question gave it."""
    days = {"call_minimum": args.starts, "certificate_age": args.proposed, "bar": args.since}
    names = {
        "call_minimum": "--starts（募集の開始の日）",
        "certificate_age": "--proposed（提案の日）",
        "bar": "--from（起算の日）",
    }
    return needed(days[clock.key], names[clock.key])


def _dashed(name: str) -> str:
    return name.replace("_", "-")
