"""Pages that are printed from the code are as the code is now; links lead somewhere."""

import re
from pathlib import Path

from oboro.cli import main, reference

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_the_reference_of_the_command_is_printed_from_its_parsers():
    assert (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8") == reference.page()


def test_every_command_is_in_the_reference():
    assert list(reference.MODULES) == list(main.COMMANDS)


def test_every_link_between_pages_leads_to_a_file():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
