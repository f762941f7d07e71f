"""What only a face may ask: the clock, the account, and the patience of the person at the screen."""

import getpass
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

SECONDS_OF_PATIENCE = 2


def now() -> datetime:
    """This instant, with the offset of the machine."""
    return datetime.now().astimezone()


def account() -> str:
    """The account this command runs under."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "不明"


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say on standard error, every two seconds, that work goes on."""
    done = threading.Event()

    def tell() -> None:
        seconds = 0
        while not done.wait(SECONDS_OF_PATIENCE):
            seconds += SECONDS_OF_PATIENCE
            print(f"{text}… {seconds}秒", file=sys.stderr, flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
