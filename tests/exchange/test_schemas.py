import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from oboro.exchange import schemas
from oboro.kernel.errors import BundleRefused, FormatUnknown

FILES = sorted((files("oboro.exchange") / "formats").iterdir(), key=lambda item: item.name)


@pytest.mark.parametrize("file", FILES, ids=lambda item: item.name)
def test_every_published_schema_is_valid_and_closed(file):
    schema = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["$id"] == f"urn:oboro:exchange:{file.name.removesuffix('.schema.json')}"


def test_every_schema_a_format_names_is_published():
    named = {
        name for versions in schemas.FORMATS.values() for form in versions.values() for name in form.members.values()
    }
    published = {item.name.removesuffix(".schema.json") for item in FILES}
    assert (named - {None}) | {"manifest-v1", "signature-v1"} == published


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]x", b"\xff", b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1.5}', b'{"a":1,"a":1}']
)
def test_json_in_other_than_canonical_bytes_is_refused(content):
    with pytest.raises(FormatUnknown, match=r"x\.json が決まった書き方"):
        schemas.parsed(content, name="x.json", schema="order-v1")


def test_json_that_is_no_object_is_refused():
    with pytest.raises(FormatUnknown, match="type"):
        schemas.parsed(b"[]", name="x.json", schema="order-v1")


def test_the_reference_names_every_format_member_and_schema_folder():
    text = (Path(__file__).parents[2] / "docs" / "reference" / "bundles.md").read_text(encoding="utf-8")
    for name, versions in schemas.FORMATS.items():
        assert f"| `{name}` | {max(versions)} |" in text
        for member in versions[max(versions)].members:
            assert f"`{member}`" in text
    assert "src/oboro/exchange/formats/" in text


def test_the_reference_names_every_refusal():
    text = (Path(__file__).parents[2] / "docs" / "reference" / "bundles.md").read_text(encoding="utf-8")
    assert {error.__name__ for error in BundleRefused.__subclasses__()} <= set(re.findall(r"`(\w+)`", text))
