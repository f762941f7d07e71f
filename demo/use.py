"""After the receipt: the recipient reports, declares the end, erases and tells; the office confirms."""

from datetime import date, timedelta

from demo.case import Case
from demo.office import date_fields


def use_and_end(case: Case, *, until: date) -> None:
    """From the report of the use to its confirmed end, at the end of the period of the contract."""
    who, proposer, stage = case.desk.people["coordinator"], case.desk.proposer, case.desk.stage
    page = case.desk.must(
        who.press(who.get(case.at("uses", "plan/")), "間隔を記録する", {"months": "12"}), "報告の間隔"
    )
    stage.step("利用の報告の間隔を定めました（12月ごと）", basis=case.law.cite("contract"), look=page.url)
    case.desk.move_to(until - timedelta(days=30))
    today = until - timedelta(days=30)
    told = {**date_fields("reported_on", today), "text": "集計して地図に載せた。契約のとおり利用している。"}
    page = proposer.press(proposer.get(case.at("uses", "report/")), "報告する", told)
    case.desk.must(page, "利用の状況の報告を記録しました")
    stage.step("提案者が利用の状況を報告しました", look=page.url)
    case.desk.move_to(until)
    page = proposer.press(proposer.get(case.at("uses", "end/")), "利用の終了を届け出る", date_fields("ended_on", until))
    case.desk.must(page, "利用の終了を記録しました")
    told = {**date_fields("erased_on", until), "method": "受け取った包みと写しを、上書きして消した。"}
    page = proposer.press(proposer.get(case.at("uses", "erasure/")), "消去を報告する", told)
    case.desk.must(page, "消去の報告を記録しました")
    page = who.press(who.get(case.at("uses")), "消去の報告を確かめ、完了にする")
    case.desk.must(page, "完了")
    stage.step("利用を終え、消去を確かめて、完了にしました", basis=case.law.cite("safety"), look=page.url)
