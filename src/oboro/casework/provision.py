"""Making and handing over: who must have done what before a byte leaves the house."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from oboro.casework.lifecycle import ContractStatus
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.kernel.text import fold, same_name
from oboro.law.regime import Regime

CHECKERS = 2


class Purpose(StrEnum):
    """What a medium carries."""

    ORDER = "order"
    DELIVERY = "delivery"
    PROVISION = "provision"


class Erased(StrEnum):
    """What has to be erased when a making is over."""

    SOURCE = "source"
    REMOVED = "removed"
    KEY = "key"


PURPOSE_LABELS = {Purpose.ORDER: "指図の包み", Purpose.DELIVERY: "納品の包み", Purpose.PROVISION: "提供する情報"}
ERASED_LABELS = {
    Erased.SOURCE: "元の情報の写し",
    Erased.REMOVED: "除いた情報・途中の情報",
    Erased.KEY: "対応表・仮名の鍵",
}


@dataclass(frozen=True)
class Making:
    """What stands on the sealed delivery and in the case when handing over is asked for.

    Attributes:
        maker: who made the information; empty when unknown.
        checkers: who checked the output.
        contract: where the contract stands.
        paid: whether the fee is paid.
        persons: persons in the delivered information.
        registered_persons: persons that the register entry states; None while it states none.
    """

    maker: str
    checkers: Collection[str]
    contract: ContractStatus
    paid: bool
    persons: int
    registered_persons: int | None


def check_checkers(*, maker: str, checkers: Collection[str], needed: int = CHECKERS) -> None:
    """Pass when enough people other than the maker checked the output.

    Two spellings of one name (width, case, kana, spaces) are one person.

    Raises:
        NotAllowed: the maker checked too, or fewer than needed checked.
    """
    if any(same_name(maker, name) for name in checkers):
        raise NotAllowed("作成した人は、その出力を検査できません。", hint="別の人が検査した納品を受けてください。")
    if len({fold(name) for name in checkers if name.strip()}) < needed:
        raise NotAllowed(
            f"出力の検査には、作成した人以外の{needed}人が要ります。", hint="検査した人を確かめてください。"
        )


def check_hand_over(regime: Regime, making: Making, *, needed: int = CHECKERS) -> None:
    """Pass when the information may be handed over.

    Raises:
        NotLawful: no contract in force, fee open, or the register does not state what was made.
        NotAllowed: the output was not checked by others than the maker.
    """
    if making.contract is not ContractStatus.IN_FORCE or not making.paid:
        raise NotLawful(
            f"有効な契約と納付がそろっていないので、提供できません（{regime.cite('provide').short}）。",
            hint="契約と納付の記録を確かめてください。",
        )
    check_checkers(maker=making.maker, checkers=making.checkers, needed=needed)
    if making.registered_persons != making.persons:
        raise NotLawful(
            f"作成した情報の本人の数が{regime.term('register')}の記載と合いません（{regime.cite('register_made').short}）。",
            hint="帳簿に作成した情報の概要を記載してから提供してください。",
        )


@dataclass(frozen=True)
class Prepared:
    """What must be on record before a making is ordered.

    Attributes:
        engaged: how many people who will be engaged in the making are on the list.
        passed_on_to: to whom the contractor passes work on; empty when to nobody.
        passing_on_approved: whether the body approved that, with number and day.
        sealed: digest of the list of those to be left out when it was sealed; empty before.
        exclusion: digest of that list now; None where the law or the case has no such stage.
    """

    engaged: int
    passed_on_to: str
    passing_on_approved: bool
    sealed: str
    exclusion: str | None


def check_order(regime: Regime, prepared: Prepared | None) -> None:
    """Pass when a making may be ordered: people named, passing on approved, the objectors' list sealed as it is now.

    Raises:
        NotLawful: something is missing; says what and where to record it.
    """
    hint = "「作成の準備」のページで記録してください。"
    if prepared is None or prepared.engaged < 1:
        raise NotLawful(f"作成に従事する人の名簿がありません（{regime.cite('workers').short}）。", hint=hint)
    if prepared.passed_on_to.strip() and not prepared.passing_on_approved:
        raise NotLawful(f"再委託の承認が記録されていません（{regime.cite('entrusted_creation').short}）。", hint=hint)
    if prepared.exclusion is None:
        return
    if not prepared.sealed:
        raise NotLawful(
            f"反対の意見書に係る人を除く一覧が封印されていません（{regime.cite('opinion_effect').short}）。", hint=hint
        )
    if prepared.sealed != prepared.exclusion:
        raise NotLawful(
            "除外の一覧が、封印した後に変わりました。", hint="意見書の記録を確かめ、もう一度封印してください。"
        )


@dataclass(frozen=True)
class Settlement:
    """The fee after the making: what was noticed, what the logged work would cost, what is charged.

    Attributes:
        over_yen: by how much the work cost more than was noticed; the body bears it.
    """

    noticed_yen: int
    by_work_yen: int
    charged_yen: int
    over_yen: int


def settle(*, noticed_yen: int, by_work_yen: int) -> Settlement:
    """The amount that stands: that of the notice. More work than estimated never makes it more."""
    return Settlement(noticed_yen, by_work_yen, noticed_yen, max(0, by_work_yen - noticed_yen))


def check_capacity(*, capacity: int | None, taken: int, wanted: int) -> None:
    """Pass when the month has enough minutes left, where the workshop told how many it has.

    Raises:
        NotNow: it has not; says how many are left.
    """
    if capacity is not None and taken + wanted > capacity:
        left = max(0, capacity - taken)
        raise NotNow(
            f"その月に残っている作業の枠は{left // 60}時間{left % 60}分です。",
            hint="別の月にするか、枠を見直してください。",
        )
