"""The cast: 総括担当・原課担当・審査者・決裁者・監査 of city A, an officer of city B, and 株式会社みらい."""

import pytest
from django.test import Client

from oboro.casework.clocks import Period, Unit
from oboro.casework.roles import Role
from oboro.law.regime import BodyKind
from oboro.portal.audit import protection
from oboro.portal.desk.actions import set_period
from oboro.portal.tenancy.keys import own_key
from portal.factories import cases, tenancy
from portal.factories.provision import Workshop
from portal.nets.world import World


@pytest.fixture(autouse=True)
def _quick_passwords(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.KEYS = tmp_path / "keys"
    settings.AXES_ENABLED = False


@pytest.fixture
def city_a(db):
    return tenancy.organisation(code="131016", name="甲市", kind=BodyKind.MUNICIPALITY)


@pytest.fixture
def city_b(db):
    return tenancy.organisation(code="271004", name="乙市", kind=BodyKind.MUNICIPALITY)


@pytest.fixture
def ministry(db):
    """A national organ that practises in 2019, under the scheme of 2017."""
    return tenancy.organisation(code="P-2019", name="練習省", kind=BodyKind.NATIONAL_ORGAN, practice_on="2019-06-03")


@pytest.fixture
def coordinator(city_a):
    return tenancy.officer(city_a, "a-coordinator", Role.COORDINATOR)


@pytest.fixture
def section_officer(city_a):
    return tenancy.officer(city_a, "a-section", Role.SECTION)


@pytest.fixture
def reviewer(city_a):
    return tenancy.officer(city_a, "a-reviewer", Role.REVIEWER)


@pytest.fixture
def decider(city_a):
    return tenancy.officer(city_a, "a-decider", Role.DECIDER)


@pytest.fixture
def auditor(city_a):
    return tenancy.officer(city_a, "a-auditor", Role.AUDITOR)


@pytest.fixture
def stranger(city_b):
    """An officer of city B with every role: must see nothing of city A."""
    return tenancy.officer(city_b, "b-officer", *(role for role in Role if role is not Role.PROPOSER))


@pytest.fixture
def proposer(db):
    return tenancy.proposer(tenancy.party(), "mirai")


@pytest.fixture
def cast(city_a, proposer):
    """Everybody in a case of city A, which has its own fees by ordinance."""
    return cases.city_cast(city_a, proposer)


@pytest.fixture
def old_cast(ministry, proposer):
    """Everybody in a case of the organ that practises under the scheme of 2017."""
    return cases.Cast(ministry, proposer)


@pytest.fixture
def signed_in():
    """A browser session of an account."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def visitor():
    """Somebody without an account."""
    return Client()


@pytest.fixture
def transactional_db(transactional_db):
    """A database that is emptied after the test, which the audit triggers would refuse."""
    yield transactional_db
    protection.lift()


@pytest.fixture
def world(cast, ministry, tmp_path):
    """City A with one of everything, and an organ of 2017 that hears third parties, for the nets and the walk of pages."""
    folder = tmp_path / "workshop"
    folder.mkdir()
    workshop = Workshop(folder)
    workshop.introduce(cast.body, cast.coordinator)
    period = Period(20, Unit.OPEN_DAYS, "要綱")
    set_period(organisation=cast.body, period=period, by=cast.coordinator, on=cast.body.today)
    old = cases.Cast(ministry, cast.proposer)
    own_key(ministry, by=old.coordinator.username)  # made at first need, so that no page makes it
    made = World(cast, workshop, old)
    made.grow()
    return made
