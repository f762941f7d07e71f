from pathlib import Path

import pytest

from oboro.documents import clauses as module
from oboro.documents.clauses import clauses, problems
from oboro.kernel.errors import OutputError

TEXT = "{{organ}}と{{party}}は契約を結ぶ。\n\n# 目的\n{{purpose}}\n# 解除\n解除することができる。\n第二項である。\n"
KNOWN = {"organ": "長", "party": "相手", "purpose": "目的", "fee": "額"}


def test_clauses_are_numbered_as_they_stand():
    filled = clauses(TEXT, {"organ": "甲市長", "party": "㈱髙﨑", "purpose": "推計"})
    assert filled == [
        "甲市長と㈱髙﨑は契約を結ぶ。",
        "（目的）\n第1条　推計",
        "（解除）\n第2条　解除することができる。\n第二項である。",
    ]


def test_a_name_without_a_value_is_refused():
    with pytest.raises(OutputError, match="purpose"):
        clauses(TEXT, {"organ": "甲市長", "party": "乙"})


def test_words_of_a_value_are_never_taken_for_names_or_headings_of_clauses():
    filled = clauses("# 目的\n{{purpose}}", {"purpose": "{{fee}}のため"})
    assert filled == ["（目的）\n第1条　{{fee}}のため"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, []),
        (TEXT + "{{secret}}", ["使えない名前があります：secret"]),
        (TEXT.replace("{{party}}", "乙"), ["「相手」（{{party}}）がありません"]),
        ("{{party}}", ["条の見出し（「# 」で始まる行）がありません"]),
    ],
)
def test_a_template_says_what_is_wrong_with_it(text, found):
    assert problems(text, known=KNOWN, required=("party",)) == found


def test_the_packaged_contract_says_no_article_of_a_statute_itself():
    text = Path(module.__file__).with_name("contract.txt").read_text(encoding="utf-8")
    assert "第" not in text.replace("第三者", "")
    assert text.count("\n# ") == 17
