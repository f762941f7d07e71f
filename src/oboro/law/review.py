"""The review of a body's ordinance: the questions of 2017 (1-a to 4-e), and what is left to ordinance today.

Each question carries the advice, where it stands, and what each answer does to the procedure. The answers of a body
are tenant data (TOML); the report sets them against the advice.

    title = "例示市"
    [answer]
    "1-a" = "yes"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from oboro.kernel.dates import japanese
from oboro.kernel.errors import LawError, OrdinanceInvalid
from oboro.law.citation import Citation
from oboro.law.regime import BodyKind, Entry, Regime, Scheme, body_label

_LOCAL = (BodyKind.PREFECTURE, BodyKind.DESIGNATED_CITY, BodyKind.MUNICIPALITY, BodyKind.LOCAL_AGENCY)
_SPAN = {Scheme.GYOKOHO_2017: (date(2017, 5, 30), date(2023, 4, 1)), Scheme.APPI: (date(2023, 4, 1), date.max)}
PART_LABELS = {
    "definition": "個人情報の定義",
    "sensitive": "要配慮個人情報",
    "scheme": "非識別加工情報の仕組み",
    "other": "その他",
    "register": "個人情報ファイル簿",
    "call": "提案の募集",
    "fee": "手数料",
    "council": "審議会",
    "disclosure": "開示等の手続",
    "safety": "安全管理",
    "penalty": "罰則",
    "notice": "届出",
    "scope": "対象の範囲",
}
ADVICE_LABELS = {
    "recommended": "適当である",
    "option": "考えられる方法",
    "own_judgement": "各団体の判断",
    "review": "見直しを検討",
    "required": "法律が求める",
    "not_allowed": "条例では定められない",
}


@dataclass(frozen=True)
class Choice:
    """One possible answer.

    Attributes:
        effect: what it does to the procedure.
        advised: whether it follows the advice.
        forbidden: whether the law does not allow it.
    """

    key: str
    label: str
    effect: str
    advised: bool
    forbidden: bool


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: 1-a to 4-e of 2017, or a word today.
        part: key of PART_LABELS.
        advice_kind: key of ADVICE_LABELS.
        source: who gives the advice.
        inferred: what of it is our reading; empty when all is text.
    """

    key: str
    part: str
    text: str
    advice_kind: str
    advice: str
    source: str
    choices: tuple[Choice, ...]
    citation: Citation
    also: tuple[Citation, ...]
    inferred: str

    @property
    def title(self) -> str:
        """The question as a person reads it: with its number where the list of 2017 has one."""
        return f"{self.key}　{self.text}" if self.key[0].isdigit() else self.text

    def as_json(self) -> dict[str, Any]:
        """The question for machines."""
        return {
            "key": self.key,
            "part": self.part,
            "text": self.text,
            "advice_kind": self.advice_kind,
            "advice": self.advice,
            "source": self.source,
            "choices": [asdict(choice) for choice in self.choices],
            "citation": self.citation.as_json(),
            "also": [place.as_json() for place in self.also],
            "inferred": self.inferred,
        }


@dataclass(frozen=True)
class Line:
    """A question with what the body answered.

    Attributes:
        verdict: follows, differs, forbidden, own (no advice to follow) or open (not answered).
    """

    question: Question
    choice: Choice | None
    verdict: str

    def as_json(self) -> dict[str, Any]:
        """The line for machines."""
        return {
            "key": self.question.key,
            "answer": self.choice.key if self.choice else None,
            "verdict": self.verdict,
            "effect": self.choice.effect if self.choice else None,
            "citation": self.question.citation.as_json(),
        }


VERDICT_LABELS = {
    "follows": "助言のとおり",
    "differs": "助言と異なる",
    "forbidden": "法律が認めない",
    "own": "団体の判断",
    "open": "未回答",
}


