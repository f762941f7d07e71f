"""Free text of a remark column, with the place of every name, telephone number and hint in it."""

from collections.abc import Sequence
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


CASEWORK = (
    "{name}宅を訪問。不在のため{name}さん（隣人）に伝言を依頼。",
    "本人の長女{name}より来電。連絡先は{phone}。",
    "主治医の{name}医師に病状を照会。回答待ち。",
    "{address}へ転居した旨、{name}氏から申出あり。",
    "ケアマネの{name}さんと同行。次回は来月。",
    "父・{name}、母・{name}と同居。{phone}に折り返し。",
    "通報者は{name}様。匿名を希望されている。",
    "{name}が窓口に来て、申請書を提出した。",
    "保護者{name}　電話{phone}　就学援助を希望。",
    "民生委員{name}に見守りを依頼。",
    "本日、窓口で説明し、了承を得た。",
    "施設の担当者に書類を郵送。様式は同様。",
    "お客様の都合により延期。多様な働き方を案内。",
)
"""Sentences of case records, for measuring how well names in free text are found."""


def casework(count: int, *, family: Sequence[str], own: Sequence[str], seed: int) -> list[tuple[str, tuple[Span, ...]]]:
    """So many sentences, each with what stands where; a third of the names have a given name too."""
    rng = np.random.default_rng([seed, 77])

    def name() -> str:
        chosen = family[int(rng.integers(0, len(family)))]
        return chosen + own[int(rng.integers(0, len(own)))] if rng.random() < 1 / 3 else chosen

    made = []
    for _ in range(count):
        number = int(rng.integers(0, 10**7))
        lot = f"{number % 9 + 1}-{number % 20 + 1}-{number % 30 + 1}"
        town = ("柏市若葉町", "千葉県我孫子市本町", "松戸市小金原")[number % 3]
        template = CASEWORK[int(rng.integers(0, len(CASEWORK)))]
        while "{name}" in template:  # each place its own name
            template = template.replace("{name}", "{name:" + name() + "}", 1)
        made.append(
            compose(template, {"phone": f"090-0{number % 1000:03d}-{number % 10_000:04d}", "address": town + lot})
        )
    return made
