"""The review page and its deeds: estimate, criteria, conclusion, decision, notice."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.review import Outcome
from oboro.casework.roles import Role
from oboro.documents.letter import from_json
from oboro.law.criteria import ProposalKind, criteria
from oboro.portal.proposals import actions as proposals
from oboro.portal.reviews import actions
from oboro.portal.reviews.models import Decision, Finding, Notice, Review
from oboro.portal.tenancy.actions import enter_own_rule
from oboro.portal.tenancy.models import OwnRule, RuleKind
from oboro.portal.tenancy.queries import regime_of, today
from portal.factories import cases, tenancy
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db

OPENING = (
    "　令和8年6月1日付けの提案（R8-001、住民の台帳）については、審査の結果、"
    "個人情報の保護に関する法律第114条第1項の基準に適合すると認めたので、"
    "個人情報の保護に関する法律第114条第2項の規定により通知します。"
)


def boxes(name, day):
    return {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}


def terms(cast):
    return {
        "fee_method": "納付書",
        "provision_method": "電子記録媒体の交付",
        "payment_order": "fee_first",
        "seal": "stamped",
        **boxes("due_on", today(cast.body) + timedelta(days=30)),
    }


def decided(body):
    """What the decider types: number and day, and that every finding was looked at."""
    keys = [c.key for c in criteria(regime_of(body), ProposalKind.NEW)]
    return {"document_number": "総第12号", "confirmed": keys, **boxes("decided_on", today(body))}


def test_the_whole_review_page_of_a_fresh_review(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    texts = [c.text for c in criteria(proposal.law, proposal.of_kind)]
    page = lines(signed_in(cast.reviewer).get(reverse("review", args=[proposal.pk])))
    checks = page.index("1　形式審査と欠格事由")
    head = page[:checks] + page[page.index("2　実施可能性と手数料") : page.index("3　基準ごとの審査")]
    assert page[checks + 2 : checks + 6] == [
        "様式第七「行政機関等匿名加工情報をその用に供して行う事業に関する提案書」　未確認",
        "欠格事由に該当しないことを誓約する書面（様式第八）　未確認",
        "事業が新たな産業の創出又は活力ある経済社会若しくは豊かな国民生活の実現に資するものであることを明らかにする書面　未確認",
        "名称、所在地及び代表者の氏名が同一の登記事項証明書又は印鑑登録証明書（提案の日前六月以内に作成されたもの）その他の書類　未確認",
    ]
    assert head == [
        "審査 R8-001 審査中",
        "提案",
        "審査",
        "期限と担当",
        "次にすること（審査者）",
        "書類と欠格事由を確かめ、作成に要する時間を見積り、基準ごとに判断と理由を記録します。",
        "担当：決めていない",
        "期限の数え方と担当を見る",
        "提案者",
        "株式会社みらい",
        "個人情報ファイル",
        "住民の台帳",
        "本人の数",
        "提案 1,200人／ファイル 5,000人",
        "受付からの日数：0日（令和8年6月1日の当日）",
        "個人情報の保護に関する法律（令和8年6月1日（2026年）の条文）",
        "2　実施可能性と手数料",
        "法第114条第2項、法第119条第3項",
        "作成に要する時間の見積りがないので、手数料の額が決まりません（法第119条第3項）。",
        "実施可能性の検討で、作成に要する時間を記録してください。",
        "見積りを記録する",
    ]
    rows = page[page.index("3　基準ごとの審査") : page.index("4　審議会")]
    assert rows[:5] == ["3　基準ごとの審査", "法第114条第1項", "基準", "判断", "理由"]
    assert [row for row in rows if row[:1] in "一二三四五六七" and "　" in row] == [
        f"{number}　{text}{place}"
        for number, text, place in zip(
            "一二三四五六七",
            texts,
            [
                "法第114条第1項第1号",
                "法第114条第1項第2号、規則第56条",
                "法第114条第1項第3号、規則第62条",
                "法第114条第1項第4号",
                "法第114条第1項第5号、規則第57条",
                "法第114条第1項第6号",
                "法第114条第1項第7号、規則第58条",
            ],
            strict=True,
        )
    ]
    assert rows.count("未判断") == 7
    assert page[page.index("5　決裁と通知") :] == [
        "5　決裁と通知",
        "決裁はまだ記録されていません。審査した人は決裁できません。",
        "審査を終えて決裁へ回付する",
    ]


def test_the_estimate_shows_the_fee_line_by_line(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    client = signed_in(cast.reviewer)
    typed = {"hours": 10, "minutes": 20, "outsourcing_yen": 0, "feasibility": "加工できる。"}
    assert client.post(reverse("review-estimate", args=[proposal.pk]), typed).status_code == 302
    page = lines(client.get(reverse("review", args=[proposal.pk])))
    start = page.index("手数料の計算")
    assert page[start : start + 17] == [
        "手数料の計算",
        "区分",
        "計算",
        "額",
        "根拠",
        "基本額",
        "定額 21,000円",
        "21,000円",
        "条例第1条",
        "作成に要する時間",
        "3,950円 × 11時間（10時間20分。1時間までごと）",
        "43,450円",
        "条例第2条",
        "合計",
        "64,450円",
        "見積りを記録する",
        "3　基準ごとの審査",
    ]


def test_what_fails_asks_for_no_estimate(cast, signed_in):
    case = cases.at_status(Status.UNDER_REVIEW, cast)
    client, address = signed_in(cast.reviewer), reverse("review", args=[case.pk])
    assert "作成に要する時間の見積りがないので、手数料の額が決まりません（法第119条第3項）。" in lines(
        client.get(address)
    )
    cases.judge_all(case, cast, failing="benefit")
    shown = lines(client.get(address))
    assert "適合しない基準があるので、見積りは要りません。不適合の通知に手数料の額は書きません。" in shown
    assert "手数料の額が決まりません" not in "".join(shown)


def test_a_correction_is_asked_for_from_the_review_too(cast, signed_in):
    case = cases.at_status(Status.UNDER_REVIEW, cast)
    page = signed_in(cast.reviewer).get(reverse("review", args=[case.pk])).content.decode()
    assert f'<a href="{reverse("proposal-correction", args=[case.pk])}">不足や分からない点の補正を依頼する</a>' in page


def test_a_judgement_needs_its_reason(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    address = reverse("review-criterion", args=[proposal.pk, "benefit"])
    page = signed_in(cast.reviewer).post(address, {"outcome": "fails", "reason": " ", "evidence": ""})
    assert errors(page) == [
        "理由：適合・不適合のどちらでも、理由を書いてください。",
        "根拠の書類：適合・不適合のどちらでも、根拠の書類を書いてください。",
    ]
    assert not Finding.objects.exists()


def test_a_judgement_can_be_changed_until_the_review_is_concluded(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    client, address = signed_in(cast.reviewer), reverse("review-criterion", args=[proposal.pk, "benefit"])
    client.post(address, {"outcome": "fails", "reason": "分からない。", "evidence": "提案書"})
    client.post(address, {"outcome": "conforms", "reason": "説明があった。", "evidence": "提案書"})
    assert [(f.outcome, f.reason, f.by) for f in Finding.objects.all()] == [
        ("conforms", "説明があった。", cast.reviewer.username)
    ]


def test_a_criterion_of_no_law_does_not_exist(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    assert signed_in(cast.reviewer).get(reverse("review-criterion", args=[proposal.pk, "taste"])).status_code == 404


def test_a_review_with_an_open_criterion_is_not_concluded(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    page = signed_in(cast.reviewer).post(reverse("review-conclude", args=[proposal.pk]))
    assert page.status_code == 409
    assert (
        "審査の基準一・二・三・四・五・六・七に、適合・不適合の判断と理由・根拠の書類がそろっていません"
        in page.content.decode()
    )


def test_a_conforming_review_without_an_estimate_is_not_concluded(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    cases.check_all(proposal, cast)
    cases.judge_all(proposal, cast)
    page = signed_in(cast.reviewer).post(reverse("review-conclude", args=[proposal.pk]))
    assert (page.status_code, "見積りがない" in page.content.decode()) == (409, True)


def test_after_a_correction_every_criterion_is_judged_again(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    cases.judge_all(proposal, cast)
    on = today(cast.body)
    due = on + timedelta(days=7)
    proposals.request_correction(proposal=proposal, request="直す", due_on=due, by=cast.reviewer, on=on)
    proposals.resubmit(proposal=proposal, values=cases.values(), by=cast.proposer, on=on)
    page = lines(signed_in(cast.reviewer).get(reverse("review", args=[proposal.pk])))
    assert page.count("未判断") == 7
    assert len([line for line in page if line.endswith("　未確認")]) == 4 + 6
    assert page.count("前の内容についての判断なので、もう一度判断します。") == 7


def test_the_decider_records_the_decision_made_outside(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    typed = decided(cast.body)
    address = reverse("review-decision", args=[proposal.pk])
    assert signed_in(cast.reviewer).post(address, typed).status_code == 403
    assert signed_in(cast.decider).post(address, typed).status_code == 302
    decision = Decision.objects.get()
    assert (decision.conforms, decision.document_number, decision.by) == (True, "総第12号", cast.decider.username)


def test_i4_whoever_judged_cannot_decide_even_with_both_roles(cast, signed_in):
    cast.reviewer = tenancy.officer(cast.body, "both", Role.REVIEWER, Role.DECIDER)
    proposal = cases.at_status(Status.JUDGED, cast)
    typed = decided(cast.body)
    page = signed_in(cast.reviewer).post(reverse("review-decision", args=[proposal.pk]), typed)
    assert (page.status_code, "審査した人は、その提案を決裁できません。" in page.content.decode()) == (403, True)
    proposal.refresh_from_db()
    assert (proposal.stands, Decision.objects.exists()) == (Status.JUDGED, False)


def test_i4_whoever_judged_an_earlier_version_cannot_decide_either(cast, signed_in):
    both = tenancy.officer(cast.body, "both", Role.REVIEWER, Role.DECIDER)
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    on = today(cast.body)
    actions.judge(
        proposal=proposal,
        criterion="benefit",
        outcome=Outcome.FAILS,
        reason="分からない。",
        evidence="提案書",
        by=both,
        on=on,
    )
    cases._judged(proposal, cast, "")
    typed = decided(cast.body)
    page = signed_in(both).post(reverse("review-decision", args=[proposal.pk]), typed)
    assert page.status_code == 403
    assert "決裁を記録する" not in lines(signed_in(both).get(reverse("review", args=[proposal.pk])))


def test_a_decider_can_send_the_review_back_with_a_reason(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    signed_in(cast.decider).post(reverse("review-send-back", args=[proposal.pk]), {"reason": "基準五の理由が短い。"})
    page = lines(signed_in(cast.reviewer).get(reverse("review", args=[proposal.pk])))
    assert page[page.index("差戻しの理由") + 1] == "基準五の理由が短い。"


def test_i2_the_conforming_notice_states_its_terms_and_is_frozen(cast, signed_in):
    proposal = cases.at_status(Status.DECIDED, cast)
    answer = signed_in(cast.coordinator).post(reverse("review-notice", args=[proposal.pk]), terms(cast))
    assert answer.url == reverse("notice", args=[proposal.pk])
    notice = Notice.objects.get()
    assert (notice.conforms, notice.fee_yen, notice.due_on, notice.document_number) == (
        True,
        64_450,
        date(2026, 7, 1),
        "総第12号",
    )
    Review.objects.update(minutes=6000)
    dearer = OwnRule.objects.get().text.replace("yen = 21000", "yen = 99000")
    enter_own_rule(organisation=cast.body, kind=RuleKind.FEES, text=dearer, by=cast.coordinator, on=today(cast.body))
    page = lines(signed_in(cast.proposer).get(reverse("notice", args=[proposal.pk])))
    paper = page[page.index("様式第九") :]
    assert paper[:9] == [
        "様式第九",
        "総第12号",
        "令和8年6月1日",
        "株式会社みらい　御中",
        "甲市長",
        "［公印］",
        "審査結果通知書（基準に適合すると認める場合）",
        OPENING,
        "契約を締結することができる旨",
    ]
    assert paper[paper.index("納付すべき手数料又は利用料の額") + 1] == "64,450円"
    assert paper[paper.index("手数料等の納付期限") + 1] == "令和8年7月1日"


@pytest.mark.parametrize("gap", ["fee_method", "provision_method", "due_on_day"])
def test_i2_no_notice_without_its_terms(cast, signed_in, gap):
    proposal = cases.at_status(Status.DECIDED, cast)
    page = signed_in(cast.coordinator).post(reverse("review-notice", args=[proposal.pk]), terms(cast) | {gap: ""})
    assert len(errors(page)) == 1
    assert not Notice.objects.exists()


def test_i3_the_failing_notice_gives_the_reason_of_each_criterion(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast, failing="rights")
    cases._decided(proposal, cast, "rights")
    signed_in(cast.coordinator).post(reverse("review-notice", args=[proposal.pk]), {"seal": "omitted"})
    notice = Notice.objects.get()
    letter = from_json(notice.letter)
    criterion = next(c for c in criteria(proposal.law, proposal.of_kind) if c.key == "rights")
    assert (letter.form, notice.fee_yen) == ("様式第十一", None)
    assert [(row.label, row.text) for row in letter.rows] == [
        ("適合しないと認める理由", f"法第114条第1項第6号（{criterion.text}）　書類で確かめた。")
    ]
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.closed_on) == (Status.FAILING, today(cast.body))


def test_the_notice_comes_as_a_word_file_with_the_same_bytes_every_time(cast, signed_in):
    proposal = cases.at_status(Status.CONFORMING, cast)
    address = reverse("notice-file", args=[proposal.pk, "docx"])
    first, second = (signed_in(user).get(address) for user in (cast.coordinator, cast.proposer))
    assert first.content == second.content
    assert first.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''R8-001_")


def test_a_proposer_sees_no_review_and_no_decision_before_the_notice(cast, signed_in):
    proposal = cases.at_status(Status.DECIDED, cast)
    client = signed_in(cast.proposer)
    assert client.get(reverse("review", args=[proposal.pk])).status_code == 404
    assert client.get(reverse("notice", args=[proposal.pk])).status_code == 404
    assert client.get(reverse("review-list")).status_code == 404
    page = lines(client.get(reverse("proposal", args=[proposal.pk])))
    assert page[:4] == [
        "提案 R8-001 審査中",
        "提案",
        "次にすること（窓口）",
        "審査しています。結果は書面で通知します。",
    ]
