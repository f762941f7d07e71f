"""The walls of the house, as tests: what import-linter cannot see."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "oboro"
MODULES = sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
TEMPLATES = sorted(SRC.rglob("*.html"))
ARTICLE = re.compile(r"第[0-9０-９一二三四五六七八九十百]+条|様式第[0-9０-９一二三四五六七八九十]+")
STATUTORY_AMOUNTS = {21000, 3950, 12600}
LATE_IMPORT_REASONS = ("# slow", "# optional", "# django")
JUNK_DRAWERS = {"utils", "util", "helpers", "common", "misc", "manager", "core"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def outside_law(paths):
    return [path for path in paths if SRC / "law" not in path.parents]


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_the_import_contracts_are_kept():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_doors_carry_a_plate_and_nothing_else():
    doors = [path for path in MODULES if path.name == "__init__.py"]
    busy = [name(path) for path in doors if len(TREES[path].body) != 1 or ast.get_docstring(TREES[path]) is None]
    assert busy == []


def test_no_room_is_a_junk_drawer():
    assert [name(path) for path in MODULES if path.stem in JUNK_DRAWERS or path.parent.name in JUNK_DRAWERS] == []


def test_articles_and_form_names_stand_only_in_law():
    stray = [
        f"{name(path)}:{number}"
        for path in outside_law(MODULES + TEMPLATES)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ARTICLE.search(line)
    ]
    assert stray == []


def test_statutory_amounts_stand_only_in_law():
    stray = [
        f"{name(path)}:{node.lineno}"
        for path in outside_law(MODULES)
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Constant) and node.value in STATUTORY_AMOUNTS and not isinstance(node.value, bool)
    ]
    assert stray == []


def test_modules_have_at_most_500_lines():
    long = {name(path): n for path in MODULES if (n := len(path.read_text(encoding="utf-8").splitlines())) > 500}
    assert long == {}


def test_nine_functions_in_ten_have_at_most_33_lines():
    sizes = [node.end_lineno - node.lineno + 1 for tree in TREES.values() for node in functions(tree)]
    assert statistics.quantiles(sizes, n=10)[-1] <= 33


def test_a_late_import_states_its_reason():
    stray = []
    for path in MODULES:
        lines = path.read_text(encoding="utf-8").splitlines()
        late = [
            node
            for function in functions(TREES[path])
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        stray += [
            f"{name(path)}:{node.lineno}"
            for node in late
            if not any(reason in lines[node.lineno - 1] for reason in LATE_IMPORT_REASONS)
        ]
    assert stray == []


def test_no_circle_is_hidden_by_type_checking():
    assert [name(path) for path in MODULES if "TYPE_CHECKING" in path.read_text(encoding="utf-8")] == []


FACES = ("portal", "cli")


@pytest.mark.parametrize("call", ["datetime.now", "date.today", "timezone.now", "localdate", "os.environ"])
def test_no_clock_or_environment_below_the_faces(call):
    below = [path for path in MODULES if path.relative_to(SRC).parts[0] not in FACES]
    used = [
        f"{name(path)}:{node.lineno}"
        for path in below
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node).endswith(call)
    ]
    assert used == []


def test_every_public_function_of_law_engine_and_exchange_is_described():
    bare = [
        f"{name(path)}:{node.name}"
        for path in MODULES
        if path.relative_to(SRC).parts[0] in {"law", "engine", "exchange"}
        for node in TREES[path].body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert bare == []
