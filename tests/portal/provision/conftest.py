"""A concluded and paid case, and those who make the information."""

import pytest

from oboro.casework.lifecycle import Status
from oboro.exchange import signing
from oboro.portal.provision import queries
from oboro.portal.tenancy.keys import own_key
from portal.factories import cases
from portal.factories.provision import Workshop, prepare


class Case:
    """One case with its people, its pages and the data wing."""

    def __init__(self, proposal, cast, workshop, signed_in):
        self.proposal, self.cast, self.workshop = proposal, cast, workshop
        self.office, self.proposer = signed_in(cast.coordinator), signed_in(cast.proposer)
        self.at = f"/provisions/{proposal.pk}/"

    @property
    def facts(self):
        return queries.contracts.case_of(self.proposal.contract)

    @property
    def making(self):
        return queries.making_of(self.proposal.contract)

    def order(self):
        """Prepare, issue the order by the page and read it as the data wing does."""
        prepare(self.proposal, self.cast)
        assert self.office.post(f"{self.at}order/", {}).status_code == 302
        content = self.office.post(f"{self.at}order.zip").content
        return self.workshop.read(content, own_key(self.cast.body, by="a").public)

    def upload(self, path):
        with path.open("rb") as stream:
            return self.office.post(f"{self.at}delivery/", {"bundle": stream})

    def delivered(self):
        answer = self.upload(self.workshop.deliver(*self.order()))
        assert answer.status_code == 302, answer.content.decode()
        return self

    def registered(self):
        self.delivered()
        period = {"from_year": "2026", "from_month": "6", "from_day": "1", "to_year": "2028", "to_month": "9"}
        sent = {f"made_period_{name}": value for name, value in {**period, "to_day": "30"}.items()}
        sent |= {"made_desk_name": "総務課", "made_desk_address": "甲市本町"}
        assert self.office.post(f"{self.at}register/", sent).status_code == 302
        return self

    def link(self, **sent):
        answer = self.office.post(f"{self.at}hand-over/", {"days": "7", **sent})
        assert answer.status_code == 200, answer.content.decode()
        return "/receive/" + answer.content.decode().split("/receive/")[1].split("<")[0]

    def taken(self):
        url = self.registered().link()
        answer = self.proposer.post(url)
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)


@pytest.fixture
def cast(city_a, proposer):
    return cases.city_cast(city_a, proposer)


@pytest.fixture
def workshop(tmp_path):
    folder = tmp_path / "workshop"
    folder.mkdir()
    return Workshop(folder)


@pytest.fixture
def case(cast, workshop, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    workshop.introduce(cast.body, cast.coordinator)
    proposal.refresh_from_db()
    return Case(proposal, cast, workshop, signed_in)


@pytest.fixture
def other_key():
    return signing.generate()
