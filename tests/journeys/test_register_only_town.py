"""A town that only keeps its register: from its Excel of today to the public page, the yearly look and a strike."""

import csv
import io
from datetime import date

import pytest
from openpyxl import Workbook

from journeys.in_browser import BrowserVisitor, Inspector
from oboro.casework.roles import Role
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import fault_of
from oboro.portal.register import queries
from oboro.portal.tenancy.actions import move_practice_date
from oboro.portal.tenancy.models import User
from portal.factories import tenancy

HEADS = [
    "番号", "個人情報ファイルの名称", "行政機関等の名称", "所管課", "利用目的", "記録項目", "記録範囲", "記録情報の収集方法",
    "要配慮個人情報", "条例要配慮個人情報", "開示請求等を受理する組織の名称", "開示請求等を受理する組織の所在地",
    "ファイルの種別", "提案の募集", "本人の数",
]  # fmt: skip
DESK = ["総務課", "みどり町本町1番地"]


def workbook(path):
    """What the town has: a title above the heads, sheets by organ, numbered lists, full-width digits."""
    book = Workbook()
    book.active.title = "町長"
    for sheet, rows in (
        (
            book.active,
            [
                [1, "住民基本台帳", "１氏名、２住所、３生年月日", "４５００人"],
                [2, "図書館の利用者", "氏名、電話番号", 1200],
            ],
        ),
        (book.create_sheet("教育委員会"), [[3, "学齢簿", "①氏名\n②保護者の氏名", 1100]]),
    ):
        sheet.append(["みどり町 個人情報ファイル簿"])
        sheet.append(HEADS)
        for number, name, items, persons in rows:
            told = [number, f"{name}ファイル", sheet.title, "住民課", "事務の処理", items, "町民", "届出", "無", "無"]
            sheet.append([*told, *DESK, "電算処理ファイル", "無", persons])
    book.save(path)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_town_keeps_its_register_and_is_never_pressed_to_call(chromium, live_server, tmp_path):
    town = tenancy.organisation(code="203999", name="みどり町", kind=BodyKind.MUNICIPALITY, practice_on="2027-03-01")
    for name, roles in (("kakari", [Role.COORDINATOR]), ("kacho", [Role.COORDINATOR, Role.DECIDER])):
        tenancy.officer(town, name, *roles)
    inspector = Inspector(live_server.url)

    def enter(user):
        one = BrowserVisitor(live_server.url, browser=chromium, inspector=inspector)
        one.press(one.get("/login/"), "ログイン", {"username": user, "password": tenancy.PASSWORD})
        return one

    clerk, chief = enter("kakari"), enter("kacho")
    public = BrowserVisitor(live_server.url, browser=chromium, inspector=inspector)

    workbook(tmp_path / "register.xlsx")
    page = clerk.press(
        clerk.get("/office/register/import/"), "読んで確かめる", files={"file": tmp_path / "register.xlsx"}
    )
    assert "3行を読みました" in page.text
    page = clerk.press(page, "下書きとして取り込む")
    page = clerk.press(page, "書き終えた下書きの承認をまとめて依頼する")
    assert "3件の記載について、承認を依頼しました" in page.text
    page = chief.press(chief.get("/office/register/"), "承認待ちの記載をまとめて承認する")
    page = chief.press(page, "承認済みの記載をまとめて公表する")
    assert "第1回の公表をしました" in page.text

    found = public.get("/register/?q=学齢")
    assert "学齢簿ファイル" in found.text
    assert "保護者の氏名" in public.get(f"/register/{of(town, 3).pk}/").text
    assert "第1回の公表" in public.get("/register/books/203999/").text
    rows = list(csv.reader(io.StringIO(public.read("/register/books/203999/1/register-cp932.csv").decode("cp932"))))
    assert [row[0] for row in rows] == ["番号", "1", "2", "3"]
    assert public.read("/register/books/203999/1/register.pdf").startswith(b"%PDF")

    move_practice_date(organisation=town, to=date(2027, 4, 1), by=User.objects.get(username="kakari"))
    assert "令和9年度の確認をする（3件のファイル）" in clerk.get("/tasks/").text
    right = {f"right-{of(town, n).pk}": "on" for n in (1, 2, 3)}
    persons = {f"persons-{of(town, n).pk}": str(count) for n, count in ((1, 4400), (2, 1250), (3, 998))}
    page = clerk.press(clerk.get("/office/register/review/"), "印を付けたファイルを確認済みにする", right | persons)
    assert "3件を確認しました" in page.text
    assert "消除してください" in page.text
    small = of(town, 3)
    chief.get("/tasks/")
    chief.press(chief.get(f"/office/register/{small.pk}/"), "この記載を消除する")
    assert "消除された記載" in public.get(f"/register/{small.pk}/versions/1/").text
    clerk.get(f"/office/register/{small.pk}/event/")
    clerk.get(f"/office/register/{small.pk}/exempt/")
    clerk.get(f"/office/register/{of(town, 1).pk}/edit/")
    public.get("/register/books/203999/2/characters/")
    calls = clerk.get("/office/calls/").text
    assert "ここですることはありません" in calls

    pages = [who.get("/tasks/").content.decode() for who in (clerk, chief)]
    assert ["募集" in page.split("<main")[1].split("</main>")[0] for page in pages] == [False, False]
    assert inspector.faults == []
    assert inspector.strangers == set()
    assert fault_of(town.code) is None


def of(town, number):
    return queries.entries_for_organisation(town).get(number=number)
