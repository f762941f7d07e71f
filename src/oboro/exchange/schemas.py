"""Every format ever issued: its members, and the JSON Schemas in `formats/` that judge them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import FormatUnknown

MANIFEST = "manifest.json"
SIGNATURE = "signature.json"


@dataclass(frozen=True)
class Format:
    """A format in one version.

    Attributes:
        label: what the office calls it.
        members: member name → name of its JSON Schema, or None when this format does not look inside.
    """

    label: str
    members: Mapping[str, str | None]


FORMATS: Mapping[str, Mapping[int, Format]] = {
    "oboro/order": {1: Format("加工の指示", {"order.json": "order-v1"})},
    "oboro/delivery": {
        1: Format(
            "納品",
            {"delivery.json": "delivery-v1", "recipe.toml": None, "report.json": None, "provision.zip": None},
        ),
        2: Format(
            "納品",
            {"delivery.json": "delivery-v2", "recipe.toml": None, "report.json": None, "provision.zip": None},
        ),
    },
    "oboro/provision": {
        1: Format("提供する情報", {"codebook.json": "codebook-v1", "data.csv": None, "provision.json": "provision-v1"})
    },
}


def known(name: str, version: int) -> Format:
    """The format of that name and version.

    Raises:
        FormatUnknown: this program does not know it.
    """
    if name not in FORMATS:
        raise FormatUnknown(
            "包みの種類をこのプログラムは知りません。", hint="送り主に、oboro で作った包みかどうか確かめてください。"
        )
    if version not in FORMATS[name]:
        newest = max(FORMATS[name])
        raise FormatUnknown(
            f"{FORMATS[name][newest].label}の包みの版{version}を知りません（このプログラムは版{newest}まで）。",
            hint="新しい版の oboro を入れてください。",
        )
    return FORMATS[name][version]


def trouble(value: object, schema: str) -> str | None:
    """Where and how a JSON value breaks the schema, in Japanese and without the value; None when it fits."""
    error = min(
        _validator(schema).iter_errors(value), key=lambda found: list(map(str, found.absolute_path)), default=None
    )
    if error is None:
        return None
    return f"{error.json_path}（{error.validator} の決まり）"


def parsed(content: bytes, *, name: str, schema: str) -> dict[str, Any]:
    """The JSON object in a member, valid and in canonical bytes.

    Raises:
        FormatUnknown: not canonical JSON, or not what the schema says.
    """
    try:
        value = json.loads(content)
        canonical = canonical_json(value) == content
    except (ValueError, TypeError, RecursionError):
        canonical = False
    if not canonical:
        raise FormatUnknown(f"{name} が決まった書き方（正準 JSON）ではありません。", hint=_ASK)
    if problem := trouble(value, schema):
        raise FormatUnknown(f"{name} が形式 {schema} に合いません：{problem}。", hint=_ASK)
    return dict(value)


# ---------------------------------------------------------------------------------------------------------------

_ASK = "送り主に、oboro の正式な版で作り直してもらってください。"


@cache
def _validator(schema: str) -> Draft202012Validator:
    text = (files("oboro.exchange") / "formats" / f"{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))
