"""A world of city A, and everybody who has no part in it."""

import pytest

from oboro.casework.clocks import Period, Unit
from oboro.casework.roles import Role
from oboro.portal.desk.actions import set_period
from portal.factories import tenancy
from portal.factories.provision import Workshop
from portal.nets.world import World

OFFICES = [role for role in Role if role is not Role.PROPOSER]


@pytest.fixture
def world(cast, tmp_path):
    folder = tmp_path / "workshop"
    folder.mkdir()
    workshop = Workshop(folder)
    workshop.introduce(cast.body, cast.coordinator)
    period = Period(20, Unit.OPEN_DAYS, "要綱")
    set_period(organisation=cast.body, period=period, by=cast.coordinator, on=cast.body.today)
    made = World(cast, workshop)
    made.grow()
    return made


@pytest.fixture
def outsiders(city_b, signed_in):
    """Each role of another body and another party, with a browser."""
    people = {role.value: tenancy.officer(city_b, f"b-{role}", role) for role in OFFICES}
    people["proposer"] = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    return {name: signed_in(user) for name, user in people.items()}
