"""次にすること: one sentence per status for each side, and the page where it is done.

The pages of later rooms are named by their address only; this room does not import them.
"""

from dataclasses import dataclass

from oboro.casework.lifecycle import Status
from oboro.law.criteria import ProposalKind
from oboro.portal.proposals.models import Proposal


@dataclass(frozen=True)
class Next:
    """What comes next: whose turn it is, what to do, and the page for it (an address name; empty for none)."""

    who: str
    text: str
    page: str = ""
    button: str = ""


ON_PAPER = {
    Status.DRAFT: Next(
        "総括担当", "書面で届いた提案を写し、書類を取り込んで、提出として記録します。", "proposal-edit", "提案書を写す"
    ),
    Status.CORRECTING: Next(
        "総括担当", "補正の書面が届いたら写し、受け取った日で再提出として記録します。", "proposal-edit", "補正を写す"
    ),
    Status.CONFORMING: Next(
        "総括担当",
        "契約の申込書が届いたら、受け取った日で記録します。期限が過ぎたら失効を確認します。",
        "contract",
        "契約のページへ",
    ),
}

OFFICE = {
    Status.SUBMITTED: Next("総括担当", "記載と添付書類がそろっているかを確かめ、提案を受け付けます。"),
    Status.RECEIVED: Next(
        "審査者", "審査を始めます。記載に分からない点や不足があれば、先に補正を依頼します。", "review", "審査のページへ"
    ),
    Status.CORRECTING: Next("提案者", "提案者の補正を待っています。期限が過ぎたら、回答を待たずに審査へ進めます。"),
    Status.UNDER_REVIEW: Next(
        "審査者",
        "書類と欠格事由を確かめ、作成に要する時間を見積り、基準ごとに判断と理由を記録します。",
        "review",
        "審査のページへ",
    ),
    Status.HEARING: Next(
        "総括担当", "届いた意見書を通知番号で記録し、提出期限の翌日に締め切ります。", "review", "審査のページへ"
    ),
    Status.JUDGED: Next(
        "決裁者", "審査の結果を確かめ、電子決裁の文書番号と決裁日を記録します。", "review", "審査のページへ"
    ),
    Status.DECIDED: Next("総括担当", "審査の結果を提案者に通知します。", "review", "審査のページへ"),
    Status.CONFORMING: Next(
        "提案者", "契約の申込みを待っています。期限が過ぎたら失効を記録します。", "contract", "契約のページへ"
    ),
    Status.FAILING: Next("", "不適合を通知して、手続は終わりました。", "notice", "通知書を見る"),
    Status.APPLIED: Next("総括担当", "納付を確かめ、契約を締結します。", "contract", "契約のページへ"),
    Status.CONTRACTED: Next(
        "総括担当",
        "契約は締結済みです。この先は「作成と提供」のページで進めます。",
        "provision",
        "作成と提供のページへ",
    ),
    Status.LAPSED: Next("", "期限までに申込みがなく、失効しました。"),
    Status.WITHDRAWN: Next("", "提案者が取り下げ、手続は終わりました。"),
}

PROPOSER = {
    Status.DRAFT: Next(
        "提案者", "提案書を書き、書類を添付して、提案の募集の期間内に提出します。", "proposal-edit", "提案書を書く"
    ),
    Status.SUBMITTED: Next("窓口", "窓口が記載と添付書類を確かめています。お待ちください。"),
    Status.RECEIVED: Next("窓口", "受付が済みました。審査が始まるのをお待ちください。"),
    Status.CORRECTING: Next(
        "提案者", "補正の依頼が届いています。期限までに直して再提出してください。", "proposal-edit", "補正する"
    ),
    Status.UNDER_REVIEW: Next("窓口", "審査しています。結果は書面で通知します。"),
    Status.HEARING: Next("窓口", "審査しています。結果は書面で通知します。"),
    Status.JUDGED: Next("窓口", "審査しています。結果は書面で通知します。"),
    Status.DECIDED: Next("窓口", "審査しています。結果は書面で通知します。"),
    Status.CONFORMING: Next(
        "提案者",
        "基準に適合すると認められました。通知書を読み、期限までに契約を申し込みます。",
        "contract-apply",
        "契約を申し込む",
    ),
    Status.FAILING: Next(
        "",
        "基準に適合しないとの通知が届いています。理由を通知書で確かめてください。"
        "直した内容で、もう一度提案することもできます。",
        "notice",
        "通知書を見る",
    ),
    Status.APPLIED: Next(
        "提案者",
        "通知書のとおりに納付してください。納付が確かめられると契約が締結されます。",
        "contract",
        "契約のページへ",
    ),
    Status.CONTRACTED: Next(
        "窓口",
        "契約が締結されました。この先は「作成と提供」のページでお知らせします。",
        "provision",
        "作成と提供のページへ",
    ),
    Status.LAPSED: Next("", "期限までに申込みがなかったため、失効しました。"),
    Status.WITHDRAWN: Next("", "取り下げた提案です。"),
}


# A change of business makes nothing: the use goes on with what was handed over before.
CHANGED = Next(
    "提案者",
    "事業の変更の契約が締結されました。新しく作成する情報はありません。利用の報告などは「利用」のページで進めます。",
    "use",
    "利用のページへ",
)
# The contract of the case has ended or was terminated: nothing follows, and its page tells why.
OVER = Next(
    "",
    "契約は終わり、手続も終わりました。契約のページで、終わった日と理由を確かめられます。",
    "contract",
    "契約のページへ",
)


def next_of(proposal: Proposal, *, proposer: bool) -> Next:
    """What comes next for a side of a case. A draft is its proposer's, or the desk's where it came on paper."""
    if proposal.stands is Status.CONTRACTED and proposal.closed_on is not None:
        return OVER
    if proposal.stands is Status.CONTRACTED and proposal.of_kind is ProposalKind.CHANGE:
        return CHANGED
    if proposal.on_paper and not proposer and proposal.stands in ON_PAPER:
        return ON_PAPER[proposal.stands]
    return (PROPOSER if proposer else OFFICE)[proposal.stands]
