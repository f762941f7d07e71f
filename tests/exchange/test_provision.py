import pytest

from exchange import sealed_samples as samples
from oboro.exchange import bundle, schemas
from oboro.exchange.provision import read_provision
from oboro.kernel.errors import UsageError

TRUST = [samples.KEY.public]


def test_a_provision_comes_back_as_it_was_sealed(tmp_path):
    samples.seal_provision(tmp_path / "p.zip")
    assert read_provision(tmp_path / "p.zip", TRUST, samples.CASE) == samples.provision()


def test_a_provision_tells_nothing_about_the_method(tmp_path):
    samples.seal_provision(tmp_path / "p.zip")
    opened = bundle.open_bundle(tmp_path / "p.zip", format="oboro/provision", trusted=TRUST)
    assert set(opened.json("provision.json")) == {"case", "persons", "records", "items", "terms"}
    assert set(opened.spans) == {"provision.json", "data.csv", "codebook.json"}


@pytest.mark.parametrize("extra", [{"recipe": "…"}, {"k": 5}, {"report_sha256": "0" * 64}])
def test_the_format_has_no_room_for_the_method(extra):
    assert schemas.trouble(samples.provision().as_json() | extra, "provision-v1") is not None
    assert schemas.trouble(samples.CODEBOOK | extra, "codebook-v1") is not None


def test_a_codebook_that_breaks_the_format_is_refused_before_writing(tmp_path, monkeypatch):
    monkeypatch.setitem(samples.CODEBOOK, "encoding", "cp932")
    with pytest.raises(UsageError, match=r"\$\.encoding"):
        samples.seal_provision(tmp_path / "p.zip")
    assert list(tmp_path.iterdir()) == []
