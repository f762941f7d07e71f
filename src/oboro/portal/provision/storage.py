"""Files of the site: the recipients' parts by their digest."""

import hashlib
from pathlib import Path

from django.conf import settings

from oboro.exchange.bundle import Bundle
from oboro.files import write_bytes
from oboro.kernel.errors import CheckFailed, OutputError
from oboro.portal.tenancy.models import Organisation

PROVISION = "provision.zip"


def keep(opened: Bundle, organisation: Organisation, *, name: str = PROVISION) -> tuple[str, int]:
    """Keep the recipient's part of an accepted delivery under its digest; returns digest and size.

    Keeping it twice changes nothing. A file kept for a deed that then fails is only an unused file.

    Raises:
        OutputError: the disk is full or the folder cannot be written.
        BundleDamaged: the delivery changed since it was opened.
    """
    member = opened.manifest.members[name]
    target = path_of(organisation, member.sha256)
    _make_folder(target)
    opened.extract(name, target)
    return member.sha256, member.size


def put(organisation: Organisation, *, sha256: str, content: bytes) -> None:
    """Keep bytes that came with the records of a body from another site, under their digest.

    Raises:
        CheckFailed: they are not those of the digest.
        OutputError: the disk is full or the folder cannot be written; a file kept before stays as it was.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CheckFailed("取り込んだファイルが、そのハッシュ値と一致しません。")
    target = path_of(organisation, sha256)
    _make_folder(target)
    write_bytes(target, content)


def drop(organisation: Organisation, sha256: str) -> bool:
    """Delete a kept file; whether there was one."""
    target = path_of(organisation, sha256)
    there = target.exists()
    target.unlink(missing_ok=True)
    return there


def checked_path(organisation: Organisation, sha256: str) -> Path:
    """The kept file, after its bytes were compared with the digest once more.

    Raises:
        CheckFailed: the file is gone or its bytes differ.
    """
    target = path_of(organisation, sha256)
    trouble = CheckFailed(
        "保管している情報が、検収したものと一致しません。", hint="渡さずに、納品をもう一度受けてください。"
    )
    try:
        with target.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise trouble from error
    if found != sha256:
        raise trouble
    return target


def path_of(organisation: Organisation, sha256: str) -> Path:
    """Where the recipient's part with this digest lies."""
    return settings.MEDIA_ROOT / "provisions" / organisation.code / f"{sha256}.zip"


def _make_folder(target: Path) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target.parent.name} を作れません（{error.strerror}）。") from error
