"""The facts of a recorded deed in words, for those who read the record: labels, and values as an office writes them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from oboro.casework.roles import ROLE_LABELS
from oboro.kernel.dates import japanese

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # nothing shorter: a number of a document may be eight digits
_DIGEST = re.compile(r"[0-9a-f]{32,64}")
_SHOWN = 12  # of a digest: enough to compare two by eye, as the page does with the chain's own
FACTS: Mapping[str, str] = {
    "again": "作り直し",
    "amount_yen": "金額（円）",
    "answered_on": "答申の日",
    "as_of_seq": "数えた記録の番号",
    "barred_until": "提案できるようになる日",
    "bundle": "まとめた提案",
    "came_by": "受けた方法",
    "came_on": "受けた日",
    "cases": "案件の数",
    "certificate": "消去の証明",
    "changed": "変わったもの",
    "conforms": "基準に適合",
    "consultation": "相談",
    "criteria": "適合しない基準",
    "criterion": "基準",
    "day": "日",
    "days": "日数",
    "derivative": "写しのハッシュ値",
    "detached": "取り除いた書類",
    "differs": "助言と異なる",
    "disposal": "廃棄の番号",
    "document_number": "文書番号",
    "draft": "下書きの版",
    "due_on": "期限",
    "edition": "版",
    "eligible": "募集の対象",
    "encrypted": "暗号化",
    "ended_on": "終わった日",
    "ends_on": "終わりの日",
    "erased_on": "消去した日",
    "event": "起きたこと",
    "existing": "作成済みの情報",
    "expires_on": "期限",
    "fee_yen": "手数料（円）",
    "files": "ファイルの数",
    "follows": "助言どおり",
    "forbidden": "許されない",
    "form": "様式",
    "found_on": "知った日",
    "from": "前の日付",
    "ground": "事由",
    "grounds": "欠格事由の確認",
    "happened_on": "起きた日",
    "incident": "事故の番号",
    "item": "項目",
    "items": "項目",
    "key": "鍵の番号",
    "kind": "種類",
    "leaver": "前任の利用者番号",
    "left": "残る人数",
    "letter": "通知の番号",
    "letters": "通知の数",
    "lines": "行の数",
    "link": "受取りの番号",
    "links": "受取りの数",
    "made": "作成の記載",
    "medium": "媒体の番号",
    "minutes": "時間（分）",
    "month": "月",
    "months": "間隔（月）",
    "moved": "動いた期限",
    "n": "回数",
    "name": "名称",
    "new": "新しいもの",
    "number": "番号",
    "numbers": "番号",
    "objections": "除く人数",
    "objects": "反対の意思",
    "on": "日付",
    "on_day": "作業の日",
    "on_paper": "書面",
    "open": "未回答",
    "original": "元のハッシュ値",
    "outcome": "判断",
    "outsourcing_yen": "委託の額（円）",
    "own": "団体で決めた",
    "paid_on": "納付の日",
    "paper": "書面",
    "papers": "書類の確認",
    "passed_on": "ほかへ渡した",
    "people": "人数",
    "person": "担当者",
    "persons": "本人の数",
    "points": "項目の数",
    "post": "職の番号",
    "posts": "職の数",
    "power": "権限",
    "practice": "練習用",
    "provision": "提供する情報のハッシュ値",
    "purpose": "目的",
    "reason": "理由",
    "received_on": "受け取った日",
    "recipe": "レシピのハッシュ値",
    "recorded": "記録した数",
    "records": "記録の数",
    "reference": "納付の番号",
    "referral": "諮問の番号",
    "referred_on": "諮問の日",
    "rehearsal": "練習の番号",
    "removed": "除いた人数",
    "reported_on": "報告の日",
    "reports": "報告の回数",
    "roles": "役割",
    "rows": "行の数",
    "rule": "書類",
    "same": "同じもの",
    "scheme": "制度",
    "seq": "記録の番号",
    "set": "設定",
    "settled": "届かなかった通知の扱い",
    "sha256": "ハッシュ値",
    "shared": "共同の枠",
    "since": "施行の日",
    "size": "大きさ（バイト）",
    "source": "元のファイルのハッシュ値",
    "starts_on": "開始の日",
    "step": "段階",
    "submitted_on": "提出の日",
    "successor": "後任の利用者番号",
    "terminated": "契約の解除による",
    "to": "後の日付",
    "too_few": "千人に満たない",
    "unit": "数え方",
    "use_until": "利用の終わり",
    "user": "利用者番号",
    "version": "版",
    "what": "対象",
    "whose": "誰の書類",
    "whole": "項目ごと",
    "why": "理由",
    "workshop": "加工する側",
    "years": "年数",
}
_THINGS: Mapping[str, str] = {
    "call": "募集",
    "capacity": "作業の枠",
    "complaint": "苦情",
    "consultation": "相談",
    "disposal": "廃棄",
    "entry": "ファイル簿の項目",
    "faq": "よくある質問",
    "hold": "廃棄の停止",
    "import": "取り込み",
    "month": "月",
    "organisation": "団体",
    "payments": "納付の一覧",
    "post": "職",
    "proposal": "提案",
    "register": "個人情報ファイル簿",
    "request": "監督の求め",
    "return": "年次の報告",
    "rule": "団体の定め",
    "section": "課",
    "template": "様式のひな形",
    "user": "利用者",
    "year": "年度",
}
_WORDS: Mapping[str, str] = {
    "conforms": "適合",
    "fails": "不適合",
    "unclear": "要確認",
    "clear": "当たらない",
    "applies": "当たる",
    "whole": "そろっている",
    "lacking": "欠けている",
    "open_days": "開庁日",
    "telephone": "電話",
    "fees": "手数料",
    **{str(role): label for role, label in ROLE_LABELS.items()},
}


def told(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts in words: (what, its value). A name without words is shown as it is, so that nothing is left out."""
    return [(FACTS.get(name, name), _value(value)) for name, value in facts.items()]


def thing(subject: str) -> str:
    """What a deed was done to, "thing:number", in words."""
    name, colon, number = subject.partition(":")
    return f"{_THINGS.get(name, name)} {number}" if colon else subject


def _value(value: Any) -> str:
    if value is None or value in ([], {}, ""):
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Mapping):
        return "、".join(f"{name}：{_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "、".join(_value(one) for one in value)
    return _word(str(value))


def _word(text: str) -> str:
    if _DIGEST.fullmatch(text):
        return f"{text[:_SHOWN]}…"
    try:
        return japanese(date.fromisoformat(text)) if _DAY.fullmatch(text) else _WORDS.get(text, text)
    except ValueError:  # looks like a day and is none
        return text
