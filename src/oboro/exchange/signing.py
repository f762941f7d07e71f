"""Ed25519 keys (RFC 8032): make, keep, name, sign, verify. The mathematics is the `cryptography` library's.

A key is named by its key id: the first 32 hexadecimal digits of the SHA-256 of the raw public key. Two people can
read it to each other over the telephone, which is how trust begins.
"""

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from oboro.files import create, write_bytes
from oboro.kernel.errors import OutputError, UsageError

PublicKey = Ed25519PublicKey

# What is signed begins with one of these, so that a signature on a bundle is never taken for one on something else.
BUNDLE = b"oboro bundle signature 1\n"
HEAD = b"oboro head of a record 1\n"

_OWNER, _EVERYBODY = 0o600, 0o644


@dataclass(frozen=True)
class KeyPair:
    """A private key; its public half is derived. Its text form shows only the key id."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """The half that others may have."""
        return self.private.public_key()

    @property
    def id(self) -> str:
        """The key id of the public half."""
        return key_id(self.public)

    def __repr__(self) -> str:
        return f"KeyPair({self.id})"


def generate() -> KeyPair:
    """A new key pair from the operating system's randomness."""
    return KeyPair(Ed25519PrivateKey.generate())


def from_seed(seed: bytes) -> KeyPair:
    """The key pair of a 32-byte seed (RFC 8032, 5.1.5)."""
    return KeyPair(Ed25519PrivateKey.from_private_bytes(seed))


def key_id(public: PublicKey) -> str:
    """The name of a key: 32 hexadecimal digits of the SHA-256 of its 32 raw bytes."""
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def spoken(identifier: str) -> str:
    """A key id in groups of four, for reading aloud."""
    return " ".join(identifier[start : start + 4] for start in range(0, len(identifier), 4))


def sign(content: bytes, *, key: KeyPair, domain: bytes = BUNDLE) -> bytes:
    """The 64-byte signature on `content` as a thing of this domain."""
    return key.private.sign(domain + content)


def holds(content: bytes, signature: bytes, *, public: PublicKey, domain: bytes = BUNDLE) -> bool:
    """Whether the signature on `content` in this domain was made with the private half of `public`."""
    try:
        public.verify(signature, domain + content)
    except InvalidSignature:
        return False
    return True


def public_pem(public: PublicKey) -> str:
    """The public key as PEM text (SubjectPublicKeyInfo)."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(encoding, form).decode("ascii")


def private_pem(pair: KeyPair) -> bytes:
    """The private key as PEM bytes (PKCS #8, not encrypted: the file's permission and its medium protect it)."""
    return pair.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def parse_public(pem: str | bytes, *, name: str = "公開鍵") -> PublicKey:
    """The public key in a PEM text; `name` says in an error which file it was.

    Raises:
        UsageError: not a public Ed25519 key.
    """
    content = pem.encode("utf-8") if isinstance(pem, str) else pem
    loaded: object = None
    with suppress(ValueError, UnsupportedAlgorithm):
        loaded = serialization.load_pem_public_key(content)
    if not isinstance(loaded, Ed25519PublicKey):
        raise UsageError(
            f"{name} は Ed25519 の公開鍵ではありません。", hint="名前が .pub で終わるファイルを指定してください。"
        )
    return loaded


def parse_private(pem: bytes, *, name: str = "秘密鍵") -> KeyPair:
    """The key pair in a PEM text; `name` says in an error which file it was.

    Raises:
        UsageError: not a private Ed25519 key.
    """
    loaded: object = None
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        loaded = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise UsageError(
            f"{name} は Ed25519 の秘密鍵ではありません。", hint="名前が .key で終わるファイルを指定してください。"
        )
    return KeyPair(loaded)


def save(pair: KeyPair, *, folder: Path, name: str) -> tuple[Path, Path]:
    """Write NAME.key (readable by its owner only) and NAME.pub into the folder; never over an existing file.

    Returns:
        The paths of the private and the public file.

    Raises:
        UsageError: one of the files exists, or the name is not a plain file name.
        OutputError: the folder cannot be written.
    """
    if Path(name).name != name or name in {"", ".", ".."}:
        raise UsageError("鍵の名前に使えない文字があります。", hint="英数字とハイフンだけの短い名前にしてください。")
    private, public = folder / f"{name}.key", folder / f"{name}.pub"
    for path in (private, public):
        if path.exists():
            raise _taken(path)
    _make_folder(folder)
    # The private half first: a public one without it could never be completed.
    for path, content, mode in ((private, private_pem(pair), _OWNER), (public, _public_bytes(pair), _EVERYBODY)):
        if not create(path, content, mode=mode):
            raise _taken(path)
    return private, public


def kept(*, folder: Path, name: str) -> KeyPair:
    """The pair NAME.key and NAME.pub of a folder: made when there is no private half, of two who ask at once once.

    A public half that is missing or belongs to another key is written anew, so that what a crash left is made whole.
    Whoever calls has made sure that the other one is of no use to anybody.

    Raises:
        UsageError: the private half is not a key, or readable by others.
        OutputError: the folder cannot be written.
    """
    private, public = folder / f"{name}.key", folder / f"{name}.pub"
    if not private.exists():
        _make_folder(folder, mode=0o700)
        create(private, private_pem(generate()), mode=_OWNER)
    pair = load_private(private)
    if id_in(public) != pair.id:
        write_bytes(public, _public_bytes(pair), mode=_EVERYBODY)
    return pair


def load_private(path: Path) -> KeyPair:
    """Read a private key file.

    Raises:
        UsageError: missing, not a key, or readable by others than its owner (POSIX).
    """
    content = _content(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UsageError(
            f"秘密鍵 {path.name} が持ち主以外にも読める状態です。", hint=f"chmod 600 {path.name} で直してください。"
        )
    return parse_private(content, name=path.name)


def load_public(path: Path) -> PublicKey:
    """Read a public key file (UsageError when missing or not a key)."""
    return parse_public(_content(path), name=path.name)


def id_in(path: Path) -> str:
    """The key id of a public key file; empty when there is none, or one that was never whole."""
    try:
        return key_id(load_public(path))
    except UsageError:
        return ""


# ---------------------------------------------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"鍵のファイル {path.name} を読めません（{error.strerror}）。") from error


def _public_bytes(pair: KeyPair) -> bytes:
    return public_pem(pair.public).encode("ascii")


def _taken(path: Path) -> UsageError:
    return UsageError(
        f"{path.name} はすでにあります。鍵は上書きしません。",
        hint="別の名前を付けるか、古い鍵を別の場所へ移してください。",
    )


def _make_folder(folder: Path, *, mode: int = 0o777) -> None:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"鍵を置くフォルダー {folder.name} を作れません（{error.strerror}）。") from error
