"""Take an order in: verify it, and make the folder in which it, and only it, is carried out."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from oboro.exchange import signing
from oboro.exchange.bundle import Bundle, open_bundle
from oboro.exchange.order import FORMAT, Order
from oboro.exchange.signing import PublicKey
from oboro.files import replacing
from oboro.kernel.errors import CaseMismatch, NotNow, OutputError, WorkspaceError
from oboro.processing import scheme
from oboro.processing.workspace import ACCEPTED, Workspace, working, write_json

# What an interrupted intake may have left; anything else in the folder belongs to somebody.
_OWN = {".lock", "order", "workspace.json", "journal.jsonl"}


def accept(
    source: Path, *, folder: Path, trusted: Sequence[PublicKey], by: str, at: datetime, case: str | None = None
) -> Order:
    """Accept the order in the bundle `source` into the workspace `folder`, which is made if it is missing.

    Args:
        source: the bundle as it came; it is copied.
        folder: the workspace; new, empty, or left by an interrupted intake.
        trusted: public keys of the office that may order.
        by: account of the person who accepts.
        at: the instant, for the journal.
        case: the case the person expects; None takes the order's word.

    Raises:
        BundleRefused: the bundle is not accepted (see `open_bundle`).
        CaseMismatch: the workspace works on another case.
        NotNow: this workspace has its order already.
        NoLawOnDate: no scheme of law governs the order.
        WorkspaceError: the folder holds other things, or somebody works in it.
    """
    opened = open_bundle(source, format=FORMAT, trusted=trusted, case=case)
    order = Order.from_bundle(opened)
    scheme.of(order)
    _prepare(folder)
    with working(folder, command="order", by=by, at=at) as place:
        _refuse_second(place, order, opened)
        _copy(source, place, opened, trusted)
        write_json(
            place.facts,
            {
                "format": "oboro/workspace",
                "version": 1,
                "case": order.case,
                "scheme": order.scheme,
                "body": order.body,
                "law_on": order.law_on.isoformat(),
                "order_sha256": opened.sha256,
            },
        )
        signer = next(key for key in trusted if signing.key_id(key) == opened.manifest.signer)
        place.record(
            ACCEPTED,
            subject=f"case:{order.case}",
            facts={"order_sha256": opened.sha256, "trusted": signing.public_pem(signer)},
        )
    return order


# ---------------------------------------------------------------------------------------------------------------


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = {path.name for path in folder.iterdir()} - _OWN
    except OSError as error:
        raise OutputError(f"作業場 {folder} を作れません（{error.strerror}）。") from error
    if others and not (folder / "workspace.json").exists():
        raise WorkspaceError(
            f"{folder} には別のもの（{len(others)}個）が入っています。",
            hint="空のフォルダーか、まだないフォルダーを指定してください。",
        )


def _refuse_second(place: Workspace, order: Order, opened: Bundle) -> None:
    event = place.last(ACCEPTED)
    if event is None:
        return
    if event.subject != f"case:{order.case}":
        raise CaseMismatch(
            f"この作業場は別の事件（{event.subject.removeprefix('case:')}）のもので、指示は {order.case} のものです。",
            hint="事件ごとに別の作業場を使ってください。",
        )
    if event.facts["order_sha256"] == opened.sha256:
        raise NotNow("この指示はもう受け入れてあります。", hint="次は oboro run です。")
    raise NotNow(
        "この作業場は、同じ事件の別の指示をもう受け入れています。", hint="新しい指示には新しい作業場を使ってください。"
    )


def _copy(source: Path, place: Workspace, opened: Bundle, trusted: Sequence[PublicKey]) -> None:
    place.order.parent.mkdir(exist_ok=True)
    with source.open("rb") as original, replacing(place.order) as copy:
        while block := original.read(1 << 20):
            copy.write(block)
    again = open_bundle(place.order, format=FORMAT, trusted=trusted, case=opened.manifest.case)
    if again.sha256 != opened.sha256:
        raise WorkspaceError("受け入れている間に指示の包みが変わりました。", hint="もう一度受け入れてください。")
