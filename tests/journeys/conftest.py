"""A database that is emptied after a journey, which the audit triggers would refuse."""

import pytest

from oboro.portal.audit import protection


@pytest.fixture
def transactional_db(transactional_db):
    yield transactional_db
    protection.lift()
