"""A result folder that is there as a whole or not at all, and folders for files in passing that outlive no kill."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from oboro.kernel.errors import OutputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = "lock"
PASSING = "oboro-passing-"


def real(path: Path) -> Path:
    """Where a path leads, whatever links lie between; links that lead to themselves are refused when it is used."""
    return Path(os.path.realpath(path))


@contextmanager
def result_folder(target: Path, *, holds: Iterable[str]) -> Iterator[tuple[Path, Path]]:
    """Two hidden folders beside the target: (where the result grows, scratch). At the end the first becomes the target.

    A target that exists must be empty or hold an earlier result (files named in `holds` only); that is replaced. What a
    killed run left behind is removed by the next one. On any error nothing is left and the target is as it was.

    Raises:
        OutputError: the folder is in use, holds other files, or cannot be written.
    """
    target = real(target)  # behind a link: the link stays, and the result lies where it leads
    work = target.parent / f".{target.name}.partial"
    with _writing(target):
        _refuse_foreign(target, frozenset(holds))
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = _claimed(work, target)
        try:
            shutil.rmtree(work / "result", ignore_errors=True)
            shutil.rmtree(work / "scratch", ignore_errors=True)
            (work / "result").mkdir()
            (work / "scratch").mkdir()
            yield work / "result", work / "scratch"
            _settle(work / "result", target)
        finally:
            lock.close()
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for copies of a source that are needed in passing, where the system keeps such files.

    Personal values lie in it, and a kill leaves them: the next command that needs such a folder removes them.

    Raises:
        OutputError: there is no room for it, or no right to write.
    """
    try:
        home = Path(tempfile.gettempdir())
        _sweep(home)
        place = Path(tempfile.mkdtemp(prefix=PASSING, dir=home))
        lock = (place / LOCK).open("ab")
        try:
            _lock(lock)
            yield place
        finally:
            lock.close()
            shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"作業用の一時ファイルを書けません（{error.strerror or type(error).__name__}）。",
            hint="一時ファイルのフォルダー（環境変数TMPDIR、WindowsではTEMP）の空きと権限を確かめてください。",
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write a small file and bring it to the disk."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


# --- private -----------------------------------------------------------------------------------------------------


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"結果を{target.name}に書けません（{error.strerror or type(error).__name__}）。",
            hint="ディスクの空きと書き込みの権限を確かめてください。書きかけのものは残していません。",
        ) from error


def _sweep(home: Path) -> None:
    """Remove what killed commands of this account have left: folders whose lock nobody holds."""
    for place in home.glob(f"{PASSING}*"):
        with suppress(OSError):  # another account's, still in use, or gone meanwhile
            with (place / LOCK).open("rb+") as lock:
                _lock(lock)
            shutil.rmtree(place)


def _refuse_foreign(target: Path, known: frozenset[str]) -> None:
    if target.is_dir():
        foreign = [path for path in target.iterdir() if path.name not in known]
        if foreign:
            raise OutputError(
                f"出力先{target.name}に、この命令が書いたものでないファイルが{len(foreign)}個あります。",
                hint="新しいフォルダーか空のフォルダーを指定してください。",
            )
    elif target.exists():
        raise OutputError(f"出力先{target.name}はフォルダーではありません。")


def _claimed(work: Path, target: Path) -> IO[bytes]:
    work.mkdir(exist_ok=True)
    lock = (work / LOCK).open("ab")
    try:
        _lock(lock)
    except OSError as error:
        lock.close()
        raise OutputError(f"出力先{target.name}には、別の命令が書き込み中です。") from error
    if (work / "old").exists() and not target.exists():  # killed between the two renames
        (work / "old").rename(target)
    return lock


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _settle(result: Path, target: Path) -> None:
    for path in result.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    old = result.parent / "old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    result.rename(target)
    if sys.platform != "win32":
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
