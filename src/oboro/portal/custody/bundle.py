"""A whole body as one file: every row, every event, every kept file; and back into another site.

Rows are numbered from 1 within their table, in the order they were made, so that two sites with other keys write the
same bytes. The key file of the body is not in it: whoever runs the site hands it over by hand. Nor are passwords.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import models, transaction

from oboro.casework.register import VersionStatus
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import BundleDamaged, FormatUnknown, NotLawful
from oboro.portal.audit.models import AuditEvent, ChainHead
from oboro.portal.audit.queries import fault_of
from oboro.portal.custody import graph
from oboro.portal.custody.graph import BY_CHAIN, Model
from oboro.portal.provision import storage
from oboro.portal.provision.models import Making
from oboro.portal.register import search
from oboro.portal.register.models import EntryVersion
from oboro.portal.tenancy.models import CODE, Organisation, Party, User

FORMAT, VERSION = "oboro/body", 1
SECRET = {(User, "password"), (User, "last_login")}
_TIME = (1980, 1, 1, 0, 0, 0)
_AGAIN = "取り込まずに、書き出したサイトに確かめてください。"


@dataclass
class Rows:
    """The rows of a body by model, and the number of each within its table."""

    by_model: dict[Model, list[models.Model]] = field(default_factory=dict)
    number: dict[tuple[Model, Any], int] = field(default_factory=dict)

    def put(self, model: Model, found: list[models.Model]) -> None:
        """The rows of a model in the order they were made."""
        self.by_model[model] = found
        self.number |= {(model, row.pk): place for place, row in enumerate(found, start=1)}


def rows_of(organisation: Organisation) -> Rows:
    """Every row of a body, and of the parties and accounts its rows name."""
    found = Rows()
    shared = [model for model in graph.all_models() if graph.path_to_body(model) is None]
    for model in graph.all_models():
        if model.__name__ in BY_CHAIN:
            found.put(model, list(model.objects.filter(chain=organisation.code).order_by("pk")))
        elif model is Organisation:
            found.put(model, [organisation])
        elif model not in shared:
            rows = model.objects.filter(**{graph.path_to_body(model): organisation.pk}).order_by("pk")
            found.put(model, [row for row in rows if not _unsent(row)])
    _close_over(found, [model for model in shared if model.__name__ not in BY_CHAIN])
    return found


def write(organisation: Organisation, to: Path) -> str:
    """Write the body into a file; returns its SHA-256. The same rows give the same bytes."""
    found = rows_of(organisation)
    members = {
        f"{model.__name__}.jsonl": b"".join(canonical(_told(row, found)) + b"\n" for row in rows)
        for model, rows in found.by_model.items()
    }
    files = {making.provision_sha256 for making in found.by_model[Making] if making.provision_sha256}
    for sha256 in sorted(files):
        members[f"files/{sha256}.zip"] = storage.checked_path(organisation, sha256).read_bytes()
    manifest = {"format": FORMAT, "version": VERSION, "code": organisation.code}
    manifest["members"] = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    with zipfile.ZipFile(to, "w") as target:
        for name, content in [("manifest.json", canonical_json(manifest)), *sorted(members.items())]:
            target.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return hashlib.sha256(to.read_bytes()).hexdigest()


@transaction.atomic
def read(path: Path) -> Organisation:
    """Take a body in from its file, whole or not at all.

    Raises:
        BundleDamaged: a byte differs from what was written, there is something of another body in it, or its record
            does not hold together.
        FormatUnknown: another format, version, or tables that this program does not know.
        NotLawful: the body, one of its accounts or a body it names is in the way, or missing.
    """
    manifest, members = _opened(path)
    known = {f"{model.__name__}.jsonl": model for model in graph.all_models()}
    tables = {name for name in members if name.endswith(".jsonl")}
    if tables != set(known):
        raise FormatUnknown("表の種類がこのプログラムと違います。", hint="書き出したサイトと同じ版を使ってください。")
    told = {known[name]: [json.loads(line) for line in members[name].splitlines()] for name in sorted(tables)}
    _check_own(manifest["code"], told)
    if Organisation.objects.filter(code=manifest["code"]).exists():
        raise NotLawful("この団体コードの団体は、すでにこのサイトにあります。", hint="空のサイトに取り込んでください。")
    _check_accounts(told[User])
    kept: dict[tuple[Model, int], Any] = {}
    for model in graph.in_order([m for m in known.values() if m.__name__ not in BY_CHAIN]):
        for place, values in enumerate(told[model], start=1):
            kept[model, place] = _saved(model, values, kept)
    _point_back(told, kept)
    _take_record(manifest["code"], told)
    if fault := fault_of(manifest["code"]):
        raise BundleDamaged(
            f"記録のつながりが{fault[0]}番の出来事で切れています（{fault[1]}）。",
            hint="取り込んでいません。書き出したサイトで audit_verify を実行し、署名のある控えと比べてください。",
        )
    organisation = Organisation.objects.get(code=manifest["code"])
    for version in EntryVersion.objects.filter(entry__organisation=organisation, status=VersionStatus.PUBLISHED):
        search.line_of(version).save(force_insert=True)
    for name, content in members.items():
        if name.startswith("files/"):
            storage.put(organisation, sha256=Path(name).stem, content=content)
    return organisation


def canonical(value: Mapping[str, Any]) -> bytes:
    """One row as one line; numbers with a point are kept as JSON writes them."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def plain(value: Any) -> Any:
    """A value as JSON writes it: days and instants as ISO text, bytes in base64."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


# ---------------------------------------------------------------------------------------------------------------


def _unsent(row: models.Model) -> bool:
    """A draft that was not handed in is its party's, not the body's; so is what hangs on it."""
    here: Any = row
    while here is not None:
        if type(here).__name__ == "Proposal":
            return here.submitted_on is None
        up = [f for f in graph.links(type(here)) if not f.null and graph.path_to_body(f.related_model)]
        owner = next((f for f in up if f.related_model is not Organisation), None)
        here = getattr(here, owner.name) if owner else None
    return False


def _close_over(found: Rows, shared: list[Model]) -> None:
    """Add the rows of no body that the found rows name: parties, what bundles their proposals, their accounts."""
    wanted: dict[Model, set[Any]] = {model: set() for model in shared}
    growing = True
    rows = [row for of_model in found.by_model.values() for row in of_model]
    while growing:
        growing = False
        for row in rows:
            for link in graph.links(type(row)):
                value = getattr(row, link.attname)
                if link.related_model in wanted and value is not None and value not in wanted[link.related_model]:
                    wanted[link.related_model].add(value)
                    growing = True
        rows = [row for model in shared for row in model.objects.filter(pk__in=wanted[model])]
    for model in shared:
        found.put(model, list(model.objects.filter(pk__in=wanted[model]).order_by("pk")))
    officers = found.by_model[User]
    accounts = list(User.objects.filter(party_id__in=wanted[Party]))
    found.put(User, sorted([*officers, *accounts], key=lambda user: user.pk))


def _told(row: models.Model, found: Rows) -> dict[str, Any]:
    model = type(row)
    told: dict[str, Any] = {}
    for one in graph.plain_fields(model):
        if (model, one.name) in SECRET:
            continue
        value = getattr(row, one.attname)
        if isinstance(one, models.ForeignKey) and value is not None:
            value = _pointed(one.related_model, value, found)
        told[one.name] = plain(value)
    return told


def _pointed(model: Model, pk: Any, found: Rows) -> Any:
    """A body by its code, any other row by its number."""
    if model is Organisation:
        return Organisation.objects.get(pk=pk).code
    return found.number[model, pk]


def _opened(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as source:
            members = {name: source.read(name) for name in source.namelist()}
        manifest = json.loads(members.pop("manifest.json"))
        promised = dict(manifest["members"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise BundleDamaged("団体の記録の包みではありません。", hint="書き出したファイルを選んでください。") from error
    if (manifest.get("format"), manifest.get("version")) != (FORMAT, VERSION):
        raise FormatUnknown("この種類か版の包みは、このプログラムでは開けません。")
    if promised != {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}:
        raise BundleDamaged("包みの中身が、書き出したときと違います。", hint="もう一度写してください。")
    return manifest, members


def _check_accounts(told: list[dict[str, Any]]) -> None:
    taken = User.objects.filter(username__in=[one["username"] for one in told]).count()
    if taken:
        raise NotLawful(
            f"同じ利用者名がこのサイトに{taken}件あります。", hint="利用者名の重なりをなくしてから取り込んでください。"
        )


def _check_own(code: Any, told: Mapping[Model, list[dict[str, Any]]]) -> None:
    """Nothing but the one body may come in: a row or an event of another would be written into that body's own.

    The digests of the file are no signature, so whoever changed a row may have changed them too.
    """
    try:
        CODE(code)
    except ValidationError as error:
        raise BundleDamaged("包みの団体コードが正しくありません。", hint=_AGAIN) from error
    named = [row.get("code") for row in told[Organisation]]
    for model, rows in told.items():
        place = "chain" if model.__name__ in BY_CHAIN else "organisation"
        named += [row[place] for row in rows if row.get(place) is not None]
    if named.count(code) != len(named) or len(told[Organisation]) != 1:
        raise BundleDamaged("包みに、別の団体の記録が入っています。", hint=_AGAIN)


def _saved(model: Model, values: dict[str, Any], kept: dict[tuple[Model, int], Any]) -> Any:
    """One row with this site's own keys; returns its key."""
    given: dict[str, Any] = {}
    wanted = {one.name for one in graph.plain_fields(model) if (model, one.name) not in SECRET}
    if not wanted <= set(values):
        raise FormatUnknown("表の列がこのプログラムと違います。", hint="書き出したサイトと同じ版を使ってください。")
    for one in graph.plain_fields(model):
        if (model, one.name) in SECRET:
            given[one.name] = make_password(None) if one.name == "password" else None
            continue
        value = values[one.name]
        if isinstance(one, models.ForeignKey):
            given[one.attname] = _key_of(one, value, kept)
        else:
            given[one.name] = base64.b64decode(value) if isinstance(one, models.BinaryField) else one.to_python(value)
            if isinstance(one, models.JSONField):
                given[one.name] = value
    row = model(**given)
    row.save(force_insert=True)
    return row.pk


