"""What a body has set itself, as its pages show it; and the one door through which papers are printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from oboro.documents import template, word
from oboro.documents.letter import Letter, Row, Table
from oboro.kernel.errors import LawError
from oboro.law import review
from oboro.law.fees import Schedule, own_place
from oboro.law.forms import FormSpec, forms
from oboro.law.holidays import LocalDay
from oboro.law.regime import Regime
from oboro.law.source import in_force
from oboro.portal.ordinances.models import FormTemplate, ReviewAnswers
from oboro.portal.tenancy.models import Organisation, OwnRule, RuleKind
from oboro.portal.tenancy.own_law import closed_days, schedule_for, versions_of

_HEADS = {"method": ("記録項目", "要否", "希望する細かさ"), "fee_lines": ("区分", "計算", "額", "根拠")}


@dataclass(frozen=True)
class Rate:
    """One line of a body's fees as a page shows it; `yen` is None where the line is not a fixed amount."""

    label: str
    yen: int | None
    cite: str
    since: date


@dataclass(frozen=True)
class FormState:
    """A form and whose file it is printed on."""

    spec: FormSpec
    own: FormTemplate | None


def rates_on(schedule: Schedule | None, *, on: date) -> list[Rate]:
    """The lines of a body's fees that stand on a day."""
    lines = in_force(schedule.rates, on=on) if schedule else ()
    return [
        Rate(str(v.values["label"]), v.values.get("yen"), own_place(schedule, v).short, v.since)
        for v in lines
        if v.since is not None
    ]


def own_schedule(organisation: Organisation, law: Regime) -> Schedule | None:
    """The body's own fees under a law."""
    return schedule_for(organisation, law)


def own_closed_days(organisation: Organisation, *, on: date) -> tuple[LocalDay, ...]:
    """The days the body adds to the statutory closed days."""
    return closed_days(organisation, on=on)


def rule_versions(organisation: Organisation) -> list[OwnRule]:
    """Everything the body has entered, by kind, the newest first."""
    return list(versions_of(organisation))


def rule_version(organisation: Organisation, kind: str, number: int) -> OwnRule:
    """One version of the body's own rules, or 404."""
    found = versions_of(organisation).filter(kind=kind, number=number).first()
    if found is None:
        raise Http404
    return found


def kind_or_404(kind: str) -> RuleKind:
    """The kind of own rules an address names, or 404."""
    try:
        return RuleKind(kind)
    except ValueError:
        raise Http404 from None


def questions_for(organisation: Organisation, *, on: date) -> tuple[review.Question, ...]:
    """The questions of the review that this body has to answer; none for a body that has no ordinance."""
    try:
        return review.questions(body=organisation.body, on=on)
    except LawError:
        return ()


def answers_of(organisation: Organisation, *, on: date) -> Mapping[str, str]:
    """What the body answered last to the questions of the day."""
    newest = (
        ReviewAnswers.objects.filter(organisation=organisation, scheme=review.scheme_on(on)).order_by("-number").first()
    )
    return newest.answers if newest else {}


def report_of(organisation: Organisation, *, on: date) -> review.Report:
    """The body's answers set against the advice; 404 for a body that has no ordinance."""
    if not questions_for(organisation, on=on):
        raise Http404
    return review.report(answers_of(organisation, on=on), title=organisation.name, body=organisation.body, on=on)


def form_states(organisation: Organisation, law: Regime, *, on: date) -> list[FormState]:
    """Every statutory form of a law, with the body's own file if it has one."""
    return [FormState(spec, template_on(organisation, law, spec.key, on=on)) for spec in forms(law)]


def form_or_404(law: Regime, key: str) -> FormSpec:
    """A statutory form by its key, or 404."""
    found = next((spec for spec in forms(law) if spec.key == key), None)
    if found is None:
        raise Http404
    return found


def template_on(organisation: Organisation, law: Regime, key: str, *, on: date) -> FormTemplate | None:
    """The body's own file for a form on a day; None where ours is used."""
    found = FormTemplate.objects.filter(organisation=organisation, scheme=law.scheme, form=key, since__lte=on)
    newest = found.order_by("-number").first()
    return newest if newest and newest.content else None


def printed(letter: Letter, *, organisation: Organisation, law: Regime) -> bytes:
    """A letter as a Word file: on the body's own file if it had one on the day of the letter, else on ours."""
    spec = next((one for one in forms(law) if one.number == letter.form), None)
    own = template_on(organisation, law, spec.key, on=date.fromisoformat(letter.on)) if spec else None
    return template.fill(bytes(own.content), letter, spec) if own and spec else word.docx(letter)


def starting_file(spec: FormSpec) -> bytes:
    """A Word file that places every name of a form: where a body starts its own from."""
    names = {field.key: "{{" + field.key + "}}" for field in spec.fields}
    rows = tuple(
        Row(field.label, names[field.key], _repeated(field.key) if field.kind == "grid" else None)
        for field in spec.fields
    )
    if any(field.key == "fee_amount" for field in spec.fields):
        rows += (Row("内訳", table=_repeated("fee_lines")),)
    around = {name: "{{" + name + "}}" for name in ("number", "title", "date", "addressee", "seal", "case", "opening")}
    return word.docx(
        Letter(
            form=around["number"],
            title=around["title"],
            document_number=around["case"],
            on="2000-01-01",
            dated=around["date"],
            addressee=around["addressee"],
            sender=("{{sender}}",),
            seal=around["seal"],
            opening=around["opening"],
            rows=rows,
            closing=("{{closing}}",),
            small_print="",
        )
    )


def _repeated(name: str) -> Table:
    """A table of one row that is repeated when a letter fills it."""
    cells = ["{{" + cell + "}}" for cell in template.CELLS[name]]
    cells[0], cells[-1] = "{{#" + name + "}}" + cells[0], cells[-1] + "{{/" + name + "}}"
    return Table(tuple(_HEADS[name]), (tuple(cells),))
