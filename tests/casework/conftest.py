from datetime import date

import pytest

from oboro.law.regime import BodyKind, Scheme, regime


@pytest.fixture
def today_law():
    return regime(Scheme.APPI, body=BodyKind.NATIONAL_ORGAN, on=date(2026, 6, 1))


@pytest.fixture
def old_law():
    return regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 12, 2))
