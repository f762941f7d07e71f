"""`oboro law`: ask the law on a date. Every answer carries its citation; --json gives the same to machines.

The exit status is 0 when what was asked holds, 1 when it does not (not eligible, a period not kept), 2 when the facts
are wrong or contradict each other, 6 when the law of the date has no answer.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from oboro.cli import law_facts, law_office
from oboro.kernel import dates
from oboro.kernel.errors import LawError, NoLawOnDate, OrdinanceInvalid, UsageError
from oboro.law import clocks, eligibility, fees, periods, topics
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, Problem, Regime, Scheme, must_solicit, regime
from oboro.law.transition import ACT_LABELS, Act, barred_until

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_Answer = tuple[dict[str, Any], list[str], bool]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `oboro law`."""
    commands = parser.add_subparsers(dest="question", metavar="問い", required=True)
    show = _question(commands, "show", "ある日の定めを見る")
    show.add_argument("topic", nargs="?", metavar="項目", help="省くと、見ることができる項目の一覧")
    _configure_fee(_question(commands, "fee", "手数料を計算する"))
    _configure_eligible(_question(commands, "eligible", "ファイルが募集の対象になるかを判断する"))
    _configure_deadline(_question(commands, "deadline", "期間を数える"))
    diff = _question(commands, "diff", "二つの日の定めの違いを見る")
    diff.add_argument("before", type=_day_or_scheme, metavar="日", help="日、又は制度の名前（gyokoho_2017 か appi）")
    diff.add_argument("after", type=_day_or_scheme, metavar="日", help="日、又は制度の名前（gyokoho_2017 か appi）")
    diff.add_argument("--topic", metavar="項目", help="この項目だけを比べる")
    why = _question(commands, "why", "定めの根拠と、その移り変わりを見る")
    why.add_argument("name", metavar="名前", help="fees.hour のように、項目.名前 で書く")
    review = _question(commands, "review", "条例の見直しの問いと報告", body="municipality")
    law_office.configure_review(review)
    law_office.configure_coverage(_question(commands, "coverage", "条文対応表と、未対応の条を見る"))


def execute(args: argparse.Namespace) -> int:
    """Answer one question; returns 0 when what was asked holds."""
    answer, lines, holds = _answered(args)
    print(json.dumps(answer, ensure_ascii=False, indent=2) if args.json else "\n".join(lines))
    return 0 if holds else 1


def _answered(args: argparse.Namespace) -> _Answer:
    """The answer; a wrong file, or (in three questions) a fact the law of the date lacks, is the asker's error."""
    try:
        answer: _Answer = _ANSWERS[args.question](args)
    except OrdinanceInvalid as error:
        if not (getattr(args, "ordinance", None) or getattr(args, "answers", None)):
            raise
        raise UsageError(error.message, hint=error.hint) from None
    except LawError as error:
        if args.question not in _OF_FACTS or isinstance(error, NoLawOnDate):
            raise
        raise UsageError(error.message, hint=error.hint) from None
    return answer


def _question(commands: Any, name: str, text: str, *, body: str = "national_organ") -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--on", type=_date, metavar="日", help="2026-04-01 か 令和8年4月1日。省くと今日")
    parser.add_argument("--body", choices=[kind.value for kind in BodyKind], default=body, help="団体の種類")
    parser.add_argument("--scheme", choices=[scheme.value for scheme in Scheme], help="この制度の法律で見る")
    parser.add_argument("--json", action="store_true", help="JSONで答える")
    return parser


def _configure_fee(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=[kind.value for kind in ProposalKind], default="new", help="契約の種類")
    parser.add_argument("--minutes", type=int, metavar="分", help="作成に要する時間")
    parser.add_argument("--outsourcing", type=int, default=0, metavar="円", help="委託を受けた者に支払う額")
    parser.add_argument(
        "--third-parties", type=int, default=0, metavar="人", help="意見書の機会を与える第三者（平成29年）"
    )
    parser.add_argument("--first-fee", type=int, metavar="円", help="最初に契約した者の額（existing のとき）")
    law_facts.add_ordinance(parser)


