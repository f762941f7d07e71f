"""The engine's and the workshop's own Japanese words in English; what an officer or a recipe wrote stays as written."""

import re

_TREATMENTS = {
    "項目削除": "item deleted",
    "レコード削除": "records deleted",
    "セル削除": "cells deleted",
    "一般化": "generalised",
    "トップコーディング": "top-coded",
    "ボトムコーディング": "bottom-coded",
    "丸め": "rounded",
    "レコード一部抽出": "sampled",
    "レコード一部抽出（本人ごと）": "records of each person limited",
    "レコード削除（発着付近）": "ends of each trip deleted",
    "レコード削除（珍しい組合せの履歴）": "rare combinations of events deleted",
    "レコード削除（珍しい順序の履歴）": "rare sequences of events deleted",
    "ミクロアグリゲーション": "microaggregated",
    "データ交換（順位）": "swapped by rank",
    "データ交換（世帯）": "households swapped",
    "ノイズ付加": "noise added",
    "ノイズ付加（PRAM）": "noise added (PRAM)",
    "ノイズ付加（日付の移動）": "dates moved per person",
    "仮ID化": "replaced by a surrogate",
    "疑似データ生成": "synthesised",
    "そのまま": "as it was",
    "標本に一意の人がいない": "nobody is unique in the sample",
    "全数": "everybody counted",
}

_SENTENCES = [
    (re.compile(pattern), english)
    for pattern, english in (
        (r"作った表の見出しにこの列はない", "the output has no such column"),
        (r"作った表にこの列が残っている", "the output still has this column"),
        (
            r"加工ごとに作る鍵で置き換え、鍵は加工の後に破棄した（報告の手順に記録）",
            "replaced under a key made for this making and destroyed after it (recorded in the report)",
        ),
        (r"鍵を破棄した記録がない", "no record that the key was destroyed"),
        (r"値が(.+)の形をしているので、判断が要る", r"values have the form of \1; a judgement is needed"),
        (
            r"書き出した表を測り直すと、同じ組合せの人は最も少なくて(\d+)人（約束は(\d+)人以上）",
            r"measured again on the output, a combination is shared by at least \1 people (\2 were promised)",
        ),
        (
            r"特異な記述の一覧（(.+)）にある値が(\d+)種類残っている",
            r"\2 values on the list of peculiar descriptions (\1) remain",
        ),
        (
            r"(\d+)(?:人|件)に満たない値が(\d+)種類あり、判断が要る",
            r"\2 values are held by fewer than \1; a judgement is needed",
        ),
        (
            r"同じ人の記録が複数あり、値ごとの人数は表からは分からないので、判断が要る",
            "people have several records, so the table does not tell how many hold a value; a judgement is needed",
        ),
        (r"どの値も(\d+)人以上が持つ（(\d+)種類）", r"every value is held by \1 people or more (\2 values)"),
        (
            r"前のものと合わせると、同じ組合せの人は最も少なくて(\d+)人。(\d+)人未満だけ動いた組が(\d+)",
            r"together with the earlier release the smallest crowd is \1; \3 classes moved by fewer than \2",
        ),
        (
            r"残った記録で「(.+)」の組合せを数え直すと、最も少なくて(\d+)人（手順の下限は(\d+)人）。表から読める",
            r"on the records left, a combination of \1 is held by at least \2 (the step: \3); the table shows it",
        ),
        (
            r"残った記録で「(.+)」の組合せを数え直すと、最も少なくて(\d+)人（手順の下限は(\d+)人）。表からは読めない",
            r"on the records left, a combination of \1 is held by at least \2 (the step: \3); the table hides it",
        ),
        (r"残った記録で「(.+)」の組合せを数え直すと、残っていない.*", r"no combination of \1 is left"),
        (r"氏名など、それだけで識別できる列はない", "no column identifies by itself"),
        (r"個人識別符号の列はない", "no column of individual codes"),
        (r"情報を相互に連結する符号の列はない", "no column of linking codes"),
        (r"消す列がない", "nothing to delete"),
        (r"書き出している", "written"),
        (r"準識別子の組合せを(\d+)人以上にそろえる", r"combinations of quasi-identifiers shared by \1 or more"),
        (r"前に提供した表と突き合わせた", "held against the earlier release"),
        (r"攻撃の試験で確かめる", "tried by attacks"),
        (r"（ほかの情報との照合）", "(collation with other information)"),
        (r"（前に提供した情報との組合せ）(\d*)", r"(together with earlier releases)\1"),
        (r"（履歴の組合せ）(\d*)", r"(combinations of events)\1"),
        (
            r"攻撃の試験(\d+)種で最も高い危険は(.+?)（95%区間(.+?)〜(.+?)、(.+)）、推定値が最も高い危険は(.+?)（95%区間(.+?)〜(.+?)、(.+)）",
            r"the worst of \1 attacks has a risk of \2 (95 % interval \3 to \4), the highest estimate is \6 (\7 to \8)",
        ),
        (
            r"攻撃の試験(\d+)種で最も高い危険は(.+?)（95%区間(.+?)〜(.+?)、(.+)）",
            r"the worst of \1 attacks has a risk of \2 (95 % interval \3 to \4)",
        ),
        (r"攻撃の試験がない（手順書の\[evidence\]のattacksで求める）", "no attack was tried"),
        (r"半分の人数では、同じ手順の表を作れませんでした。", "With half of the people no table could be made."),
        (r"攻撃を試す表か人が(\d+)に足りません。", r"The table or its people are fewer than \1."),
    )
]
_JUDGED = re.compile(r"(?P<said>.*)（判断：(?P<by>.*?)。(?P<proof>.*)）", re.DOTALL)

_COLLATION = re.compile(r"(?P<cite>.*)は、ほかの情報との照合による識別も問う。(?P<proof>.*)。判断が要る", re.DOTALL)


def treatment(text: str) -> str:
    """One or several treatments; a word that is not the engine's own stays."""
    return ", ".join(_TREATMENTS.get(word, sentence(word)) for word in text.split("、"))


def sentence(text: str) -> str:
    """A proof or a reason; one that is not the program's own stays."""
    if judged := _JUDGED.fullmatch(text):
        return f"{judged['said']} (judged by {judged['by']}: {sentence(judged['proof'])})"
    if asked := _COLLATION.fullmatch(text):
        told = f"{asked['cite']}: identifying by collation with other information counts too"
        return f"{told}. {sentence(asked['proof'])}. A judgement is needed"
    for pattern, english in _SENTENCES:
        if pattern.fullmatch(text):
            return pattern.sub(english, text)
    return text
