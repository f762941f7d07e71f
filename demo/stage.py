"""What the onlooker sees: a numbered line for each step with its legal basis, and progress on anything slow."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Stage:
    """Prints the steps; counts them."""

    def __init__(self) -> None:
        self._count = 0
        self._started = time.monotonic()

    def title(self, text: str) -> None:
        print(f"\n━━ {text}", flush=True)

    def step(self, text: str, *, basis: object = "", look: str = "") -> None:
        """One step that was done: what, on which legal basis, where to look."""
        self._count += 1
        legal = f"　根拠 {basis}" if basis else ""
        place = f"　→ {look}" if look else ""
        print(f"{self._count:>3}. {text}{legal}{place}", flush=True)

    def note(self, text: str) -> None:
        print(f"     {text}", flush=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say on standard error that something goes on, once it has taken two seconds."""
    done = threading.Event()

    def tell() -> None:
        seconds = 0
        while not done.wait(2):
            seconds += 2
            print(f"\r     {text} {seconds}秒", end="", file=sys.stderr, flush=True)
        if seconds:
            print(file=sys.stderr)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def oboro(*arguments: str | Path, cwd: Path, expect: int = 0) -> str:
    """Run the `oboro` command as an engineer would; its standard output.

    Raises:
        SystemExit: it ended with another status than expected.
    """
    return _command(["oboro.cli.main", *arguments], cwd=cwd, expect=expect)


def portal(*arguments: str | Path, home: Path) -> str:
    """Run the `oboro-portal` command; its standard output."""
    return _command(["oboro.portal.manage", *arguments], cwd=home, expect=0, home=home)


def environment(home: Path | None = None) -> dict[str, str]:
    """The environment of a command: UTF-8 everywhere, the demo's own home, our sources."""
    values = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src")}
    return {**values, "OBORO_HOME": str(home)} if home else values


def _command(words: Sequence[str | Path], *, cwd: Path, expect: int, home: Path | None = None) -> str:
    command = [sys.executable, "-m", *map(str, words)]
    done = subprocess.run(
        command, cwd=cwd, env=environment(home), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode != expect:
        raise SystemExit(
            f"{' '.join(map(str, words[:2]))} ended with {done.returncode}, not {expect}:\n{done.stderr}{done.stdout}"
        )
    return done.stdout if expect == 0 else done.stderr
