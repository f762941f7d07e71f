"""The shapes of the answers, and their JSON Schema. A name that was given out once keeps its meaning for good."""

import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Annotated, Any


@dataclass(frozen=True)
class Body:
    """団体。"""

    code: Annotated[str, "団体コード"]
    name: Annotated[str, "名称"]
    practice: Annotated[bool, "練習用の団体。その公表や募集は本物ではない"]
    address: Annotated[str, "この団体の番地"]


@dataclass(frozen=True)
class BodyPage:
    """団体と、その公表の番地。"""

    body: Body
    register: Annotated[str, "今の個人情報ファイル簿（一度も公表していなければ404）"]
    editions: Annotated[str, "これまでの公表"]
    entries: Annotated[str, "公表中の記載を探す"]
    calls: Annotated[str, "提案の募集"]
    faq: Annotated[str, "よくある質問"]
    made: Annotated[str, "作成済みの匿名加工情報"]
    page: Annotated[str, "人が読むページ"]


@dataclass(frozen=True)
class Found:
    """見つかった記載の一行。"""

    address: Annotated[str, "記載の番地"]
    page: Annotated[str, "人が読むページ"]
    body: Body
    number: Annotated[int, "簿の番号"]
    name: Annotated[str, "個人情報ファイルの名称"]
    section: Annotated[str, "組織の名称"]
    kind: Annotated[str, "computer（電算処理）、manual（マニュアル処理）。定めのない記載では空"]
    offered: Annotated[bool, "提案の募集の対象"]


@dataclass(frozen=True)
class Item:
    """記載事項の一つ。"""

    key: Annotated[str, "事項の名前。版や団体が違っても変わらない"]
    label: Annotated[str, "法令の文言による見出し"]
    basis: Annotated[str, "根拠"]
    value: Annotated[str | bool | list[str] | dict[str, str] | None, "記載。書かれていなければnull"]


@dataclass(frozen=True)
class Version:
    """公表した版の一つ。"""

    address: Annotated[str, "版の番地。変わらない"]
    number: Annotated[int, "版"]
    published_on: Annotated[date, "公表の日"]
    ended_on: Annotated[date | None, "公表を終えた日。公表中はnull"]


@dataclass(frozen=True)
class ItemLevel:
    """作成の目安での、一つの項目のまとめ方。"""

    item: Annotated[str, "項目の名前"]
    level: Annotated[int, "まとめる段。0ならそのまま"]
    top: Annotated[int, "項目を除く段。0でないlevelがこれに等しければ、項目を除く"]


@dataclass(frozen=True)
class Feasible:
    """作成の目安の一行。作れる見込みであり、作れることを約束するものではない。"""

    k: Annotated[int, "同じ組合せの人がこの数以上"]
    limit: Annotated[float, "除く記録の割合の上限。0.02なら2%まで"]
    persons: Annotated[int, "作れる本人の数、およそこの数以上"]
    items: list[ItemLevel]


@dataclass(frozen=True)
class Entry:
    """個人情報ファイル簿の記載の、ある版。"""

    address: Annotated[str, "この答えの番地"]
    page: Annotated[str, "人が読むページ"]
    body: Body
    number: Annotated[int, "簿の番号"]
    name: Annotated[str, "個人情報ファイルの名称"]
    offered: Annotated[bool, "提案の募集の対象"]
    law: Annotated[str, "記載の根拠とした法律"]
    version: Version
    items: Annotated[list[Item], "記載事項、法令の順"]
    versions: Annotated[list[Version], "公表した版、新しい順"]


@dataclass(frozen=True)
class EntryPage(Entry):
    """個人情報ファイル簿の公表中の記載。"""

    menu: Annotated[list[Feasible], "このファイルで作れる見込みのある組合せ（作成の目安）。なければ空"]


@dataclass(frozen=True)
class Column:
    """公表した簿の欄。"""

    id: str
    label: str
    basis: Annotated[str, "根拠。欄が法令によらなければ空"]


@dataclass(frozen=True)
class Edition:
    """個人情報ファイル簿の一回の公表。"""

    address: Annotated[str, "この公表の番地。変わらない"]
    page: Annotated[str, "人が読むページ"]
    body: Body
    number: Annotated[int, "公表の回"]
    published_on: Annotated[date, "公表の日"]
    entries: Annotated[int, "記載の数"]
    sha256: Annotated[str, "内容のSHA-256。CSV・Excel・JSONのファイルと同じ内容のもの"]
    files: Annotated[dict[str, str], "同じ内容のファイルの番地、名前ごと"]


@dataclass(frozen=True)
class EditionPage:
    """公表の一回と、その欄。"""

    edition: Edition
    law: str
    columns: Annotated[list[Column], "欄、法令の順。行の欄の名前はここのid"]
    rows: Annotated[str, "行の番地"]


