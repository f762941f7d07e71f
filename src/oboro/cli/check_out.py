"""`oboro check-out`: two others look at what was made, each without the other, and decide together."""

import argparse
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from oboro.cli.session import account, now
from oboro.kernel.errors import UsageError
from oboro.processing.output_check import CHECKERS, OUTCOMES, State, decide, opinions, speak, state
from oboro.processing.workspace import working


def configure(parser: argparse.ArgumentParser) -> None:
    """Name the arguments."""
    parser.add_argument("--workspace", type=Path, required=True, metavar="W", help="作業場のフォルダー")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--as", dest="checker", metavar="B", help="確認者（役の名前）。作った人とは別の人")
    who.add_argument(
        "--joint", action="store_true", help="二人で決めたことを記録する。結論を書かなければ二人の意見を見る"
    )
    parser.add_argument("--outcome", choices=tuple(OUTCOMES), help="pass（出してよい）か object（出してはならない）")
    parser.add_argument("--text", help="理由。個人の値は書かないこと")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す")


def execute(args: argparse.Namespace) -> int:
    """Take one step of the output check, or say which is next."""
    if (args.checker or args.outcome) and not (args.outcome and args.text):
        raise UsageError("--outcome と --text を一緒に書いてください。")
    if args.outcome and not (args.checker or args.joint):
        raise UsageError("--as か --joint を書いてください。")
    if args.checker:
        found = speak(
            args.workspace,
            checker=args.checker,
            outcome=args.outcome,
            text=args.text,
            salt=secrets.token_hex(16),
            by=account(),
            at=now(),
        )
    elif args.joint and args.outcome:
        found = decide(args.workspace, outcome=args.outcome, text=args.text, by=account(), at=now())
    else:
        said = opinions(args.workspace, by=account(), at=now()) if args.joint else ()
        with working(args.workspace, command="check-out", by=account(), at=now()) as place:
            found = state(place)
        _tell(found, said, as_json=args.json)
        return 0
    _tell(found, as_json=args.json)
    return 0


# ---------------------------------------------------------------------------------------------------------------


def _tell(found: State, said: Sequence[Mapping[str, str]] = (), *, as_json: bool) -> None:
    decision = found.decision
    if as_json:
        told: dict[str, object] = {"checkers": found.spoken, "outcome": decision.outcome if decision else None}
        if said:
            told["opinions"] = [{key: one[key] for key in ("checker", "outcome", "text")} for one in said]
        print(json.dumps(told, ensure_ascii=False))
        return
    for one in said:
        print(f"{one['checker']}：{OUTCOMES[one['outcome']]}。{one['text']}")
    print(f"確かめた人　{len(found.spoken)}人／{CHECKERS}人　{'、'.join(found.spoken)}")
    if decision:
        print(f"二人の決定　{OUTCOMES[decision.outcome]}")
    elif len(found.spoken) == CHECKERS:
        print("次　二人の意見を --joint で開いて話し合い、--joint --outcome … --text … で決定を記録してください。")
    else:
        print(
            "次　確認者が evidence.html と out/data.csv を見て、--as … --outcome … --text … で意見を記録してください。"
        )
