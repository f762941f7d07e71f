#!/usr/bin/env python3
"""The two commands of the project, for a machine that has only Python.

    python3 dev.py demo [--once]     walk one case through the whole house, on real files
    python3 dev.py test [--quick]    everything that continuous integration asks

Both set up `.venv` by themselves from `requirements.lock` (pinned, with digests). Linux, macOS and Windows.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="walk one case through the whole house")
    demo.add_argument("--once", action="store_true", help="check the outcome and exit instead of staying open")
    demo.add_argument("--port", type=int, default=8100, help="loopback port of the portal (default 8100)")
    test = commands.add_parser("test", help="everything that continuous integration asks")
    test.add_argument("--quick", action="store_true", help="without the browser, PostgreSQL and Spark")
    commands.add_parser("setup", help="only make the environment")
    args = parser.parse_args()
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return _stop(f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]}.")
    set_up()
    if args.command == "demo":
        options = ["--port", str(args.port)] + (["--once"] if args.once else [])
        return _run([str(PYTHON), "-m", "demo.walk", *options])
    if args.command == "test":
        return run_tests(quick=args.quick)
    return 0


def set_up() -> None:
    """Make `.venv` once per lock; a later run sees the stamp and does nothing."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / "oboro.stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == f"{wanted} {ROOT}":
        return
    started = time.monotonic()
    print("[1/3] making .venv", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=True)
    print("[2/3] installing the locked packages (about a minute)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    # The lock is whole, so pip must not resolve: older ones fetch an unpinned release for a name with extras.
    _must([*pip, "--no-deps", "--require-hashes", "-r", str(LOCK)])
    _must([str(PYTHON), "-m", "pip", "check", "--disable-pip-version-check"])
    print("[3/3] installing oboro itself", flush=True)
    _must([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamp.write_text(f"{wanted} {ROOT}", encoding="ascii")
    print(f"ready in {time.monotonic() - started:.0f} s", flush=True)


def run_tests(*, quick: bool) -> int:
    """Format, lint, types, then every test; the first that fails decides the exit status."""
    steps = [
        ("format", [str(PYTHON), "-m", "ruff", "format", "--check", "."]),
        ("lint", [str(PYTHON), "-m", "ruff", "check", "."]),
        ("types", [str(PYTHON), "-m", "mypy"]),
    ]
    # One worker a core; a file stays with one worker, so that its browser, cluster and databases are started once.
    pytest = [str(PYTHON), "-m", "pytest", "-q", "--durations=10", "-n", "auto", "--dist", "loadfile"]
    pytest += ["--no-loadscope-reorder"]  # the order of tests/conftest.py, the longest files first, is kept
    environment = dict(os.environ)
    if quick:
        pytest += ["-m", "not browser and not postgres and not spark"]
    else:
        browser = find_browser() or fetch_browser()
        if browser is None:
            return _stop("No Chromium was found. Install Chromium, Chrome or Edge, or run: python3 dev.py test --quick")
        environment["OBORO_CHROMIUM"] = browser
        if shutil.which("java") is None:
            print("== spark: SKIPPED, there is no `java`; the tests of Spark need a Java 17 or newer", flush=True)
    steps.append(("tests", pytest))
    for name, command in steps:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        code = _run(command, environment)
        print(f"== {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
        if code:
            return code
    return 0


def find_browser() -> str | None:
    """A Chromium that is already there."""
    named = os.environ.get("OBORO_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in BROWSERS]
    found += [path for path in BROWSER_PATHS if Path(path).exists()]
    return next((path for path in found if path), None)


def fetch_browser() -> str | None:
    """Install Chromium by the system's package manager (Debian family, as root), else by Playwright."""
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("== browser: installing Chromium (a minute or two)", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if _run([apt, "-qq", "update"], quiet) == 0:
            _run([apt, "-qq", "-y", "install", "--no-install-recommends", "chromium"], quiet)
        if path := find_browser():
            return path
    if _run([str(PYTHON), "-m", "playwright", "install", "chromium"]) == 0:
        script = (
            "from playwright.sync_api import sync_playwright as p\nwith p() as b: print(b.chromium.executable_path)"
        )
        return subprocess.run([str(PYTHON), "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    return None


def _run(command: list[str], environment: dict[str, str] | None = None) -> int:
    values = {**(environment or os.environ), "PYTHONUTF8": "1"}
    try:
        return subprocess.run(command, cwd=ROOT, env=values, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _must(command: list[str]) -> None:
    if code := _run(command):
        raise SystemExit(_stop(f"This step failed with status {code}: {' '.join(command)}"))


def _stop(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
