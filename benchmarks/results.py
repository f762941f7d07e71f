"""What a part of the benchmarks hands back, how a program is timed with its memory, and the page of all results."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One table of figures.

    Attributes:
        title: of its section on the page.
        header, rows: the table.
        notes: what was run and how to read it.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: str = ""

    def page(self) -> str:
        """As Markdown."""
        lines = [
            f"## {self.title}",
            "",
            self.notes,
            "",
            "| " + " | ".join(self.header) + " |",
            "|---" * len(self.header) + "|",
        ]
        return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in self.rows), ""])


@dataclass(frozen=True)
class Run:
    """Seconds by the clock and of processors, and the most memory (MB) of one process, and what it said."""

    seconds: float
    processor: float
    memory: float
    said: str


def timed(command: Sequence[str | Path]) -> Run:
    """Run a program to its end.

    Raises:
        RuntimeError: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"status {process.returncode}: {' '.join(map(str, command))}")
    scale = 1 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * scale / 1e6, said)


def machine() -> str:
    """Processor, cores, memory and versions; no name of the machine."""
    model = platform.processor() or "unknown processor"
    told = Path("/proc/cpuinfo")
    if told.exists():
        names = [
            line.split(":", 1)[1].strip() for line in told.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def load() -> str:
    """How busy the machine is just now (processes that want a core, over the last minute)."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