def _configure_eligible(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--persons", type=int, required=True, metavar="人", help="本人の数")
    parser.add_argument("--disclosure", choices=eligibility.DISCLOSURES, default="part", help="開示請求の見込み")
    parser.add_argument("--exempt", metavar="名前", help="適用除外の名前（oboro law show exemptions）")
    parser.add_argument("--not-in-register", action="store_true", help="個人情報ファイル簿に載っていない")
    parser.add_argument("--withheld", action="store_true", help="載せないこととしたファイル")
    parser.add_argument("--not-processable", action="store_true", help="基準に従って作成することができない")
    parser.add_argument("--disrupts", action="store_true", help="適正かつ円滑な運営に支障がある")
    law_facts.add_ordinance(parser)


def _configure_deadline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("period", choices=["call", "certificate", "bar"], metavar="期間", help="call・certificate・bar")
    parser.add_argument("--starts", type=_date, metavar="日", help="募集の開始の日（call）")
    parser.add_argument("--ends", type=_date, metavar="日", help="募集の終わりの日（call）")
    parser.add_argument("--announced", type=_date, metavar="日", help="公示の日（call。省くと開始の日の前日とみる）")
    parser.add_argument("--issued", type=_date, metavar="日", help="証明書の作成の日（certificate）")
    parser.add_argument("--proposed", type=_date, metavar="日", help="提案の日（certificate）")
    parser.add_argument(
        "--from", dest="since", type=_date, metavar="日", help="刑の執行の終わり・契約の解除の日（bar）"
    )
    acts = "・".join(f"{act}（{label}）" for act, label in ACT_LABELS.items())
    parser.add_argument("--act", choices=[act.value for act in Act], help=f"契約を解除した法律（bar）：{acts}")
    parser.add_argument("--days", action="store_true", help="数えた日を一日ずつ見る")
    law_facts.add_ordinance(parser)


def _date(text: str) -> date:
    """A day as an office writes it; none so far off that no calendar of ours reaches it."""
    for read in (date.fromisoformat, dates.parse_japanese):
        try:
            day = read(text)
        except ValueError:
            continue
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return day
        raise argparse.ArgumentTypeError(f"日付は{_FIRST_YEAR}年から{_LAST_YEAR}年までの日を書いてください")
    raise argparse.ArgumentTypeError("日付は 2026-04-01 か 令和8年4月1日 のように書いてください")


def _day_or_scheme(text: str) -> tuple[Scheme | None, date | None]:
    """A day, or the name of a scheme: its last day, or today while it stands."""
    try:
        scheme = Scheme(text)
    except ValueError:
        return None, _date(text)
    return scheme, None


def _regime(args: argparse.Namespace, on: date | None = None) -> Regime:
    return law_facts.asked_law(args, on)[0]


def _head(law: Regime) -> dict[str, Any]:
    head = {"scheme": law.scheme.value, "body": law.body.value, "on": law.on.isoformat(), "law": law.name}
    return head | ({"text_of": law.law_on.isoformat(), "note": _old_text(law)} if law.law_on != law.on else {})


def _title(law: Regime) -> str:
    note = f"\n  ※ {_old_text(law)}" if law.law_on != law.on else ""
    return f"{law.name}（{dates.japanese(law.on)}）{note}"


def _old_text(law: Regime) -> str:
    """That a law which has ended answers, and why one may still ask it."""
    last = dates.japanese(law.law_on)
    return f"この日にはもう施行されていない定めです。{last}の条文で答えています（その日までにされた提案のため）"


def _show(args: argparse.Namespace) -> _Answer:
    law = _regime(args)
    if args.topic not in (None, *topics.TOPICS):
        raise UsageError(f"「{args.topic}」という項目はありません。", hint="使える名前: " + "、".join(topics.TOPICS))
    if args.topic is None:
        answer = _head(law) | {"topics": dict(topics.TOPICS)}
        return answer, [_title(law), *(f"  {name:<18}{title}" for name, title in topics.TOPICS.items())], True
    rows = topics.rows(law, args.topic)
    lines = [f"{_title(law)} {topics.TOPICS[args.topic]}", *(_line(row) for row in rows)]
    answer = _head(law) | {"topic": args.topic, "rows": [row.as_json() for row in rows]}
    return answer, lines if rows else [*lines, "  この日のこの団体に、この定めはありません。"], True


def _line(row: topics.Row) -> str:
    said = " ".join(part for part in (row.heading, row.text) if part)
    doubt = f"（推論：{row.inferred}）" if row.inferred else ""
    return f"  {row.key:<22} {said}〔{row.citation.short}〕{doubt}"


def _fee(args: argparse.Namespace) -> _Answer:
    facts = law_facts.fee_facts(args)
    law, own = law_facts.asked_law(args)
    result = fees.statement(law, facts, schedule=own.schedule)
    lines = [_title(law)]
    lines += [f"  {line.label}　{line.formula} ＝ {line.yen:,}円〔{line.citation.short}〕" for line in result.lines]
    lines += [f"  合計 {result.total_yen:,}円"]
    parts = [
        {
            "key": line.key,
            "label": line.label,
            "formula": line.formula,
            "yen": line.yen,
            "citation": line.citation.as_json(),
        }
        for line in result.lines
    ]
    return _head(law) | {"kind": args.kind, "lines": parts, "total_yen": result.total_yen}, lines, True


def _eligible(args: argparse.Namespace) -> _Answer:
    law = _regime(args)
    law_facts.check_eligible(args, few=law.entry("register", "amount", "few_persons").number("value"))
    facts = eligibility.EligibilityFacts(
        in_register=not args.not_in_register,
        exempt_ground=args.exempt,
        withheld=args.withheld,
        persons=args.persons,
        disclosure=args.disclosure,
        processable=not args.not_processable,
        disrupts=args.disrupts,
    )
    judged = eligibility.judge(law, facts)
    solicit = must_solicit(law)
    lines = [_title(law)]
    lines += [f"  {'○' if s.answer else '×'} {s.question}：{s.reason}〔{s.citation.short}〕" for s in judged.steps]
    lines += [f"  {'対象となる' if judged.eligible else '対象とならない'}。{judged.consequence}"]
    steps = [
        {"key": s.key, "question": s.question, "answer": s.answer, "reason": s.reason, "citation": s.citation.as_json()}
        for s in judged.steps
    ]
    answer = {"eligible": judged.eligible, "steps": steps, "consequence": judged.consequence}
    return _head(law) | answer | {"must_solicit": solicit.value}, lines, judged.eligible


def _deadline(args: argparse.Namespace) -> _Answer:
    law_facts.check_deadline(args)
    law, own = law_facts.asked_law(args, law_facts.day_of_law(args))
    key = {"call": "call_minimum", "certificate": "certificate_age", "bar": "bar"}[args.period]
    clock = periods.clock(law, key)
    found, problems = {"call": _call, "certificate": _certificate, "bar": _bar}[args.period](law, args)
    counted = clocks.count(law, key, starts_on=law_facts.start_of(args, clock), local=own.closed)
    places = "、".join(place.short for place in (clock.citation, *clock.also))
    lines = [_title(law), f"  {clock.label}〔{places}〕　{clock.counting}"]
    lines += [f"  {name} {dates.japanese(day)}" for name, day in found.values()]
    lines += _counted_lines(counted, every=args.days)
    lines += [f"  × {problem.message}" for problem in problems] or ["  ○ 定めに合っています。"]
    answer = {"period": args.period, "counting": clock.counting, "citation": clock.citation.as_json()}
    answer |= {"also": [place.as_json() for place in clock.also], "inferred": clock.inferred}
    answer |= {"days": {name: day.isoformat() for name, (_, day) in found.items()}}
    answer |= {"problems": [{"message": p.message, "citation": p.citation.as_json()} for p in problems]}
    answer |= {"counted": [_day_json(day) for day in counted.days]}
    answer |= {"advice": [{"message": one.message, "citation": one.citation.as_json()} for one in counted.advice]}
    return _head(law) | answer, lines, not problems


def _counted_lines(counted: clocks.Count, *, every: bool) -> list[str]:
    closed = sum(day.closed is not None for day in counted.days)
    lines = [f"  数えた日 {counted.counted}日（うち休日 {closed}日。休日も数える）"]
    for day in counted.days if every else ():
        number = f"{day.number}日目" if day.number else "数えない"
        holiday = f"　{day.closed.label}〔{day.closed.citation}〕" if day.closed else ""
        lines.append(f"    {dates.japanese(day.on)}　{number}　{day.why}{holiday}")
    return lines + [f"  ※ {one.message}〔{one.citation}〕" for one in counted.advice]


def _day_json(day: clocks.CountedDay) -> dict[str, Any]:
    closed = day.closed and {
        "label": day.closed.label,
        "citation": day.closed.citation.as_json(),
        "inferred": day.closed.inferred,
    }
    return {"on": day.on.isoformat(), "number": day.number, "why": day.why, "closed": closed}


_Found = tuple[dict[str, tuple[str, date]], tuple[Problem, ...]]


def _call(law: Regime, args: argparse.Namespace) -> _Found:
    starts = law_facts.needed(args.starts, "--starts（募集の開始の日）")
    earliest = periods.call_ends_on(law, starts_on=starts)
    problems = periods.call_problems(
        law, starts_on=starts, ends_on=args.ends or earliest, announced_on=args.announced or starts - timedelta(days=1)
    )
    return {
        "starts_on": ("募集の開始の日", starts),
        "earliest_end": ("終えることができる最も早い日", earliest),
    }, problems


def _certificate(law: Regime, args: argparse.Namespace) -> _Found:
    proposed = law_facts.needed(args.proposed, "--proposed（提案の日）")
    earliest = dates.months_before(proposed, periods.clock(law, "certificate_age").length)
    problem = periods.certificate_problem(law, issued_on=args.issued or earliest, proposed_on=proposed)
    return {"earliest_issue": ("作成の日として認められる最も早い日", earliest)}, (problem,) if problem else ()


def _bar(law: Regime, args: argparse.Namespace) -> _Found:
    since = law_facts.needed(args.since, "--from（起算の日）")
    law_facts.check_bar(args, law)
    free, barring = barred_until(law, act=Act(args.act), from_on=since) if args.act else (None, None)
    if barring and not barring.value:
        raise UsageError(
            f"{barring.reason}（{barring.citation.short}）。",
            hint="この解除は提案を妨げないので、数える期間がありません。",
        )
    free = free or periods.bar_ends_on(law, from_on=since)
    found = {"first_free_day": ("提案できるようになる日", free)}
    if args.on is None or args.on >= free:
        return found, ()
    place = barring.citation if barring else periods.clock(law, "bar").citation
    asked, end = dates.japanese(args.on), dates.japanese(free)
    return found, (Problem(f"{asked}は、{end}になるまでの間なので、提案をすることができない（{place.short}）", place),)


def _regime_of(args: argparse.Namespace, scheme: Scheme | None, on: date | None) -> Regime:
    """The law of a day, or a scheme as it last stood before today."""
    if scheme is None:
        return _regime(args, on)
    found = regime(scheme, body=BodyKind(args.body), on=args.on or date.today())
    return replace(found, on=found.law_on)


def _diff(args: argparse.Namespace) -> _Answer:
    if args.topic not in (None, *topics.TOPICS):
        raise UsageError(f"「{args.topic}」という項目はありません。", hint="使える名前: " + "、".join(topics.TOPICS))
    before, after = (_regime_of(args, *told) for told in (args.before, args.after))
    wanted = (args.topic,) if args.topic else tuple(topics.TOPICS)
    changes = topics.differences(before, after, topics=wanted)
    lines = [f"{_title(before)} → {_title(after)}　{len(changes)}件"]
    lines += [text for change in changes for text in _change_lines(change)]
    answer = {
        "before": _head(before),
        "after": _head(after),
        "changes": [
            {
                "topic": change.topic,
                "key": change.key,
                "kind": change.kind,
                "before": change.before.as_json() if change.before else None,
                "after": change.after.as_json() if change.after else None,
            }
            for change in changes
        ],
    }
    return answer, lines, True


def _change_lines(change: topics.Change) -> list[str]:
    words = {"added": "加わる", "removed": "なくなる", "changed": "変わる", "moved": "条文の位置が変わる"}
    lines = [f"  {topics.TOPICS[change.topic]} {change.key}：{words[change.kind]}"]
    lines += [f"    前 {_line(change.before).strip()}"] if change.before else []
    lines += [f"    後 {_line(change.after).strip()}"] if change.after else []
    return lines


def _review(args: argparse.Namespace) -> _Answer:
    args.on = args.on or date.today()
    return law_office.ask_review(args)


def _why(args: argparse.Namespace) -> _Answer:
    law = _regime(args)
    if not topics.is_known(args.name):
        raise UsageError(f"「{args.name}」という名前はありません。", hint="名前は oboro law show で調べられます。")
    row = topics.find(law, args.name)
    versions = topics.history(row, of=law)
    lines = [_title(law), _line(row), f"    {row.citation}"]
    lines += [f"    あわせて {place}" for place in row.also]
    lines += [f"  {dates.japanese(one.from_on)}から　{one.row.text}〔{one.row.citation}〕" for one in versions]
    past = [{"from": one.from_on.isoformat(), "row": one.row.as_json()} for one in versions]
    return _head(law) | {"row": row.as_json(), "history": past}, lines, True


_OF_FACTS = {"fee", "eligible", "deadline"}
_ANSWERS: Mapping[str, Any] = {
    "show": _show,
    "fee": _fee,
    "eligible": _eligible,
    "deadline": _deadline,
    "diff": _diff,
    "why": _why,
    "review": _review,
    "coverage": law_office.ask_coverage,
}
