"""What a body sets itself, read for a day: its fees, its closed days, its own scheme of the years before the act.

A case keeps the rules that stood on its day: every question takes the day, and old versions stay.
"""

from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from oboro.kernel.errors import OrdinanceInvalid
from oboro.law.body_rules import BodyRules, earliest, parse_rules
from oboro.law.clocks import Advice, last_day_advice
from oboro.law.fees import Schedule, instrument
from oboro.law.holidays import LocalDay
from oboro.law.local_scheme import ACT_REACHES_ON, LocalScheme, parse_scheme
from oboro.law.regime import BodyKind, Regime, Scheme, body_label, regime, regime_on, regime_under
from oboro.portal.tenancy.models import Organisation, OwnRule, RuleKind

_LOCAL = (BodyKind.PREFECTURE, BodyKind.DESIGNATED_CITY, BodyKind.MUNICIPALITY, BodyKind.LOCAL_AGENCY)

# One object for one text, because two ordinances are the same only if they are the same object.
_scheme = lru_cache(maxsize=256)(parse_scheme)
_rules = lru_cache(maxsize=256)(parse_rules)


def own_rule(organisation: Organisation, kind: RuleKind, *, on: date) -> OwnRule | None:
    """The version of a body's own rules that stands on a day; None when there is none."""
    found = OwnRule.objects.filter(organisation=organisation, kind=kind, since__lte=on)
    return found.order_by("-since", "-number").first()


def versions_of(organisation: Organisation) -> QuerySet[OwnRule]:
    """Everything a body has entered, by kind, the newest first."""
    return OwnRule.objects.filter(organisation=organisation).order_by("kind", "-number")


def first_day(organisation: Organisation, kind: RuleKind, text: str, *, on: date) -> date:
    """The day from which a text of a body's own rules answers, once the text has passed every check.

    Raises:
        OrdinanceInvalid: the rules lack or contradict something, or are not for this kind of body.
    """
    match kind:
        case RuleKind.SCHEME:
            if organisation.body not in _LOCAL:
                raise OrdinanceInvalid(
                    f"{body_label(organisation.body)}に、条例はありません。", hint="団体の種別を確かめてください。"
                )
            return parse_scheme(text).ordinance.since
        case _:
            schedule = parse_rules(text).schedule
            fixed = instrument(law_on(organisation, on=max(on, ACT_REACHES_ON)))
            if schedule.instrument != fixed.text("instrument"):
                raise OrdinanceInvalid(f"{fixed.text('text')}（{fixed.citation.short}）", hint=fixed.text("hint"))
            return earliest(schedule)


def law_on(organisation: Organisation, *, on: date) -> Regime:
    """The law that governs a body on a day: its own ordinance before the act reached it, else the act (NoLawOnDate)."""
    if on < ACT_REACHES_ON and (own := _own_scheme(organisation, on=on)):
        return regime_under(own.ordinance, body=organisation.body, on=on)
    return regime_on(body=organisation.body, on=on)


def law_of_case(organisation: Organisation, scheme: str, *, on: date) -> Regime:
    """The law a case was taken in under, re-opened (NoLawOnDate)."""
    if scheme == Scheme.GYOKOHO_2017 and (own := _own_scheme(organisation, on=on)):
        return regime_under(own.ordinance, body=organisation.body, on=on)
    return regime(Scheme(scheme), body=organisation.body, on=on)


def schedule_for(organisation: Organisation, law: Regime) -> Schedule | None:
    """The body's own fees under the law of a case; None where the order fixes them or none were entered."""
    if law.ordinance:
        own = _own_scheme(organisation, on=law.on)
        return own.schedule if own else None
    rules = _own_fees(organisation, on=law.on)
    return rules.schedule if rules else None


def closed_days(organisation: Organisation, *, on: date) -> tuple[LocalDay, ...]:
    """The days the body adds to the statutory closed days: those of its list, and those of its fees' file on a day."""
    return (*(one.fact() for one in organisation.closed_days.all()), *closed_by_file(organisation, on=on))


def closed_by_file(organisation: Organisation, *, on: date) -> tuple[LocalDay, ...]:
    """The closed days that stand in the body's own file of fees, not in its list."""
    rules = _own_fees(organisation, on=on)
    return rules.closed if rules else ()


def closed_day_advice(organisation: Organisation, law: Regime, day: date) -> Advice | None:
    """What to know of a last day that the body sets itself when its office is closed on it; None when it is open."""
    return last_day_advice(law, day, local=closed_days(organisation, on=law.on))


def _own_fees(organisation: Organisation, *, on: date) -> BodyRules | None:
    found = own_rule(organisation, RuleKind.FEES, on=on)
    return _rules(found.text) if found else None


def _own_scheme(organisation: Organisation, *, on: date) -> LocalScheme | None:
    if organisation.body not in _LOCAL:
        return None
    found = own_rule(organisation, RuleKind.SCHEME, on=on)
    return _scheme(found.text) if found else None
