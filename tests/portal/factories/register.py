"""Entries and calls at a given step, made by the same actions that the pages use."""

from datetime import date, timedelta

from oboro.casework.calls import CallStatus
from oboro.casework.register import VersionStatus
from oboro.casework.roles import Role
from oboro.law.eligibility import EligibilityFacts
from oboro.portal.calls import actions as call_actions
from oboro.portal.calls.queries import call_for_organisation
from oboro.portal.consultations import actions as consultations
from oboro.portal.register import actions, importing, queries, upkeep
from oboro.portal.tenancy.models import User
from oboro.portal.tenancy.queries import regime_of, today
from portal.factories import tenancy

ITEMS = ["宛名番号", "氏名", "生年月日", "性別", "住所", "世帯主との続柄"]
ELIGIBLE = EligibilityFacts(
    in_register=True,
    exempt_ground=None,
    withheld=False,
    persons=150_000,
    disclosure="part",
    processable=True,
    disrupts=False,
)


def answers(regime, **changes):
    """Everything that an entry of this law must carry."""
    given = {
        "name": "住民基本台帳ファイル",
        "organ": "甲市長",
        "section": "市民部市民課",
        "purpose": "住民の居住関係の公証及び行政事務の基礎とするため",
        "record_items": ITEMS,
        "record_range": "甲市に住民登録のある者及び過去5年以内に住民登録のあった者",
        "collection": "本人又は世帯主からの届出及び他の市町村からの通知による",
        "sensitive": False,
        "recipients": ["税務課", "保険年金課"],
        "desk": {"name": "甲市総務部総務課", "address": "甲市本町一丁目1番1号"},
        "kind": "computer",
        "attached_manual": False,
        "offered": True,
        "proposal_desk": {"name": "甲市総務部総務課", "address": "甲市本町一丁目1番1号"},
    }
    if regime.scheme == "appi" and regime.body.value != "national_organ":
        given["local_sensitive"] = False
    return {**given, **changes}


def writer(body):
    """Somebody of the body who writes drafts and prepares calls, so that another can approve them."""
    name = f"writer-{body.code}"
    return User.objects.filter(username=name).first() or tenancy.officer(body, name, Role.COORDINATOR)


def boss(body):
    """Somebody of the body who holds every role."""
    name = f"boss-{body.code}"
    return User.objects.filter(username=name).first() or tenancy.officer(
        body, name, *(role for role in Role if role is not Role.PROPOSER)
    )


def entry(body, *, at=VersionStatus.PUBLISHED, by=None, judged=ELIGIBLE, persons=150_000, **changes):
    """An entry whose version in hand or in force stands at a step."""
    by, on = by or boss(body), today(body)
    made = actions.start_entry(
        organisation=body, answers=answers(regime_of(body), **changes), persons=persons, by=writer(body), on=on
    )
    if judged is not None:
        upkeep.judge_file(entry=made, facts=judged, note="", by=by, on=on)
    steps = (actions.submit_entry, actions.approve_entry, actions.publish_entry)
    order = (VersionStatus.DRAFT, VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED)
    for step in steps[: order.index(at)]:
        step(entry=made, by=by, on=on)
    return queries.entry_for_organisation(body, made.pk)


def judge(of, facts=ELIGIBLE):
    """A judgement of a file."""
    body = of.organisation
    return upkeep.judge_file(entry=of, facts=facts, note="", by=boss(body), on=today(body))


def call(body, *, at=CallStatus.ANNOUNCED, days=30, entries=None, starts_on=None):
    """A call at a step; OPEN begins today."""
    by, on = boss(body), today(body)
    starts_on = starts_on or (on if at is CallStatus.OPEN else on + timedelta(days=7))
    chosen = entries or [entry(body)]
    made = call_actions.prepare_call(
        organisation=body,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days - 1),
        entries=[one.pk for one in chosen],
        how_to_submit="このサイトで提出してください。",
        by=writer(body),
        on=on,
    )
    if at is not CallStatus.PREPARED:
        call_actions.approve_call(call=made, by=by, on=min(on, starts_on - timedelta(days=1)))
    if at in (CallStatus.ANNOUNCED, CallStatus.OPEN):
        call_actions.announce_call(call=made, by=by, on=min(on, starts_on - timedelta(days=1)))
    return call_for_organisation(body, made.pk)


def import_job(body, content=None):
    """Another register, read and not applied; ten lines of it without `content`."""
    if content is None:
        rows = [f"{number},ファイル{number},受付のため,氏名、住所" for number in range(101, 111)]
        content = "\n".join(["番号,個人情報ファイルの名称,利用目的,記録項目", *rows]).encode("cp932")
    return importing.receive(organisation=body, content=content, by=writer(body), on=today(body))


def consultation(entry, *, question="氏名を除いて使えますか。", mail="", wishes=None):
    """What somebody asked about a file, and the secret."""
    body = entry.organisation
    return consultations.ask(
        organisation=body, entry=entry, question=question, wishes=wishes or {}, mail=mail, on=today(body)
    )


def faq(asked, *, question="使える項目は何ですか。", answer="記載のとおりです。", public=False):
    """A question for everybody, drafted from a consultation."""
    body = asked.organisation
    given = {"question": question, "answer": answer, "by": writer(body), "on": today(body)}
    made = consultations.write_faq(organisation=body, origin=asked, **given)
    if public:
        consultations.publish_faq(faq=made, by=writer(body), on=today(body))
    return made


def day(text):
    return date.fromisoformat(text)
