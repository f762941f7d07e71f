"""The public notice of a call: its content, frozen on the day, as text, and the list of its files as a table."""

import csv
import io
from datetime import date
from typing import Any

from oboro.kernel.dates import japanese
from oboro.portal.calls.models import Call
from oboro.portal.register.models import EntryVersion

HEADS = ["番号", "個人情報ファイルの名称", "組織の名称", "利用目的", "記録項目", "版"]


def notice_of(call: Call, versions: list[EntryVersion]) -> dict[str, Any]:
    """What the notice states; the same for a call that is still being prepared, without the day."""
    body, law = call.organisation, call.regime
    return {
        "body": body.name,
        "head": body.head,
        "law": law.name,
        "product": law.term("product"),
        "basis": [law.cite("call").short, law.cite("call_notice").short],
        "starts_on": call.starts_on.isoformat(),
        "ends_on": call.ends_on.isoformat(),
        "announced_on": call.announced_on.isoformat() if call.announced_on else "",
        "desk": {"name": body.desk_name, "address": body.desk_address},
        "how_to_submit": call.how_to_submit,
        "files": [{"number": v.entry.number, "name": v.name, "version": v.number} for v in versions],
    }


def as_text(call: Call) -> str:
    """The notice as plain text, to be put on paper or another site: as announced, or as it would be announced."""
    files = list(call.files.all())
    told = call.notice or notice_of(call, [file.version for file in files])
    lines = [
        _day(told["announced_on"]) if told["announced_on"] else "（公示の日）",
        told["head"],
        "",
        f"{told['product']}をその用に供して行う事業に関する提案の募集",
        "",
        f"{told['law']}（{'、'.join(told['basis'])}）により、次のとおり提案を募集します。",
        "",
        f"１　募集の期間　{_day(told['starts_on'])}から{_day(told['ends_on'])}まで",
        "２　対象となる個人情報ファイル",
        *(f"　　番号{one['number']}　{one['name']}" for one in told["files"]),
        f"３　提案を受ける組織　{told['desk']['name']}（{told['desk']['address']}）",
        f"４　提案の方法　{told['how_to_submit'] or 'このサイトで提案を提出してください。'}",
    ]
    for change in told.get("changes", []):
        lines += ["", f"（{_day(change['on'])}変更）{change['reason']}"]
        lines += [f"　{one['what']}：{one['before']}　→　{one['after']}" for one in change["changes"]]
    return "\r\n".join(lines) + "\r\n"


def as_table(call: Call) -> bytes:
    """The files of the call as CSV in UTF-8, one line a file."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(HEADS)
    for file in call.files.all():
        version = file.version
        answers, items = version.answers, "\n".join(version.record_items)
        row = [version.entry.number, version.name, answers.get("section", ""), answers.get("purpose", ""), items]
        table.writerow([*row, version.number])
    return stream.getvalue().encode("utf-8-sig")


def _day(text: str) -> str:
    return japanese(date.fromisoformat(text))