def _key_of(link: models.ForeignKey, value: Any, kept: dict[tuple[Model, int], Any]) -> Any:
    """The key of what is pointed to; nothing yet when that row comes later and the field may wait."""
    if value is None:
        return None
    if link.related_model is Organisation:
        found = Organisation.objects.filter(code=value).first()
        if found is None:
            raise NotLawful(
                f"この記録は団体コード {value} の団体を指していますが、このサイトにありません。",
                hint="先にその団体を用意してください。",
            )
        return found.pk
    return kept.get((link.related_model, value)) if link.null else kept[link.related_model, value]


def _point_back(told: Mapping[Model, list[dict[str, Any]]], kept: Mapping[tuple[Model, int], Any]) -> None:
    """Fill in what pointed to a row that came later."""
    for model, rows in told.items():
        late = [link for link in graph.links(model) if link.null and link.related_model is not Organisation]
        for place, values in enumerate(rows, start=1):
            given = {link.attname: kept[link.related_model, values[link.name]] for link in late if values[link.name]}
            if given:
                model.objects.filter(pk=kept[model, place]).update(**given)


def _take_record(code: str, told: dict[Model, list[dict[str, Any]]]) -> None:
    """The events as they were, then the head, which the database lets move only onto an event that is there."""
    if AuditEvent.objects.filter(chain=code).exists():
        raise NotLawful("この団体コードの記録が、すでにこのサイトにあります。")
    for model in graph.all_models():
        if model.__name__ in BY_CHAIN and model is not ChainHead:
            model.objects.bulk_create(_event(model, values) for values in told[model])
    for head in told[ChainHead]:
        ChainHead.objects.create(chain=code)
        if head["seq"]:
            ChainHead.objects.filter(chain=code).update(seq=head["seq"], digest=head["digest"])


def _event(model: Model, values: dict[str, Any]) -> models.Model:
    given = {}
    for one in graph.plain_fields(model):
        value = values[one.name]
        given[one.name] = value if isinstance(one, models.JSONField) else one.to_python(value)
    return model(**given)
