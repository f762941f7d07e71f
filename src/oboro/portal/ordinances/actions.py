"""Answering the review of an ordinance, putting a body's own file in place of ours: each one transaction, one event."""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max

from oboro.casework.roles import Role
from oboro.documents import template
from oboro.kernel.errors import NotAllowed, NotNow, UsageError
from oboro.law import review
from oboro.law.forms import FormSpec, template_problems
from oboro.law.regime import Regime
from oboro.portal.audit.actions import record
from oboro.portal.ordinances import queries
from oboro.portal.ordinances.models import FormTemplate, ReviewAnswers
from oboro.portal.tenancy.models import Organisation, User


@transaction.atomic
def answer_review(*, organisation: Organisation, answers: Mapping[str, str], by: User, on: date) -> ReviewAnswers:
    """Keep the body's answers as the next version; a question may stay open.

    Raises:
        NotAllowed: not a coordinator of this body.
        OrdinanceInvalid: an answer is to no question, or is none of its choices.
    """
    _check(organisation, by)
    given = {key: answer for key, answer in answers.items() if answer}
    told = review.report(given, title=organisation.name, body=organisation.body, on=on)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    earlier = ReviewAnswers.objects.filter(organisation=organisation, scheme=told.scheme)
    kept = ReviewAnswers.objects.create(
        organisation=organisation,
        scheme=told.scheme,
        number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
        answers=given,
        answered_on=on,
        answered_by=by.username,
    )
    _remember("answer_review", organisation, by, {"scheme": told.scheme.value, "number": kept.number, **told.counts})
    return kept


@transaction.atomic
def put_template(
    *, organisation: Organisation, law: Regime, spec: FormSpec, content: bytes, by: User, on: date
) -> FormTemplate:
    """Print a form on the body's own file from this day on.

    Raises:
        NotAllowed: not a coordinator of this body.
        UsageError: no harmless Word file, or it lacks a field the law asks for, or places a name the form has not.
    """
    _check(organisation, by)
    if problems := template_problems(spec, template.names_in(content)):
        raise UsageError("。".join(problem.message for problem in problems) + "。", hint="ひな形を直してください。")
    kept = _next(organisation, law, spec, content=content, by=by, on=on)
    facts = {"form": spec.key, "scheme": law.scheme.value, "number": kept.number, "sha256": kept.sha256}
    _remember("put_template", organisation, by, facts)
    return kept


@transaction.atomic
def drop_template(*, organisation: Organisation, law: Regime, spec: FormSpec, by: User, on: date) -> None:
    """Print a form on our own file again from this day on; the body's file stays for the papers it was used for.

    Raises:
        NotAllowed: not a coordinator of this body.
        NotNow: the form is printed on ours already.
    """
    _check(organisation, by)
    if queries.template_on(organisation, law, spec.key, on=on) is None:
        raise NotNow("この様式は、はじめからあるひな形で印刷しています。")
    kept = _next(organisation, law, spec, content=b"", by=by, on=on)
    _remember("drop_template", organisation, by, {"form": spec.key, "scheme": law.scheme.value, "number": kept.number})


def _next(
    organisation: Organisation, law: Regime, spec: FormSpec, *, content: bytes, by: User, on: date
) -> FormTemplate:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    earlier = FormTemplate.objects.filter(organisation=organisation, scheme=law.scheme, form=spec.key)
    return FormTemplate.objects.create(
        organisation=organisation,
        scheme=law.scheme,
        form=spec.key,
        number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        since=on,
        put_by=by.username,
    )


def _check(organisation: Organisation, by: User) -> None:
    if by.organisation_id != organisation.pk or Role.COORDINATOR not in by.role_names:
        raise NotAllowed("団体の定めを変えられるのは、その団体の総括担当です。", hint="総括担当に依頼してください。")


def _remember(verb: str, organisation: Organisation, by: User, facts: Mapping[str, object]) -> None:
    subject = f"organisation:{organisation.code}"
    record(chain=organisation.code, kind=f"ordinances.{verb}", subject=subject, by=by.username, facts=dict(facts))
