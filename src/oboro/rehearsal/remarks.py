"""Free text of a remark column, with the place of every name, telephone number and hint in it."""

from dataclasses import dataclass

import numpy as np

SHARE = 0.14

# A piece in braces is filled in; the word in it is the kind under which the truth file lists it.
TEMPLATES: tuple[tuple[float, str], ...] = (
    (5.0, "窓口で説明済み。"),
    (4.0, "証明書の郵送を希望。"),
    (3.0, "転入手続に不備あり、後日書類を持参予定。"),
    (2.0, "①住所の方書を確認。②世帯主へ連絡済み。"),
    (2.0, "氏名の文字は戸籍のとおり。"),
    (1.5, "㈱みらい社宅のため、退去日を要確認。"),
    (4.0, "緊急連絡先：{name}様　{phone}"),
    (3.0, "{name}氏（長男）より電話あり。折り返し先{phone}。"),
    (2.0, "代理人{name}が来庁。委任状を確認した。"),
    (2.0, "{name}さん方に同居との申出。"),
    (1.5, "送付先変更の希望あり。連絡は{phone}まで。"),
    (0.8, "民生委員の{name}さんから{hint:病院に入院中}との連絡。"),
    (0.6, "{hint:ＤＶ等支援措置}の相談あり。照会には{name}係長へ確認のこと。"),
    (0.4, "{hint:認知症}のため、後見人{name}へ送付。"),
)
WEIGHTS = np.array([weight for weight, _ in TEMPLATES])


@dataclass(frozen=True)
class Span:
    """A stretch of a remark that points to a person, or hints at something sensitive.

    Attributes:
        kind: name, phone or hint.
        start: first character, counted from 0.
        end: the character after the last.
    """

    kind: str
    start: int
    end: int


def compose(template: str, fill: dict[str, str]) -> tuple[str, tuple[Span, ...]]:
    """Fill a template; returns the text and what was put where."""
    text, spans = "", []
    for number, piece in enumerate(template.replace("}", "{").split("{")):
        if number % 2 == 0:
            text += piece
            continue
        kind, _, fixed = piece.partition(":")
        value = fixed or fill[kind]
        spans.append(Span(kind, len(text), len(text) + len(value)))
        text += value
    return text, tuple(spans)
