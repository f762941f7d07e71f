"""What is answered at each address: from what was asked to a shape, by the queries of the public pages.

No view sees the request, so none can know who asks. What is not public is not found, as on the pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from oboro.portal.api import shapes
from oboro.portal.api.problems import Trouble
from oboro.portal.calls import queries as calls
from oboro.portal.calls.models import Call
from oboro.portal.calls.notice import notice_of
from oboro.portal.consultations.models import Faq
from oboro.portal.consultations.queries import public_faqs
from oboro.portal.register import feasibility
from oboro.portal.register import queries as register
from oboro.portal.register.book import columns_of, rows_of, versions_in
from oboro.portal.register.files import FILES
from oboro.portal.register.models import Edition, EntryVersion, Listing
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import organisation_by_code, regime_of, today

Asked = dict[str, Any]


@dataclass(frozen=True)
class Some:
    """A list of which one part is answered.

    Attributes:
        source: everything, not yet read.
        told: from the rows of one part to their shapes.
        more: there is more than the source holds.
    """

    source: Sequence[Any] | QuerySet[Any]
    told: Callable[[Any], list[Any]]
    more: bool = False


def bodies(_asked: Asked) -> Some:
    """The bodies that have published a register."""
    return Some(register.bodies_with_entries(), lambda rows: [_body(one) for one in rows])


def body(_asked: Asked, *, code: str) -> shapes.BodyPage:
    """A body and where its public things are."""
    one = organisation_by_code(code)

    def of(name: str) -> str:
        return f"{reverse(name)}?body={one.code}"

    return shapes.BodyPage(
        body=_body(one),
        register=reverse("api-register", args=[one.code]),
        editions=reverse("api-editions", args=[one.code]),
        entries=of("api-entries"),
        calls=of("api-calls"),
        faq=of("api-faq"),
        made=of("api-made"),
        page=reverse("register-book", args=[one.code]),
    )


def edition(_asked: Asked, *, code: str, number: int | None = None) -> shapes.EditionPage:
    """An edition of a register, the newest without a number."""
    one = register.edition_or_404(code, number)
    law = regime_of(one.organisation, on=one.published_on)
    columns = [shapes.Column(column.id, column.label, column.citation) for column in columns_of(law)]
    return shapes.EditionPage(_edition(one), law.name, columns, reverse("api-rows", args=[code, one.number]))


def editions(_asked: Asked, *, code: str) -> Some:
    """All editions of a body's register."""
    found = register.editions_of(organisation_by_code(code))
    return Some(found, lambda rows: [_edition(one) for one in rows])


def rows(_asked: Asked, *, code: str, number: int) -> Some:
    """The rows of an edition, cell by cell as in its files."""
    one = register.edition_or_404(code, number)
    law = regime_of(one.organisation, on=one.published_on)

    def told(versions: QuerySet[EntryVersion]) -> list[dict[str, str]]:
        return [{key: text for key, text in row.cells.items() if text} for row in rows_of(versions, law)]

    return Some(versions_in(one), told)


def entries(asked: Asked) -> Some:
    """The published entries of all bodies, searched as on the page."""
    keys = register.keys_of(_of_known_body(asked))

    def told(some: list[int]) -> list[shapes.Found]:
        return [_found(line) for line in register.lines_of(some)]

    return Some(keys[: register.MOST_COUNTED], told, more=len(keys) > register.MOST_COUNTED)


def entry(_asked: Asked, *, pk: int) -> shapes.EntryPage:
    """A published entry as it stands, and what could be made of its file."""
    version = register.published_or_404(pk)
    address, page = reverse("api-entry", args=[pk]), reverse("register-entry", args=[pk])
    told = _entry(version, list(register.public_versions(version.entry)), address, page)
    return shapes.EntryPage(**vars(told), menu=[_feasible(line) for line in feasibility.shown(version.entry)])


def version(_asked: Asked, *, pk: int, number: int) -> shapes.Entry:
    """A version as it was published; a struck entry says only that it was struck."""
    one = register.public_version_or_404(pk, number)
    versions = list(register.public_versions(one.entry))
    if register.struck(versions) is not None:
        hint = f"今の個人情報ファイル簿は{reverse('api-register', args=[one.entry.organisation.code])}にあります。"
        raise Trouble(410, "この記載は消除されました。", hint)
    place = [pk, number]
    return _entry(one, versions, reverse("api-version", args=place), reverse("register-version", args=place))


def call_list(asked: Asked) -> Some:
    """The announced calls, the newest first; the open ones if asked for."""
    code = _of_known_body(asked)["body"]
    found = calls.open_calls(body=code) if asked["status"] == "open" else calls.announced_calls(body=code)
    return Some(found, lambda rows: [_call(one) for one in rows])


