"""Independent reckoning on random inputs: fees by ordinances, deadlines of every kind, closed days, bars.

Nothing here calls what it checks to find the expected answer: days are walked one by one, hours taken off one by one,
holidays come from another program's list.
"""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.law import fees
from oboro.law.citation import Citation
from oboro.law.clocks import count, last_day_advice
from oboro.law.criteria import ProposalKind
from oboro.law.fees import FeeFacts
from oboro.law.holidays import LocalDay, closed_on, next_open_day
from oboro.law.local_scheme import parse_scheme
from oboro.law.regime import BodyKind, regime_on, regime_under
from oboro.law.transition import Act, PastTermination, barred_on

HERE = Path(__file__).parent
HOLIDAYS = {
    date.fromisoformat(line)
    for line in (HERE / "holidays_oracle.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}
ONE = timedelta(days=1)
LOCAL = st.sampled_from([BodyKind.PREFECTURE, BodyKind.DESIGNATED_CITY, BodyKind.MUNICIPALITY])
DAYS = st.dates(date(2017, 5, 30), date(2049, 12, 31))
YEN = st.integers(0, 100_000)
SCHEME = parse_scheme((HERE / "ordinances" / "scheme_2017.toml").read_text(encoding="utf-8"))


def line(key, per, kind, since, yen=None):
    rate = f"yen = {yen}\n" if yen is not None else ""
    head = f'[[line]]\nkey = "{key}"\nlabel = "額"\nper = "{per}"\nkinds = ["{kind}"]\n'
    return f'{head}{rate}from = {since}\ncite = "条例7"\n'


@st.composite
def ordinances(draw):
    """An ordinance in two states, the second from a later day: its TOML, and the same figures as plain tuples."""
    first = draw(st.dates(date(2023, 4, 1), date(2025, 3, 31)))
    second = draw(st.dates(first + ONE, date(2028, 3, 31)))
    passes_on, fixed = draw(st.booleans()), draw(st.booleans())
    text, told = 'title = "架空市条例"\ninstrument = "ordinance"\n', []
    for since in (first, second):
        base, hour, other, change = (draw(YEN) for _ in range(4))
        told.append((since, base, hour, other, change))
        text += line("base", "contract", "new", since, base) + line("hour", "hour_started", "new", since, hour)
        text += line("outsourcing", "outsourcing", "new", since) if passes_on else ""
        text += line(
            "existing_other", *(("contract", "existing", since, other) if fixed else ("first_fee", "existing", since))
        )
        text += line("change", "contract", "change", since, change)
    return text, told, passes_on, fixed


@settings(max_examples=2_000, database=None, deadline=None)
@given(
    given_=ordinances(),
    body=LOCAL,
    on=st.dates(date(2025, 4, 1), date(2030, 3, 31)),
    kind=st.sampled_from(ProposalKind),
    minutes=st.integers(0, 3_000),
    outsourcing=st.integers(0, 2_000_000),
    first_fee=st.integers(0, 500_000),
)
def test_an_ordinance_agrees_with_the_independent_calculator(given_, body, on, kind, minutes, outsourcing, first_fee):
    text, told, passes_on, fixed = given_
    base, hour, other, change = told[0][1:]
    if not on < told[1][0]:
        base, hour, other, change = told[1][1:]
    if kind is ProposalKind.CHANGE:
        expected = change
    elif kind is ProposalKind.EXISTING:
        expected = other if fixed else first_fee
    else:
        expected, left = base + (outsourcing if passes_on else 0), minutes
        while left > 0:
            expected, left = expected + hour, left - 60
    facts = FeeFacts(kind, minutes, outsourcing, first_fee_yen=first_fee)
    law = regime_on(body=body, on=on)
    assert fees.statement(law, facts, schedule=fees.parse_schedule(text)).total_yen == expected


@settings(max_examples=500, database=None, deadline=None)
@given(on=st.dates(date(2017, 10, 1), date(2023, 3, 31)), minutes=st.integers(0, 900), heard=st.integers(0, 50))
def test_an_ordinance_of_2017_charges_its_own_rates(on, minutes, heard):
    expected, left = 15_000 + sum(100 for _ in range(heard)), minutes
    while left > 0:
        expected, left = expected + 3_000, left - 60
    law = regime_under(SCHEME.ordinance, body=BodyKind.MUNICIPALITY, on=on)
    facts = FeeFacts(ProposalKind.NEW, minutes, third_parties=heard)
    assert fees.statement(law, facts, schedule=SCHEME.schedule).total_yen == expected


def shut(day, own):
    """Whether an office is shut: weekends, the other program's holidays, the turn of the year, the body's own days."""
    turn = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    return day.isoweekday() > 5 or day in HOLIDAYS or turn or (day.month, day.day) in own


OWN = st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=3)


def as_rules(own):
    return tuple(LocalDay("記念日", Citation("条例", "1"), month_day=f"{m:02}-{d:02}") for m, d in sorted(own))


@settings(max_examples=2_000, database=None, deadline=None)
@given(day=DAYS, own=OWN, body=st.sampled_from(BodyKind))
def test_an_office_is_closed_when_the_walker_finds_it_shut(day, own, body):
    assert (closed_on(day, body=body, local=as_rules(own)) is not None) == shut(day, own)
    here = day
    while shut(here, own):
        here += ONE
    assert next_open_day(day, body=body, local=as_rules(own)) == here


@settings(max_examples=150, database=None, deadline=None)
@given(start=st.dates(date(2023, 4, 1), date(2049, 1, 1)), own=OWN, body=LOCAL)
def test_a_call_counts_closed_days_like_others_and_names_each(start, own, body):
    found = count(regime_on(body=body, on=start), "call_minimum", starts_on=start, local=as_rules(own))
    here, number = start, 1
    while number < 30:
        here, number = here + ONE, number + 1
    assert found.ends_on == here
    assert [day.number for day in found.days] == list(range(1, 31))
    assert [day.closed is not None for day in found.days] == [shut(day.on, own) for day in found.days]
    assert bool(found.advice) == shut(here, own)
    assert bool(last_day_advice(regime_on(body=body, on=start), here, local=as_rules(own))) == shut(here, own)


@settings(max_examples=100, database=None, deadline=None)
@given(start=st.dates(date(2017, 10, 1), date(2023, 3, 31)))
def test_a_call_of_an_ordinance_has_the_ordinances_days(start):
    law = regime_under(SCHEME.ordinance, body=BodyKind.MUNICIPALITY, on=start)
    here, number = start, 1
    while number < 45:
        here, number = here + ONE, number + 1
    assert count(law, "call_minimum", starts_on=start).ends_on == here


@settings(max_examples=2_000, database=None, deadline=None)
@given(
    ended=st.lists(st.tuples(st.sampled_from([Act.PRESENT, Act.ORGANS_2003, Act.AGENCIES_2003]), DAYS), max_size=4),
    on=st.dates(date(2022, 4, 1), date(2040, 1, 1)),
)
def test_a_party_is_barred_while_a_walker_has_not_walked_two_years_from_an_end(ended, on):
    def walked(day):
        return (on.year - day.year, on.month, on.day) >= (2, day.month, day.day) or on.year - day.year > 2

    standing = [day for _, day in ended if day <= on and not walked(day)]
    law = regime_on(body=BodyKind.NATIONAL_ORGAN, on=on)
    found = barred_on(law, [PastTermination(act, day) for act, day in ended], on=on)
    assert (found is not None) == bool(standing)
    if found:
        assert found.until > on
        latest = max(standing)
        assert (found.until - latest).days in {730, 731}
