"""From the concluded contract to what the proposer holds: order out, making, delivery in, register, one-time link."""

import hashlib
from pathlib import Path

from demo import making
from demo.case import Case
from demo.making import Room
from demo.stories import Story


def hand_over(case: Case, room: Room, story: Story) -> tuple[Path, dict]:
    """Carry the order to the isolated room, make, carry the delivery back, hand over.

    Returns:
        The file that the proposer received, and the report of the making.
    """
    exchange_keys(case, room)
    order = issue_order(case, room)
    making.accept(room, order, room.folder / "office.pub", case.number, case.desk.stage)
    report = making.make(room, case.desk.stage, basis=case.law.cite("creation_standard"))
    case.desk.move_to(story.made_on)
    making.check_out(room, case.desk.stage)
    making.seal(room, case.desk.stage, minutes=story.minutes, on=story.made_on)
    take_in(case, room)
    return give(case, room), report


def exchange_keys(case: Case, room: Room) -> None:
    """Each side gets the other's public key."""
    who = case.desk.people["coordinator"]
    page = who.get("/provisions/keys/")
    values = {"pem": room.public_key.read_text(encoding="ascii")}
    case.desk.must(who.press(page, "鍵を", values), "鍵を登録しました")
    (room.folder / "office.pub").write_bytes(who.read("/provisions/keys/own.pub"))
    case.desk.stage.step("二つの側で公開鍵を渡し合い、番号を読み合わせました", look=page.url)


def prepare(case: Case) -> None:
    """Name who is engaged in the making; seal the list of those who are left out, where the case has one."""
    who = case.desk.people["coordinator"]
    page = who.get(case.at("provisions", "prepare/"))
    values = {"hours": "16", "people": "情報 太郎、加工\n情報 花子、確認"}
    page = case.desk.must(who.press(page, "準備を記録する", values), "作成の準備を記録しました")
    case.desk.stage.step(
        "作成の準備（従事者名簿・見込みの時間）を記録しました", basis=case.law.cite("workers"), look=page.url
    )
    if "除外の一覧を封印する" in page.text:
        case.desk.must(who.press(page, "除外の一覧を封印する"), "除外の一覧を封印しました")
        case.desk.stage.step("除外する人の一覧を封印しました", basis=case.law.cite("opinion_effect"))


def issue_order(case: Case, room: Room) -> Path:
    """Sign the order and take it out on a medium."""
    prepare(case)
    who = case.desk.people["coordinator"]
    page = who.press(who.get(case.at("provisions", "order/")), "署名して指図する")
    case.desk.must(page, "作成を指図しました")
    order = room.folder / "order.zip"
    order.write_bytes(who.fetch(who.get(case.at("provisions")), "指図の包みを取り出す"))
    case.desk.stage.step("作成を指図し、署名した包みを取り出しました", basis=case.law.cite("create"), look=page.url)
    return order


def take_in(case: Case, room: Room) -> None:
    """Verify the delivery at the portal; tell of it in the register."""
    who, stage = case.desk.people["coordinator"], case.desk.stage
    page = who.press(who.get(case.at("provisions", "delivery/")), "確かめて受け取る", {}, {"bundle": room.delivery})
    case.desk.must(page, "納品を検収しました")
    stage.step("納品の包みを確かめて受け取りました（署名・中身・人数・基準）", look=page.url)
    page = who.press(who.get(case.at("provisions", "register/")), "記載して公表する")
    case.desk.must(page, "記載して公表しました")
    stage.step(f"{case.law.term('register')}に、作成した情報を記載しました", basis=case.law.cite("register_made"))


def give(case: Case, room: Room) -> Path:
    """The one-time link; the proposer takes the file and confirms it; a second use is refused."""
    who, proposer, stage = case.desk.people["coordinator"], case.desk.proposer, case.desk.stage
    page = who.press(who.get(case.at("provisions", "hand-over/")), "受け渡しのリンクを作る")
    link = page.tree.xpath("//*[contains(text(), '/receive/')]/text()")[0].strip()
    received = room.folder / "received.zip"
    received.write_bytes(proposer.fetch(proposer.get(link), "情報を受け取る"))
    stage.step("一回だけ使えるリンクで提案者に渡しました", basis=case.law.cite("provide"))
    again = proposer.get(link)
    if "情報を受け取る" in [" ".join(b.text_content().split()) for b in again.tree.xpath("//button")]:
        raise SystemExit("the one-time link can be used a second time")
    values = {"sha256": hashlib.sha256(received.read_bytes()).hexdigest()}
    page = proposer.press(proposer.get(case.at("provisions")), "受領を確認する", values)
    case.desk.must(page, "受領を確認しました")
    stage.step("提案者がハッシュ値で受領を確認しました。同じリンクはもう使えません", look=page.url)
    return received