@dataclass(frozen=True)
class Report:
    """All lines of a review, in the order of the questionnaire."""

    title: str
    scheme: Scheme
    body: BodyKind
    on: date
    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines have each verdict."""
        return {key: sum(line.verdict == key for line in self.lines) for key in VERDICT_LABELS}

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "scheme": self.scheme.value,
            "body": self.body.value,
            "on": self.on.isoformat(),
            "title": self.title,
            "counts": self.counts,
            "settled": self.settled,
            "lines": [line.as_json() for line in self.lines],
        }

    @property
    def settled(self) -> bool:
        """Whether every question is answered and no answer is one the law does not allow."""
        return not self.counts["open"] and not self.counts["forbidden"]


def scheme_on(on: date) -> Scheme:
    """Which review a day belongs to: that of 2017, or that under the act that reaches local bodies directly.

    Raises:
        LawError: the day is before both.
    """
    for scheme, (first, end) in _SPAN.items():
        if first <= on < end:
            return scheme
    first_day = _SPAN[Scheme.GYOKOHO_2017][0]
    raise LawError(f"{japanese(on)}に、条例の見直しの問いはありません。", hint=f"{japanese(first_day)}以後の日です。")


def questions(*, body: BodyKind, on: date) -> tuple[Question, ...]:
    """The questions for a local body on a day.

    Raises:
        LawError: the body is not a local one, or the day is before 2017-05-30.
    """
    if body not in _LOCAL:
        raise LawError(
            f"{body_label(body)}に、条例の見直しはありません。", hint="地方公共団体の種類を指定してください。"
        )
    model = Regime(scheme=scheme_on(on), body=body, on=on)
    return tuple(_question(entry) for entry in model.entries("review", "question"))


def parse_answers(toml_text: str) -> tuple[str, Mapping[str, str]]:
    """The title and the answers of a body.

    Raises:
        OrdinanceInvalid: the text is no TOML or has no [answer].
    """
    try:
        raw: Mapping[str, Any] = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError:
        raise OrdinanceInvalid("回答をTOMLとして読めません。", hint="書式を確かめてください。") from None
    answers = raw.get("answer")
    if not isinstance(answers, Mapping) or not all(isinstance(value, str) for value in answers.values()):
        raise OrdinanceInvalid(
            "回答に [answer] がありません。", hint='[answer] の下に "1-a" = "yes" のように書いてください。'
        )
    return str(raw.get("title", "")), {str(key): str(value) for key, value in answers.items()}


def report(answers: Mapping[str, str], *, title: str = "", body: BodyKind, on: date) -> Report:
    """Set a body's answers against the advice.

    Raises:
        OrdinanceInvalid: an answer is to no question, or is none of its choices.
    """
    asked = questions(body=body, on=on)
    unknown = sorted(set(answers) - {question.key for question in asked})
    if unknown:
        raise OrdinanceInvalid(
            "問いにない回答があります: " + "、".join(unknown),
            hint="使える名前: " + "、".join(question.key for question in asked),
        )
    lines = tuple(_line(question, answers.get(question.key)) for question in asked)
    return Report(title=title, scheme=scheme_on(on), body=body, on=on, lines=lines)


def as_markdown(result: Report) -> str:
    """The report as a document: a summary, then every question with advice, answer, effect and citation."""
    lines = [f"# 条例の見直し　{result.title}".rstrip("　"), ""]
    lines += [f"{body_label(result.body)}、{japanese(result.on)}現在。", ""]
    lines += ["| 判定 | 件数 |", "|---|---|"]
    lines += [f"| {VERDICT_LABELS[key]} | {number} |" for key, number in result.counts.items()]
    part = ""
    for line in result.lines:
        if line.question.part != part:
            part = line.question.part
            lines += ["", f"## {PART_LABELS[part]}"]
        lines += ["", *_told(line)]
    return "\n".join(lines) + "\n"


def _told(line: Line) -> list[str]:
    question = line.question
    places = "、".join(str(place) for place in (question.citation, *question.also))
    told = [f"### {question.title}", ""]
    told += [f"- 助言（{ADVICE_LABELS[question.advice_kind]}）：{question.advice}。出所：{question.source}"]
    told += [f"- 根拠：{places}"]
    told += [f"- 回答：{line.choice.label if line.choice else '（未回答）'}【{VERDICT_LABELS[line.verdict]}】"]
    told += [f"- 手続への影響：{line.choice.effect}" if line.choice else "- 手続への影響：回答によって決まる"]
    told += [f"- 推論：{question.inferred}"] if question.inferred else []
    return told


def _line(question: Question, answer: str | None) -> Line:
    if answer is None or not answer.strip():
        return Line(question, None, "open")
    chosen = next((choice for choice in question.choices if choice.key == answer), None)
    if chosen is None:
        raise OrdinanceInvalid(
            f"{question.key} の回答が読めません。",
            hint="使える値: " + "、".join(f"{choice.key}（{choice.label}）" for choice in question.choices),
        )
    return Line(question, chosen, _verdict(question, chosen))


def _verdict(question: Question, chosen: Choice) -> str:
    if chosen.forbidden:
        return "forbidden"
    if not any(choice.advised for choice in question.choices):
        return "own"
    return "follows" if chosen.advised else "differs"


def _question(entry: Entry) -> Question:
    advised, forbidden = entry.names("advised"), entry.names("forbidden")
    told = zip(entry.names("choice_values"), entry.names("choice_labels"), entry.names("effects"), strict=True)
    return Question(
        key=entry.key,
        part=entry.text("part"),
        text=entry.text("label"),
        advice_kind=entry.text("advice_kind"),
        advice=entry.text("advice"),
        source=entry.text("source"),
        choices=tuple(
            Choice(key, label, effect, advised=key in advised, forbidden=key in forbidden)
            for key, label, effect in told
        ),
        citation=entry.citation,
        also=entry.also,
        inferred=entry.inferred,
    )
