"""The public search finds two-character words, and only what is published."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oboro.casework.register import VersionStatus
from oboro.portal.register import actions, queries
from oboro.portal.register.search import FIELDS
from oboro.portal.tenancy.queries import today
from portal.factories import register


@pytest.fixture
def three(city_a, city_b):
    return [
        register.entry(city_a, name="住民基本台帳ファイル"),
        register.entry(
            city_a, name="介護保険ファイル", kind="manual", offered=False, record_items=["ＡＢＣ番号", "氏名"]
        ),
        register.entry(city_b, name="税務ファイル"),
    ]


def names(**asked):
    return [version.name for version in queries.search(**asked)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("台帳", ["住民基本台帳ファイル"]),
        ("介護", ["介護保険ファイル"]),
        ("本台", ["住民基本台帳ファイル"]),
        ("台本", []),
        ("税", ["住民基本台帳ファイル", "税務ファイル"]),
        ("基本台帳ファイル", ["住民基本台帳ファイル"]),
        ("ファイル 介護", ["介護保険ファイル"]),
        ("ファイル　税務ファ", ["税務ファイル"]),
        ("ふぁいる 介護", ["介護保険ファイル"]),
        ("abc", ["介護保険ファイル"]),
        ("ａｂｃ", ["介護保険ファイル"]),
        ("髙橋", []),
        ("%", []),
        ('"', []),
        ("'; --", []),
        ("", ["住民基本台帳ファイル", "介護保険ファイル", "税務ファイル"]),
    ],
)
def test_words_of_any_length_are_found_as_they_stand(three, text, found):
    if text == "税":
        found = ["住民基本台帳ファイル", "介護保険ファイル", "税務ファイル"]  # every one names 税務課 as a recipient
    assert names(text=text) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "介護 税務ファ", "match": "any"}, ["介護保険ファイル", "税務ファイル"]),
        ({"text": "介護 税務ファ", "match": "all"}, []),
        ({"text": "税 ありえない語", "match": "any"}, ["住民基本台帳ファイル", "介護保険ファイル", "税務ファイル"]),
        ({"text": "% 介護", "match": "any"}, ["介護保険ファイル"]),
        ({"text": "% 介護"}, []),
        ({"text": "%", "match": "any"}, []),
        ({"within": {"name": "税務"}}, ["税務ファイル"]),
        ({"within": {"name": "税務 介護"}, "match": "any"}, ["介護保険ファイル", "税務ファイル"]),
        ({"within": {"name": "ＡＢＣ"}}, []),
        ({"text": "税 氏名", "match": "any", "body": "271004"}, ["税務ファイル"]),
    ],
)
def test_words_may_be_looked_for_all_together_or_any_of_them_and_in_the_name_alone(three, asked, found):
    assert names(**asked) == found


TYPED = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "台帳",
                "税",
                "氏名",
                "ＡＢＣ",
                "abc番",
                "%",
                "_",
                "\\",
                "市民部市民課",
                "、",
                "本 町",
                "公証及び",
                "ない語",
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=3,
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TYPED, field=st.sampled_from(["", *FIELDS]), match=st.sampled_from(["all", "any"]))
def test_within_one_body_the_same_is_found_as_within_all(three, text, field, match):
    text = text.replace("\0", "")
    asked = {"within": {field: text}} if field else {"text": text}
    everywhere = list(queries.search(**asked, match=match))
    for code in ("131016", "271004"):
        here = list(queries.search(**asked, match=match, body=code))
        assert here == [one for one in everywhere if one.code == code]


@pytest.mark.parametrize("asked", [{"name": "税務"}, {"section": "市民 ない語", "match": "any"}, {"items": "ない語"}])
def test_how_many_lines_are_read_before_the_index_is_asked_changes_nothing(three, monkeypatch, asked):
    words = dict(asked)
    match = words.pop("match", "all")
    wanted = list(queries.search(within=words, match=match).values_list("pk", flat=True))
    for first in (0, 1, 2, 20_000):
        monkeypatch.setattr(queries, "READ_FIRST", first)
        assert queries.keys_of(asked) == wanted


def test_the_axes_narrow_the_search(three):
    assert names(body="271004") == ["税務ファイル"]
    assert names(kind="manual") == ["介護保険ファイル"]
    assert names(offered=True) == ["住民基本台帳ファイル", "税務ファイル"]
    assert names(text="ファイル", body="131016", offered=True) == ["住民基本台帳ファイル"]


def test_a_draft_is_not_found(city_a):
    register.entry(city_a, at=VersionStatus.APPROVED, name="秘密の下書き")
    assert names(text="秘密") == []


def test_a_replaced_version_is_not_found_any_more(city_a):
    entry, by, on = register.entry(city_a, name="古い名称"), register.boss(city_a), today(city_a)
    changed = register.answers(entry.living[0].regime, name="新しい名称")
    actions.save_draft(entry=entry, answers=changed, persons=150_000, by=register.writer(city_a), on=on)
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=entry, by=by, on=on)
    assert names(text="古い") == []
    assert names(text="新し") == ["新しい名称"]


def test_the_page_shows_what_was_found_to_anybody(visitor, three):
    page = visitor.get("/register/", {"q": "介護"}).content.decode()
    assert "<h2>1件</h2>" in page
    assert "介護保険ファイル" in page
    assert "税務ファイル" not in page


def test_nothing_found_says_what_to_do(visitor, three):
    assert "ことばを短くするか" in visitor.get("/register/", {"q": "ありえない語"}).content.decode()


def test_the_search_takes_the_same_queries_for_one_and_three(
    visitor, city_a, django_assert_max_num_queries, django_assert_num_queries
):
    register.entry(city_a, name="一つめ")
    with django_assert_max_num_queries(8) as first:
        visitor.get("/register/", {"q": "つめ"})
    for name in ("二つめ", "三つめ"):
        register.entry(city_a, name=name)
    with django_assert_num_queries(len(first)):
        assert "<h2>3件</h2>" in visitor.get("/register/", {"q": "つめ"}).content.decode()


def test_what_is_only_practice_says_so_to_the_public(visitor, city_a):
    entry = register.entry(city_a)
    pages = ("/register/", f"/register/{entry.pk}/")
    assert ["練習用" in visitor.get(path).content.decode() for path in pages] == [True, True]
    city_a.practice_on = None
    city_a.save()
    assert ["練習用" in visitor.get(path).content.decode() for path in pages] == [False, False]
