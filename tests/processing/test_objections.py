import hashlib

import pytest

from exchange import sealed_samples as samples
from oboro.kernel.errors import NotLawful, RecipeInvalid, SourceUnreadable
from oboro.processing.objections import Absentees, absentees


@pytest.fixture
def listed(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "third_parties.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def left_out(objections, path, person=None):
    return absentees(samples.order(objections=objections), third_parties=path, person=person)


def test_nobody_is_left_out_when_nobody_objected():
    assert left_out((), None) is None


def test_the_records_of_the_objecting_letters_are_left_out_and_no_others(listed):
    path = listed("通知番号,記録番号\n1,10\n3,30\n7,70\n7,71\n8,80\n")
    assert left_out((3, 7), path) == Absentees(
        keys=frozenset({"30", "70", "71"}),
        column=None,
        letters=2,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def test_persons_are_named_by_their_key_when_the_recipe_counts_persons(listed):
    found = left_out((3,), listed("個人の鍵,通知番号\nA-30,3\nA-40,4\n"), person="宛名番号")
    assert (found.keys, found.column) == (frozenset({"A-30"}), "宛名番号")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_list_is_read_in_the_encodings_offices_write(encoding, listed):
    assert left_out((3,), listed("通知番号,記録番号\r\n３,０３０\r\n", encoding)).keys == {"30"}


def test_an_objection_without_a_list_is_refused():
    with pytest.raises(NotLawful, match=r"2件.*一覧がありません"):
        left_out((3, 7), None)


def test_letters_the_list_does_not_know_are_refused_by_number(listed):
    with pytest.raises(NotLawful, match=r"2件の通知番号（7、9）"):
        left_out((3, 7, 9), listed("通知番号,記録番号\n3,30\n"))


def test_record_numbers_do_not_do_when_a_person_may_have_several_records(listed):
    with pytest.raises(RecipeInvalid, match="記録番号"):
        left_out((3,), listed("通知番号,記録番号\n3,30\n"), person="宛名番号")


def test_person_keys_do_not_do_when_the_recipe_counts_records(listed):
    with pytest.raises(RecipeInvalid, match="個人の鍵"):
        left_out((3,), listed("通知番号,個人の鍵\n3,A-30\n"))


@pytest.mark.parametrize(
    "text", ["通知番号\n3\n", "通知番号,氏名\n3,x\n", "番号,記録番号\n3,1\n", "通知番号,記録番号,余分\n3,1,2\n"]
)
def test_a_list_of_other_columns_is_refused(text, listed):
    with pytest.raises(SourceUnreadable, match="見出し"):
        left_out((3,), listed(text))


@pytest.mark.parametrize("line", ["canary,30", "3,canary", "3,0", "-3,1", "3,"])
def test_a_line_that_holds_no_number_is_named_without_its_value(line, listed):
    with pytest.raises(SourceUnreadable, match="3行目") as refusal:
        left_out((3,), listed(f"通知番号,記録番号\n1,10\n{line}\n"))
    assert "canary" not in str(refusal.value)


def test_an_empty_person_key_is_refused(listed):
    with pytest.raises(SourceUnreadable, match="2行目の「個人の鍵」が空"):
        left_out((3,), listed("通知番号,個人の鍵\n3,\n"), person="宛名番号")
