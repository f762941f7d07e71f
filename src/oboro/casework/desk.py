"""The desk: who arranges the work of an office, and when a term of office runs."""

from datetime import date
from enum import StrEnum

from oboro.casework.roles import Role


class Deed(StrEnum):
    """Everything that is done to the arrangement of the work, and to no case."""

    ASSIGN = "assign"
    ADD_POST = "add_post"
    APPOINT = "appoint"
    TRANSFER_DESK = "transfer_desk"
    CLOSE_DAY = "close_day"
    OPEN_DAY = "open_day"
    SET_PERIOD = "set_period"
    MOVE_DEADLINES = "move_deadlines"
    SET_ADDRESS = "set_address"
    START_REHEARSAL = "start_rehearsal"
    DISCARD_REHEARSAL = "discard_rehearsal"


DEED_LABELS = {
    Deed.ASSIGN: "担当を決定",
    Deed.ADD_POST: "職を登録",
    Deed.APPOINT: "職に任命",
    Deed.TRANSFER_DESK: "担当を後任に引継ぎ",
    Deed.CLOSE_DAY: "閉庁日を登録",
    Deed.OPEN_DAY: "閉庁日を取消し",
    Deed.SET_PERIOD: "審査の期間を設定",
    Deed.MOVE_DEADLINES: "期限を計算し直し",
    Deed.SET_ADDRESS: "メールの宛先を変更",
    Deed.START_REHEARSAL: "練習を開始",
    Deed.DISCARD_REHEARSAL: "練習を破棄",
}

ARRANGERS = frozenset({Role.COORDINATOR})
"""Who arranges the work. One's own address and one's own rehearsal are everybody's."""


def in_term(from_on: date | None, until_on: date | None, *, on: date) -> bool:
    """Whether a term runs on a day; its first and its last day belong to it, and an open side has no end."""
    return (from_on is None or from_on <= on) and (until_on is None or on <= until_on)
