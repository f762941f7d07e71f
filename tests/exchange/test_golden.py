"""A format once issued opens for ever, and is written with the same bytes as long as its version is current.

The files in tests/golden/exchange are never written again. `PYTHONPATH=src:tests python tests/exchange/test_golden.py NEW_FOLDER` writes
those of the current version into a new folder, to be added when a version is added.
"""

import sys
from datetime import date
from pathlib import Path

import pytest

from exchange import sealed_samples as samples
from oboro.exchange import bundle, schemas
from oboro.exchange.delivery import read_delivery
from oboro.exchange.order import read_order
from oboro.exchange.provision import read_provision

GOLDEN = Path(__file__).parent.parent / "golden" / "exchange"
TRUST = [samples.KEY.public]


def current(name):
    return max(schemas.FORMATS[f"oboro/{name}"])


def test_every_version_of_every_format_has_a_golden_bundle():
    issued = {
        f"{name.removeprefix('oboro/')}-v{version}.zip" for name in schemas.FORMATS for version in schemas.FORMATS[name]
    }
    assert {path.name for path in GOLDEN.glob("*.zip")} == issued


def test_the_golden_order_still_opens():
    assert read_order(GOLDEN / "order-v1.zip", TRUST, samples.CASE) == samples.order()


def test_the_golden_delivery_still_opens():
    for version in (1, 2):
        assert read_delivery(GOLDEN / f"delivery-v{version}.zip", TRUST, samples.CASE) == samples.delivery()


def test_the_golden_provision_still_opens():
    assert read_provision(GOLDEN / "provision-v1.zip", TRUST, samples.CASE) == samples.provision()
    opened = bundle.open_bundle(GOLDEN / "provision-v1.zip", format=None, trusted=TRUST)
    assert opened.read("data.csv") == samples.TABLE
    assert opened.manifest.issued_on == date(2026, 9, 15)


@pytest.mark.parametrize("name", sorted(samples.SEALS))
def test_the_same_content_is_sealed_into_the_same_bytes_on_every_machine(name, tmp_path):
    samples.SEALS[name](tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (GOLDEN / f"{name}-v{current(name)}.zip").read_bytes()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir()
    for kind, seal in samples.SEALS.items():
        seal(folder / f"{kind}-v{current(kind)}.zip")
