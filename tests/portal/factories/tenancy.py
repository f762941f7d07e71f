"""Bodies, accounts and parties, made by the same actions that the site uses."""

from datetime import date

from oboro.law.fees import ordinance_draft
from oboro.law.regime import BodyKind
from oboro.portal.tenancy import actions
from oboro.portal.tenancy.models import Party, RuleKind
from oboro.portal.tenancy.queries import regime_of, today

PASSWORD = "practice-only-2026"


def organisation(*, code="131016", name="甲市", kind=BodyKind.MUNICIPALITY, practice_on="2026-06-01"):
    return actions.add_organisation(
        code=code,
        name=name,
        head=f"{name}長",
        kind=kind.value,
        desk_name=f"{name}総務部総務課",
        desk_address=f"{name}本町一丁目1番1号",
        practice_on=date.fromisoformat(practice_on) if practice_on else None,
    )


def officer(body, username, *roles, section=None):
    return actions.add_officer(
        organisation=body, username=username, post="担当", password=PASSWORD, roles=set(roles), section=section
    )


def party(name="株式会社みらい"):
    return Party.objects.create(
        name=name, address="東京都千代田区一番町1番1号", representative="代表取締役", contact="企画部"
    )


def proposer(of, username):
    return actions.add_proposer(party=of, username=username, post="企画部", password=PASSWORD)


def own_fees(body):
    """The body's ordinance, which charges what the order gives as the standard."""
    text = ordinance_draft(regime_of(body), title=f"{body.name}個人情報の保護に関する法律施行条例")
    return actions.enter_own_rule(organisation=body, kind=RuleKind.FEES, text=text, by=None, on=today(body))
