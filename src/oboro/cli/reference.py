"""The reference page of the command, printed from its own parsers: `python -m oboro.cli.reference`."""

import argparse

from oboro.cli import (
    check,
    check_out,
    evidence,
    export,
    keygen,
    law,
    menu,
    order,
    redact,
    rehearse,
    run,
    seal,
    survey,
    verify,
)
from oboro.cli.main import COMMANDS
from oboro.kernel import errors

MODULES = {
    "rehearse": rehearse,
    "survey": survey,
    "redact": redact,
    "menu": menu,
    "run": run,
    "check": check,
    "export": export,
    "evidence": evidence,
    "check-out": check_out,
    "order": order,
    "seal": seal,
    "verify": verify,
    "keygen": keygen,
    "law": law,
}


def page() -> str:
    """docs/reference/cli.md, whole."""
    lines = ["# oboro", "", "`python -m oboro.cli.reference` が書いた頁です。手で直さないでください。", ""]
    for name, text in COMMANDS.items():
        parser = argparse.ArgumentParser(prog=f"oboro {name}")
        MODULES[name].configure(parser)
        lines += [f"## oboro {name}", "", f"{text}。", "", *_table(parser), ""]
        for word, nested in _nested(parser):
            lines += [f"### oboro {name} {word}", "", *_table(nested), ""]
    return "\n".join([*lines, *_statuses()]) + "\n"


def _table(parser: argparse.ArgumentParser) -> list[str]:
    rows = [
        f"| {_name(action)} | {'必須' if action.required else ''} | {(action.help or '').replace('|', '／')} |"
        for action in parser._actions  # noqa: SLF001 argparse shows its arguments in no other way
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)  # noqa: SLF001
    ]
    return ["| 引数 | | |", "|---|---|---|", *rows] if rows else []


def _nested(parser: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    found = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001
    return [(word, nested) for action in found for word, nested in action.choices.items()]


def _name(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"`{value}`"
    takes_none = action.nargs == 0
    return f"`{', '.join(action.option_strings)}{'' if takes_none else ' ' + value}`"


def _statuses() -> list[str]:
    tree = (errors.__doc__ or "").splitlines()
    drawing = [line[4:] for line in tree if line.startswith("    ")]
    return [
        "## 終了の番号",
        "",
        "0 は、頼まれたことが成り立ったときだけです。70 は、思いがけない誤りで止まったときです。",
        "",
        "```",
        *drawing,
        "```",
    ]


if __name__ == "__main__":
    print(page(), end="")
