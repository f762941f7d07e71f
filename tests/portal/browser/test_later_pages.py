"""Use, incidents, complaints, the yearly return, oversight and keeping, wide and narrow, without a fault."""

from datetime import date

import pytest

from oboro.casework.oversight import Came
from oboro.casework.retention import RecordClass
from oboro.casework.roles import Role
from oboro.casework.uses import POINTS, IncidentKind
from oboro.portal.contracts.queries import case_of
from oboro.portal.custody import actions as custody
from oboro.portal.custody.models import Disposal, DisposalItem
from oboro.portal.oversight import actions as oversight
from oboro.portal.oversight.actions import Told
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import User
from oboro.portal.uses import actions as uses
from portal.factories import cases, tenancy
from portal.factories.provision import Workshop
from portal.nets.world import World

pytestmark = pytest.mark.browser
ON = date(2026, 6, 1)


@pytest.fixture
def story(cast, tmp_path):
    """A case in use with a report, an incident in work, a complaint, a return, a request and a disposal."""
    workshop = Workshop(tmp_path)
    workshop.introduce(cast.body, cast.coordinator)
    world = World(cast, workshop)
    proposal = world.used(cases.offered(cast.body))
    boss = tenancy.officer(cast.body, "a-boss", *(role for role in Role if role is not Role.PROPOSER))
    sides = {"by": cast.coordinator, "on": ON}
    facts = case_of(Proposal.objects.get(pk=proposal.pk).contract)
    uses.report_use(case=facts, reported_on=ON, text="集計して地図に載せた。", **sides)
    incident = uses.report_incident(
        case=facts, kind=IncidentKind.OTHER_USE, found_on=ON, persons=None, what="契約と違う印刷をした。", **sides
    )
    uses.investigate(incident=incident, **sides)
    uses.check_point(incident=incident, point=next(iter(POINTS)), finding="止めた。", **sides)
    told = Told("心配です。", Came.TELEPHONE, ON, name="甲野")
    complaint, _ = oversight.receive_complaint(organisation=cast.body, told=told, **sides)
    world._oversight()
    world._custody(proposal)
    custody.set_retention(
        organisation=cast.body, record_class=RecordClass.CASE, years=5, basis="甲市文書管理規程", **sides
    )
    disposal = Disposal.objects.get()
    DisposalItem.objects.create(
        disposal=disposal, record_class="case", subject="proposal:R3-001", closed_on=ON, kept_until=ON
    )
    rows = {name: found[0] for name, found in world.rows.items() if found}
    return {"use": proposal.pk, "boss": boss, "incident": incident.pk, "complaint": complaint.pk, "rows": rows}


def test_the_offices_pages_have_no_fault(reader, story):
    reader.log_in(story["boss"].username)
    use, rows = f"/uses/{story['use']}/", story["rows"]
    pages = [
        "/tasks/",
        "/uses/",
        use,
        f"{use}plan/",
        f"{use}report/",
        f"{use}end/",
        f"{use}erasure/",
        f"{use}incident/",
    ]
    pages += [f"/incidents/{story['incident']}/", "/office/complaints/", "/office/complaints/new/"]
    pages += [
        f"/office/complaints/{story['complaint']}/",
        "/office/returns/",
        f"/office/returns/{rows['return']['pk']}/",
    ]
    pages += ["/office/oversight/", f"/office/oversight/{rows['request']['pk']}/", "/office/custody/"]
    pages += ["/office/custody/rule/", "/office/custody/hold/", "/office/custody/review/"]
    pages += [f"/office/custody/disposals/{rows['disposal']['pk']}/", f"/office/papers/{rows['paper']['pk']}/"]
    pages += [f"/office/custody/reviews/{rows['record review']['pk']}/", "/audit/?verify=1"]
    faults = {path: reader.faults(path, name=f"later{number:02}") for number, path in enumerate(pages)}
    assert {path: found for path, found in faults.items() if found} == {}


def test_the_recipients_pages_have_no_fault(reader, story):
    reader.log_in(User.objects.get(username="mirai").username)
    use = f"/uses/{story['use']}/"
    pages = ["/uses/", use, f"{use}report/", f"{use}end/", f"{use}incident/", f"/incidents/{story['incident']}/"]
    faults = {path: reader.faults(path, name=f"recipient{number}") for number, path in enumerate(pages)}
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_resident_complains_and_follows(reader, story):
    faults = {"desk": reader.faults("/complaints/", name="complain0")}
    page = reader.page
    page.get_by_role("link", name="甲市").click()
    faults["form"] = reader.faults(name="complain1")
    page.get_by_role("button", name="申し出る").click()
    faults["empty"] = reader.faults(name="complain2")
    page.get_by_label("苦情の内容").fill("利用のされ方が心配です。")
    page.get_by_role("button", name="申し出る").click()
    faults["received"] = reader.faults(name="complain3")
    number, code = page.locator("#number").inner_text(), page.locator("#code").inner_text()
    page.get_by_role("link", name="状況を見るページ").click()
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("確認の符号").fill(code)
    page.get_by_role("button", name="状況を見る").click()
    faults["followed"] = reader.faults(name="complain4")
    assert "受付済み" in page.content()
    assert {name: found for name, found in faults.items() if found} == {}