@dataclass(frozen=True)
class CallFile:
    """募集の対象となるファイルの一つ。"""

    entry: Annotated[str, "記載の番地"]
    number: Annotated[int, "簿の番号"]
    name: Annotated[str, "公示の日の名称"]
    version: Annotated[str, "公示の日の版の番地"]


@dataclass(frozen=True)
class Call:
    """提案の募集。"""

    address: Annotated[str, "募集の番地。変わらない"]
    page: Annotated[str, "人が読むページ"]
    body: Body
    title: str
    fiscal_year: Annotated[int, "年度（西暦）"]
    number: Annotated[int, "年度の中の回"]
    status: Annotated[str, "announced（開始前）、open（募集中）、closed（終了）、reported（結果公表済み）"]
    starts_on: date
    ends_on: date
    announced_on: Annotated[date | None, "公示の日"]


@dataclass(frozen=True)
class Change:
    """公示したことの変更。"""

    on: Annotated[date, "変更の日"]
    reason: str
    changes: Annotated[list[dict[str, str]], "変わったことを what、before、after で"]


@dataclass(frozen=True)
class CallResult:
    """募集の結果。"""

    reported_on: Annotated[date, "公表の日"]
    proposals: Annotated[int, "提出された提案の数"]
    text: Annotated[str, "団体が添えた文"]


@dataclass(frozen=True)
class CallPage:
    """提案の募集と、その公示の内容。"""

    call: Call
    law: str
    basis: Annotated[list[str], "根拠"]
    desk: Annotated[dict[str, str], "提案を受ける組織の名称と所在地"]
    how_to_submit: Annotated[str, "提案の方法。空なら、このサイトで提出する"]
    files: list[CallFile]
    changes: Annotated[list[Change], "公示の後の延長と訂正"]
    result: Annotated[CallResult | None, "結果。公表するまでnull"]


@dataclass(frozen=True)
class Question:
    """公開した質問と回答。"""

    page: Annotated[str, "人が読むページ"]
    body: Body
    question: str
    answer: str
    published_on: date
    entry: Annotated[str | None, "ファイルについての質問なら、その記載の番地"]


@dataclass(frozen=True)
class Made:
    """作成済みの匿名加工情報について、公表した簿が示すこと。"""

    entry: Annotated[str, "記載の番地"]
    page: Annotated[str, "人が読むページ"]
    body: Body
    name: Annotated[str, "個人情報ファイルの名称"]
    summary: Annotated[str, "概要（本人の数と情報の項目）"]
    desk: Annotated[dict[str, str] | None, "提案を受ける組織の名称と所在地"]
    period: Annotated[dict[str, str], "提案をすることができる期間（from、to）"]


@dataclass(frozen=True)
class Part:
    """一覧の一ページ。中身はitemsにある。"""

    total: Annotated[int, "全部の数"]
    more: Annotated[bool, "全部を数えきれず、初めのtotal件だけを示している"]
    page: int
    per_page: int
    next: Annotated[str | None, "次のページの番地"]
    previous: Annotated[str | None, "前のページの番地"]


@dataclass(frozen=True)
class Problem:
    """できなかったこと（RFC 9457）。"""

    type: Annotated[str, "about:blank。statusのほかに種類はない"]
    title: Annotated[str, "状態の名前"]
    status: int
    detail: Annotated[str, "何ができなかったか"]
    hint: Annotated[str, "どうすればよいか"]


def plain(value: Any) -> Any:
    """A shape as JSON holds it."""
    if is_dataclass(value):
        return plain({one.name: getattr(value, one.name) for one in fields(value)})
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def schemas(*shapes: type) -> dict[str, Any]:
    """The JSON Schema of shapes and of all that they are made of, by name."""
    found: dict[str, Any] = {}
    for shape in shapes:
        _describe(shape, found)
    return dict(sorted(found.items()))


def _describe(shape: type, found: dict[str, Any]) -> None:
    if shape.__name__ in found:
        return
    told = found[shape.__name__] = {"type": "object", "description": (shape.__doc__ or "").strip()}
    hints = typing.get_type_hints(shape, include_extras=True)
    told["properties"] = {one.name: _of(hints[one.name], found) for one in fields(shape)}
    told["required"] = [one.name for one in fields(shape)]


_SIMPLE = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    types.NoneType: {"type": "null"},
    date: {"type": "string", "format": "date"},
}


def _of(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """The schema of one type: a shape, a day, text, number, a list, names with values, or one of several."""
    if is_dataclass(kind):
        _describe(kind, found)
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    inner = typing.get_args(kind)
    match typing.get_origin(kind):
        case typing.Annotated:
            return _of(inner[0], found) | {"description": inner[1]}
        case types.UnionType:
            return {"anyOf": [_of(one, found) for one in inner]}
        case origin if origin is list:
            return {"type": "array", "items": _of(inner[0], found)}
        case _:
            return {"type": "object", "additionalProperties": _of(inner[1], found)}
