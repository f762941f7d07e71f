"""What an office asks `oboro law` about itself: its ordinance, and how much of the law the software covers."""

import argparse
from pathlib import Path
from typing import Any

from oboro.kernel.dates import japanese
from oboro.kernel.errors import UsageError
from oboro.law import coverage, review
from oboro.law.regime import BodyKind, Scheme, body_label

Answer = tuple[dict[str, Any], list[str], bool]


def configure_review(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `oboro law review`."""
    parser.add_argument("--answers", type=Path, metavar="FILE", help="回答（TOML）。省くと問いの一覧")
    parser.add_argument("--markdown", action="store_true", help="報告を文書（Markdown）で書く")


def configure_coverage(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `oboro law coverage`."""
    parser.add_argument("--markdown", action="store_true", help="条文対応表を文書（Markdown）で書く")


def ask_review(args: argparse.Namespace) -> Answer:
    """The questionnaire, or the report on a body's answers; holds when all is answered and allowed."""
    body, on = BodyKind(args.body), args.on
    if args.answers is None:
        asked = review.questions(body=body, on=on)
        lines = [f"条例の見直しの問い（{body_label(body)}、{japanese(on)}）　{len(asked)}問"]
        lines += [text for question in asked for text in _question_lines(question)]
        answer = _review_head(body, args) | {"questions": [question.as_json() for question in asked]}
        return answer, lines, True
    title, answers = review.parse_answers(read_text(args.answers, "回答"))
    result = review.report(answers, title=title, body=body, on=on)
    lines = review.as_markdown(result).splitlines() if args.markdown else _report_lines(result)
    return result.as_json(), lines, result.settled


def ask_coverage(args: argparse.Namespace) -> Answer:
    """The table of articles; `open` lists what has no place yet."""
    schemes = (Scheme(args.scheme),) if args.scheme else tuple(Scheme)
    told = coverage.as_json(schemes)
    if args.markdown:
        return told, coverage.as_markdown().splitlines(), True
    lines = []
    for scheme, counts in told["schemes"].items():
        each = "、".join(f"{label} {counts[how]}" for how, label in coverage.HOW_LABELS.items())
        lines.append(f"{scheme}：{counts['places']}か所（{each}）")
    lines += [f"未対応 {one['citation']}（{one['caption']}）：{one['gap']}" for one in told["open"]]
    return told, lines if told["open"] else [*lines, "未対応の条はありません。"], True


def read_text(path: Path, what: str) -> str:
    """The text of a file named on the command line.

    Raises:
        UsageError: it cannot be read as UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            f"{what} {path.name} を読めません。", hint="UTF-8 のTOMLファイルを指定してください。"
        ) from None


def _review_head(body: BodyKind, args: argparse.Namespace) -> dict[str, Any]:
    return {"scheme": review.scheme_on(args.on).value, "body": body.value, "on": args.on.isoformat()}


def _question_lines(question: review.Question) -> list[str]:
    lines = [f"  {question.key}　{question.text}〔{question.citation.short}〕"]
    lines += [f"      助言（{review.ADVICE_LABELS[question.advice_kind]}）{question.advice}"]
    lines += [f"      {choice.key}：{choice.label} → {choice.effect}" for choice in question.choices]
    return lines


def _report_lines(result: review.Report) -> list[str]:
    counts = "、".join(f"{label} {result.counts[key]}" for key, label in review.VERDICT_LABELS.items())
    lines = [f"条例の見直し　{result.title}（{body_label(result.body)}、{japanese(result.on)}）　{counts}"]
    for line in result.lines:
        said = f"{line.choice.label} → {line.choice.effect}" if line.choice else "（未回答）"
        place = line.question.citation.short
        lines.append(f"  {line.question.key}　{review.VERDICT_LABELS[line.verdict]}：{said}〔{place}〕")
    return lines
