"""Find the command, run it, and turn an error into one clear message and an exit code."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from oboro.cli.parsing import Parser
from oboro.kernel.errors import OboroError

COMMANDS = {
    "rehearse": "練習用の住民記録を作る",
    "survey": "ファイルの各列を調べ、役割と加工の案を出す",
    "redact": "自由記述の列で、人を指す語を印に置き換えた写しを作る",
    "menu": "提案を考える人のために、どの細かさと人数で作れるかの目安を出す",
    "run": "加工手順書（レシピ）のとおりに加工し、表と報告を書く",
    "check": "書き出された表を、作った道筋とは別に測り直す",
    "export": "できた表を、求められた形式と文字コードで書き出す",
    "evidence": "加工の証拠を、報告だけから一枚のページにする",
    "check-out": "作った人とは別の二人が、互いに見ずに出力を確かめ、そのあと二人で決める",
    "order": "加工指示の包みを開いて確かめ、作業場に受け入れる",
    "seal": "作った情報を確かめ、署名して納品の包みにする",
    "verify": "包みの署名と中身を確かめる",
    "keygen": "署名の鍵の組を作る",
    "law": "法令を、日付を指定して引く",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (0 only when what was asked holds)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = Parser(
        prog="oboro",
        description="行政機関等匿名加工情報（行政機関非識別加工情報）を作り、確かめる",
    )
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        if name in arguments[:1]:
            _module(name).configure(command)
    args = parser.parse_args(arguments)
    try:
        return int(_module(args.command).execute(args))
    except OboroError as error:
        print(f"oboro {args.command}: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 a library's own words may show a value; where it happened does not
        print(f"oboro {args.command}: {_unforeseen(error)}", file=sys.stderr)
        return 70
    except KeyboardInterrupt:
        print(f"oboro {args.command}: 中断しました。書きかけのものは残していません。", file=sys.stderr)
        return 130


def _unforeseen(error: Exception) -> str:
    """What kind of error and where, for those who mend the program; its text stays unsaid."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return (
        f"思いがけない誤りで止まりました（{type(error).__name__}）。\n"
        f"この行を開発元に伝えてください: {' > '.join(places[-6:])}"
    )


def _module(name: str) -> ModuleType:  # noqa: C901, PLR0911, PLR0912 one return a command
    """The module of a command. Loaded late because the engine takes longer to load than the law takes to answer."""
    match name:
        case "rehearse":
            from oboro.cli import rehearse  # slow

            return rehearse
        case "survey":
            from oboro.cli import survey  # slow

            return survey
        case "redact":
            from oboro.cli import redact  # slow

            return redact
        case "export":
            from oboro.cli import export  # slow

            return export
        case "menu":
            from oboro.cli import menu  # slow

            return menu
        case "run":
            from oboro.cli import run  # slow

            return run
        case "check":
            from oboro.cli import check  # slow

            return check
        case "evidence":
            from oboro.cli import evidence  # slow

            return evidence
        case "check-out":
            from oboro.cli import check_out  # slow

            return check_out
        case "order":
            from oboro.cli import order  # slow

            return order
        case "seal":
            from oboro.cli import seal  # slow

            return seal
        case "verify":
            from oboro.cli import verify  # slow

            return verify
        case "keygen":
            from oboro.cli import keygen  # slow

            return keygen
        case _:
            from oboro.cli import law  # slow

            return law


if __name__ == "__main__":
    raise SystemExit(main())
