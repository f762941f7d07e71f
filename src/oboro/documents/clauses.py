"""A contract from a text that a body can replace: clauses with names in double braces, numbered as they stand.

    # 対象となる情報
    甲は、乙に対し、{{file_name}}から作成した{{product}}を提供する。

    # …

A line that begins with "# " opens a clause and gives it its heading; what stands before the first is the preamble.
"""

import re
from collections.abc import Mapping

from oboro.kernel.errors import OutputError
from oboro.law.forms import placeholders

_NAME = re.compile(r"\{\{\s*([a-z_0-9]+)\s*\}\}")


def problems(text: str, *, known: Mapping[str, str], required: tuple[str, ...]) -> list[str]:
    """What is wrong with a template; empty when it can be used.

    Args:
        text: the template.
        known: the names that may be placed, with what they mean.
        required: the names that must be placed.
    """
    placed = placeholders(text)
    stray = sorted(set(placed) - set(known))
    lacking = [name for name in required if name not in placed]
    found = [f"使えない名前があります：{'、'.join(stray)}"] if stray else []
    found += [f"「{known[name]}」（{{{{{name}}}}}）がありません" for name in lacking]
    if not re.search(r"^# ", text, re.MULTILINE):
        found.append("条の見出し（「# 」で始まる行）がありません")
    return found


def clauses(text: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of a contract: the preamble, then each clause with its number and heading.

    Raises:
        OutputError: the text places a name that has no value.
    """
    missing = sorted(set(placeholders(text)) - set(values))
    if missing:
        raise OutputError(
            f"契約書のひな形の{'、'.join(missing)}に入れる値がありません。", hint="ひな形の名前を確かめてください。"
        )
    filled = _NAME.sub(lambda match: values[match[1]], text)
    blocks = [block.strip() for block in re.split(r"^(?=# )", filled, flags=re.MULTILINE) if block.strip()]
    number, found = 0, []
    for block in blocks:
        if not block.startswith("# "):
            found.append(block)
            continue
        number += 1
        heading, _, body = block[2:].partition("\n")
        found.append(f"（{heading.strip()}）\n第{number}条　{body.strip()}")
    return found
