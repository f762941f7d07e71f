"""The page of the record: who may read it, what it shows, what it finds."""

from django.db import connection

from oboro.portal.audit import protection


def test_the_auditor_reads_the_record_in_words(signed_in, auditor):
    page = signed_in(auditor).get("/audit/").content.decode()
    assert "団体を登録" in page
    assert "利用者を登録" in page


def test_others_may_not(signed_in, reviewer, proposer):
    assert signed_in(reviewer).get("/audit/").status_code == 403
    assert signed_in(proposer).get("/audit/").status_code == 404


def test_another_body_sees_only_its_own_record(signed_in, auditor, stranger):
    page = signed_in(stranger).get("/audit/").content.decode()
    assert "団体 271004" in page
    assert "131016" not in page


def test_a_whole_chain_is_said_to_be_whole(signed_in, auditor):
    assert "2件すべての記録がつながっています" in signed_in(auditor).get("/audit/?verify=1").content.decode()


def test_a_changed_record_is_named(signed_in, auditor, city_a):
    protection.lift()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_auditevent SET subject = 'x' WHERE chain = %s AND seq = 1", [city_a.code])
    assert "1番の記録の内容が書き換えられています" in signed_in(auditor).get("/audit/?verify=1").content.decode()