def call(_asked: Asked, *, pk: int) -> shapes.CallPage:
    """An announced call with its notice."""
    one = calls.announced_call_or_404(pk)
    files = list(one.files.all())
    told = one.notice or notice_of(one, [file.version for file in files])
    result = one.reported_on and shapes.CallResult(one.reported_on, one.result["proposals"], one.result["text"])
    return shapes.CallPage(
        call=_call(one),
        law=told["law"],
        basis=told["basis"],
        desk=told["desk"],
        how_to_submit=told["how_to_submit"],
        files=[_file(file.version) for file in files],
        changes=[shapes.Change(one["on"], one["reason"], one["changes"]) for one in told.get("changes", [])],
        result=result,
    )


def faq(asked: Asked) -> Some:
    """The questions that bodies have published."""
    found = public_faqs(text=asked["q"], body=_of_known_body(asked)["body"])
    return Some(found, lambda rows: [_question(one) for one in rows])


def made(asked: Asked) -> Some:
    """What the published registers tell of information already made."""
    found = register.telling_of_made(body=_of_known_body(asked)["body"])
    return Some(found, lambda rows: [_made(one) for one in rows])


# ---------------------------------------------------------------------------------------------------------------


def _of_known_body(asked: Asked) -> Asked:
    """What was asked, of all bodies or of one that the public knows (Http404)."""
    if asked["body"]:
        organisation_by_code(asked["body"])
    return asked


def _body(one: Organisation) -> shapes.Body:
    return shapes.Body(one.code, one.name, one.practice_on is not None, reverse("api-body", args=[one.code]))


def _edition(one: Edition) -> shapes.Edition:
    place = [one.organisation.code, one.number]
    return shapes.Edition(
        address=reverse("api-edition", args=place),
        page=reverse("register-edition", args=place),
        body=_body(one.organisation),
        number=one.number,
        published_on=one.published_on,
        entries=one.entries,
        sha256=one.sha256,
        files={name: reverse("register-file", args=[*place, name]) for name in FILES},
    )


def _found(line: Listing) -> shapes.Found:
    return shapes.Found(
        address=reverse("api-entry", args=[line.entry_id]),
        page=reverse("register-entry", args=[line.entry_id]),
        body=_body(line.organisation),
        number=line.number,
        name=line.name,
        section=line.section,
        kind=line.kind,
        offered=line.offered,
    )


def _entry(one: EntryVersion, versions: list[EntryVersion], address: str, page: str) -> shapes.Entry:
    items = [
        shapes.Item(line.item.key, line.item.label, line.item.citation.short, line.value)
        for line in register.lines(one)
    ]
    return shapes.Entry(
        address=address,
        page=page,
        body=_body(one.entry.organisation),
        number=one.entry.number,
        name=one.name,
        offered=one.offered,
        law=one.regime.name,
        version=_version(one),
        items=items,
        versions=[_version(each) for each in versions],
    )


def _feasible(line: dict[str, Any]) -> shapes.Feasible:
    items = [shapes.ItemLevel(name, level, top) for name, (level, top) in line["items"].items()]
    return shapes.Feasible(line["k"], line["limit"], line["persons"], items)


def _version(one: EntryVersion) -> shapes.Version:
    address = reverse("api-version", args=[one.entry_id, one.number])
    return shapes.Version(address, one.number, one.published_on, one.ended_on)


def _call(one: Call) -> shapes.Call:
    return shapes.Call(
        address=reverse("api-call", args=[one.pk]),
        page=reverse("call-page", args=[one.pk]),
        body=_body(one.organisation),
        title=calls.call_title(one),
        fiscal_year=one.fiscal_year,
        number=one.number,
        status=one.status_on(today(one.organisation)).value,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        announced_on=one.announced_on,
    )


def _file(of: EntryVersion) -> shapes.CallFile:
    address = reverse("api-entry", args=[of.entry_id])
    return shapes.CallFile(address, of.entry.number, of.name, reverse("api-version", args=[of.entry_id, of.number]))


def _question(one: Faq) -> shapes.Question:
    return shapes.Question(
        page=f"{reverse('faq-list')}#q{one.pk}",
        body=_body(one.organisation),
        question=one.question,
        answer=one.answer,
        published_on=one.published_on,
        entry=reverse("api-entry", args=[one.entry_id]) if one.entry_id else None,
    )


def _made(one: EntryVersion) -> shapes.Made:
    return shapes.Made(
        entry=reverse("api-entry", args=[one.entry_id]),
        page=reverse("register-entry", args=[one.entry_id]),
        body=_body(one.entry.organisation),
        name=one.name,
        summary=one.answers.get("made_summary") or "",
        desk=one.answers.get("made_desk"),
        period=one.answers["made_period"],
    )
