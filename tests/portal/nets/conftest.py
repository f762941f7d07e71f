"""Everybody who has no part in city A."""

import pytest

from oboro.casework.roles import Role
from portal.factories import tenancy

OFFICES = [role for role in Role if role is not Role.PROPOSER]


@pytest.fixture
def outsiders(city_b, signed_in):
    """Each role of another body and another party, with a browser."""
    people = {role.value: tenancy.officer(city_b, f"b-{role}", role) for role in OFFICES}
    people["proposer"] = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    return {name: signed_in(user) for name, user in people.items()}
