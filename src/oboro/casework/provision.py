"""Making and handing over: who must have done what before a byte leaves the house."""

from collections.abc import Collection
from dataclasses import dataclass

from oboro.casework.lifecycle import ContractStatus
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.kernel.text import fold, same_name
from oboro.law.regime import Regime

CHECKERS = 2


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
