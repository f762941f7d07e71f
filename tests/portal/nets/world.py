"""A body with one of everything, or more: what the nets are drawn through."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from oboro.casework.calls import CallStatus
from oboro.casework.contract import TerminationGround
from oboro.casework.lifecycle import Status
from oboro.casework.opinions import Round
from oboro.casework.oversight import Came
from oboro.casework.provision import Purpose
from oboro.casework.register import VersionStatus
from oboro.casework.uses import IncidentKind
from oboro.portal.consultations import actions as consultations
from oboro.portal.consultations.models import Consultation
from oboro.portal.contracts import actions as contracts
from oboro.portal.contracts.models import Contract, PaymentImport
from oboro.portal.contracts.queries import case_of
from oboro.portal.custody import actions as custody
from oboro.portal.custody.models import Disposal
from oboro.portal.desk import actions as desk
from oboro.portal.oversight import actions as oversight
from oboro.portal.oversight.actions import Told
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Bundle, Proposal
from oboro.portal.provision import actions as provision
from oboro.portal.provision import carrying, preparing
from oboro.portal.provision.carrying import Medium
from oboro.portal.reviews import actions as reviews
from oboro.portal.reviews import checking
from oboro.portal.reviews.models import CouncilReferral
from oboro.portal.tenancy.keys import own_key
from oboro.portal.tenancy.models import ClosedDay
from oboro.portal.tenancy.queries import today
from oboro.portal.uses import actions as uses
from portal.factories import cases, register, tenancy
from portal.factories.provision import Workshop, prepare

# Words that stand in no published row: whoever may not see a case must never read one of them.
CANARIES = ("株式会社みらい", "ひみつの台帳", "商圏の人口", "総第12号")
STATUSES = (Status.SUBMITTED, Status.JUDGED, Status.DECIDED, Status.CONFORMING)
MEDIUM = Medium(kind="USBメモリ", label="U-1", encrypted=True, received_by="みらい 次郎")
RETURNED = 5  # the letter to a third party that came back
TELLING = 4  # the first cases of a world, which differ in all that decides who may see what


@dataclass
class World:
    """The people of a body and the rows that stand in addresses, by group.

    `old` are those of an organ under the law of 2017, whose cases are the group "old case". `secrets` open the
    consultations, by their number.
    """

    cast: cases.Cast
    workshop: Workshop
    old: cases.Cast | None = None
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def grow(self) -> None:
        """One more of everything."""
        self._register()
        file = cases.offered(self.cast.body)
        self._put("offer", call=file.call_id, entry=file.entry_id, file=file.pk)
        found = [cases.draft(self.cast, file=file)]
        found += [cases.at_status(status, self.cast, file=file) for status in (Status.UNDER_REVIEW, Status.APPLIED)]
        found += [self.made(file), self.used(file)]
        found += [cases.at_status(status, self.cast, file=file) for status in STATUSES]
        found.append(cases.at_status(Status.FAILING, self.cast, file=file, failing="benefit"))
        found.append(self.corrected(file))
        self.packed(found[6])
        found += [self.lapsed(file), self.terminated(file)]
        referral = self._referral(found[1])
        for group, some in (("case", found), ("old case", [self.heard(), self.heard(closed=False)])):
            for proposal in some:
                self._put(
                    group,
                    pk=proposal.pk,
                    origin=proposal.pk,
                    paper=proposal.attachments.first().pk,
                    key="benefit",
                    kind="docx",
                    whose=0,
                    seq=1,
                    correction=getattr(proposal.corrections.first(), "pk", 1),
                    referral=referral.pk,
                    letter=RETURNED if group == "old case" else 1,
                )
        self._payments()
        self._desk(found)
        self._oversight()
        self._custody(found[1])

    def _desk(self, found: list[Proposal]) -> None:
        body, by = self.cast.body, self.cast.coordinator
        place = {"organisation": body, "by": by, "on": today(body)}
        number = len(self.rows.get("post", ())) + 1
        post = desk.add_post(name=f"ひみつの台帳係{number}", section=None, **place)
        desk.appoint(post=post, user=by, from_on=today(body), until_on=None, by=by, on=today(body))
        desk.assign(proposal=found[1], post=post, person=None, by=by, on=today(body))
        desk.assign(proposal=found[2], post=None, person=by, by=by, on=today(body))
        day = ClosedDay(label="市制記念日", on=date(2026, 6, number), law="甲市の休日を定める条例", cite="条例1②")
        desk.close_day(day=day, **place)
        bundle = Bundle.objects.create(party=found[0].party, created_on=today(body))
        Proposal.objects.filter(pk=found[0].pk).update(bundle=bundle)
        self._put("post", pk=post.pk)
        self._put("closed day", pk=day.pk)
        self._put("bundle", pk=bundle.pk)

    def _register(self) -> None:
        body = self.cast.body
        self._put("rule", kind="fees", number=tenancy.own_fees(body).number)
        drafted = register.entry(body, at=VersionStatus.DRAFT, name="ひみつの台帳")
        prepared = register.call(body, at=CallStatus.PREPARED)
        self._put("entry", pk=drafted.pk, entry=drafted.pk, number=1, deed="submit")
        self._put("call", pk=prepared.pk, deed="approve", change="extend", name="files.csv")
        published = register.entry(body)
        self._put("public entry", pk=published.pk, entry=published.pk, number=1, deed="submit")
        self._put("job", pk=register.import_job(body).pk)
        self._put("book", code="000000", number=1, name="register.csv")  # a body that has published nothing
        self._put("public book", code=body.code, number=1, name="register.csv")
        asked, secret = register.consultation(published, question="ひみつの台帳を使えますか。")
        self.secrets[asked.reference] = secret
        self._put("consultation", reference=asked.reference)
        first = Consultation.objects.get(reference=self.rows["consultation"][0]["reference"])
        place = {"consultation": first, "on": today(body)}
        consultations.answer(**place, text="商圏の人口だけなら使えます。", by=self.cast.coordinator)
        consultations.ask_again(**place, text="ひみつの台帳の住所は使えますか。")
        self._put("asked", pk=asked.pk)
        self._put("faq", pk=register.faq(asked, question="ひみつの台帳は使えますか。").pk, deed="publish")
        register.faq(asked, public=True)
        self._put(
            "public call",
            pk=register.call(body, at=CallStatus.OPEN, entries=[published]).pk,
            deed="approve",
            change="extend",
            name="files.csv",
        )

    def _referral(self, proposal: Proposal) -> CouncilReferral:
        on = today(self.cast.body)
        return checking.refer(
            proposal=proposal,
            council="ひみつの台帳審議会",
            question="商圏の人口について",
            document_number="総第12号",
            referred_on=on,
            by=self.cast.coordinator,
            on=on,
        )

    def _oversight(self) -> None:
        body, by, on = self.cast.body, self.cast.coordinator, today(self.cast.body)
        told = Told("ひみつの台帳についての苦情", Came.TELEPHONE, on, name="株式会社みらい")
        complaint, _ = oversight.receive_complaint(organisation=body, told=told, by=by, on=on)
        self._put("complaint", pk=complaint.pk, deed="assign")
        self._put(
            "return", pk=oversight.open_return(organisation=body, fiscal_year=2025, by=by, on=on).pk, deed="confirm"
        )
        asked = oversight.open_request(
            organisation=body,
            power="report",
            document_number="総第12号",
            received_on=on,
            due_on=None,
            about="ひみつの台帳の資料",
            items=["一つめ", "二つめ"],
            by=by,
            on=on,
        )
        self._put("request", pk=asked.pk, deed="item")
        self._put("body", code="no-such-body")
        self._put("public body", code=body.code)

    def _custody(self, proposal: Proposal) -> None:
        body, on = self.cast.body, today(self.cast.body)
        sides = {"by": self.cast.coordinator, "on": on}
        number = len(self.rows.get("hold", ())) + 1
        held = custody.hold(organisation=body, subject=f"proposal:X-{number}", reason="ひみつの台帳の訴訟", **sides)
        month = date(2026, 6 - number, 1)
        review = custody.review_record(organisation=body, month=month, findings="ひみつの台帳の閲覧が多い", **sides)
        paper = proposal.attachments.first()
        copy = custody.add_derivative(attachment=paper, content=b"%PDF-1.7 x", sanitiser="画像化", **sides)
        listed = Disposal.objects.create(organisation=body, number=number, listed_on=on, listed_by="ひみつの台帳係")
        self._put("hold", pk=held.pk)
        self._put("record review", pk=review.pk)
        self._put("paper", pk=paper.pk)
        self._put("derivative", pk=copy.pk)
        self._put("disposal", pk=listed.pk)

    def _payments(self) -> None:
        """A file of payments, and one more line for each contract in the first of them."""
        heads, references = "整理番号,領収番号,納付日,金額", Contract.objects.values_list("reference", flat=True)
        lines = [f"{one},R-{at},2026-06-01,100" for at, one in enumerate(references.order_by("pk"))]
        content = "\n".join([heads, *lines]).encode()
        sides = {"by": self.cast.coordinator, "on": today(self.cast.body)}
        read = contracts.read_payments(organisation=self.cast.body, content=content, **sides)
        self._put("payments", pk=read.pk)
        PaymentImport.objects.filter(pk=self.rows["payments"][0]["pk"]).update(lines=read.lines)

    def packed(self, proposal: Proposal) -> None:
        """A concluded case gets its package for the approval outside."""
        on = today(self.cast.body)
        terms = {"fee_method": "納付書", "due_on": (on + timedelta(days=30)).isoformat(), "seal": "omitted"}
        terms |= {"provision_method": "電子記録媒体の交付", "payment_order": "fee_first"}
        reviews.package(proposal=proposal, terms=terms, by=self.cast.coordinator, on=on)

    def lapsed(self, file) -> Proposal:
        """A case whose proposer did not apply in time."""
        proposal = cases.at_status(Status.CONFORMING, self.cast, file=file)
        after = proposal.notice.due_on + timedelta(days=1)
        contracts.lapse(proposal=proposal, by=self.cast.coordinator, on=after)
        return proposal

    def terminated(self, file) -> Proposal:
        """A case of somebody else whose contract was ended on a statutory ground; they may not propose again."""
        number = len(self.rows.get("payments", ())) + 1
        barred = tenancy.proposer(tenancy.party(f"株式会社ひみつの台帳{number}"), f"barred-{number}")
        proposal = cases.at_status(Status.CONTRACTED, cases.Cast(self.cast.body, barred), file=file)
        contracts.terminate(
            contract=proposal.contract,
            ground=TerminationGround.BREACH,
            reason="契約に反したため",
            document_number="総第12号",
            by=self.cast.decider,
            on=today(self.cast.body),
        )
        return proposal

    def heard(self, *, closed: bool = True) -> Proposal:
        """A case under the law of 2017 that asks third parties: their round over, or open with a letter that came back."""
        on = today(self.old.body)
        file = cases.offered(self.old.body, opinion_chance=True, name="ひみつの台帳")
        proposal = cases.at_status(Status.UNDER_REVIEW, self.old, file=file)
        cases.judge_all(proposal, self.old)
        if closed:
            cases.hear(proposal, self.old)
            return proposal
        sides = {"by": self.old.coordinator, "on": on}
        reviews.hear(proposal=proposal, round_=Round(300, on, on + timedelta(days=30)), **sides)
        checking.record_undelivered(proposal=proposal, letter=RETURNED, returned_on=on, **sides)
        return proposal

    def corrected(self, file) -> Proposal:
        """A case that waits for a correction."""
        proposal = cases.at_status(Status.UNDER_REVIEW, self.cast, file=file)
        on = today(self.cast.body)
        proposals.request_correction(
            proposal=proposal,
            request="直してください。",
            due_on=on + timedelta(days=9),
            by=self.cast.coordinator,
            on=on,
        )
        return proposal

    def made(self, file) -> Proposal:
        """A case whose information is made and handed over, its link not yet used."""
        proposal = cases.at_status(Status.CONTRACTED, self.cast, file=file)
        by, on = self.cast.coordinator, today(self.cast.body)

        def facts():
            return case_of(Proposal.objects.get(pk=proposal.pk).contract)

        prepare(proposal, self.cast)
        provision.issue_order(case=facts(), due_on=None, by=by, on=on)
        content = provision.take_order(case=facts(), by=by, on=on)
        preparing.log_work(case=facts(), worked_on=on, minutes=60, what="ひみつの台帳の加工", by=by, on=on)
        read = self.workshop.read(content, own_key(self.cast.body, by=by.username).public)
        path = self.workshop.deliver(*read, name=f"delivery-{proposal.pk}.zip")
        provision.receive_delivery(case=facts(), path=path, by=by, on=on)
        provision.register_made(
            case=facts(),
            period={"from": on.isoformat(), "to": date(on.year + 2, 9, 30).isoformat()},
            desk={"name": "総務課", "address": "甲市"},
            by=by,
            on=on,
        )
        token = provision.hand_over(case=facts(), days=7, reason="", by=by, on=on)
        row = carrying.record_medium(case=facts(), purpose=Purpose.ORDER, medium=MEDIUM, by=by, on=on)
        self._put("link", token=token)
        self._put("slip", pk=proposal.pk, row=row.pk)
        self._put("made", origin=proposal.pk)
        return proposal

    def used(self, file) -> Proposal:
        """A case whose information is in use, with a report that is due and an incident."""
        proposal = self.made(file)
        on = today(self.cast.body)
        sides = {"by": self.cast.coordinator, "on": on}

        def facts():
            return case_of(Proposal.objects.get(pk=proposal.pk).contract)

        carrying.hand_over_medium(case=facts(), medium=MEDIUM, reason="リンクが使えないため", **sides)
        sha256 = facts().contract.making.provision_sha256
        carrying.record_receipt(case=facts(), received_on=on, sha256=sha256, **sides)
        uses.plan_reports(case=facts(), months=6, **sides)
        incident = uses.report_incident(
            case=facts(), kind=IncidentKind.LEAK, found_on=on, persons=3, what="ひみつの台帳を紛失した。", **sides
        )
        self.rows["link"].pop()  # taken back by the medium
        self._put("use", pk=proposal.pk)
        self._put("incident", pk=incident.pk, deed="investigate")
        return proposal

    def _put(self, group: str, **values: object) -> None:
        self.rows.setdefault(group, []).append(values)
