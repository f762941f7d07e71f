"""The words of the evidence in Japanese and English, and how a number is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from oboro.documents.evidence import english

_WORDS = {
    "title": ("加工の証拠", "Evidence of de-identification"),
    "summary": ("加工の証拠（決裁用の要約）", "Evidence of de-identification: summary for the decision"),
    "about": ("何の証拠か", "What this is about"),
    "case": ("事件番号", "Case"),
    "organisation": ("機関", "Public body"),
    "file": ("個人情報ファイル", "File of personal information"),
    "law": ("従う法", "Law of the case"),
    "law_on": ("法の基準日", "Law as of"),
    "made": ("作った日時（日本時間）", "Made at (Japan time)"),
    "table_digest": ("作った表（data.csv）のSHA-256", "SHA-256 of the table (data.csv)"),
    "recipe_digest": ("手順書のSHA-256", "SHA-256 of the recipe"),
    "source_digest": ("元のファイルのSHA-256", "SHA-256 of the source"),
    "seed": ("乱数の種", "Seed"),
    "sign": ("決裁", "Signatures"),
    "maker": ("作った人", "Maker"),
    "checker": ("確認者", "Checker"),
    "decider": ("決裁する人", "Decided by"),
    "not_checked": (
        "まだ測り直していません（oboro check）。基準を満たすかどうかは、これからです。",
        "Not measured again yet (oboro check): whether the standards are met is not known.",
    ),
    "not_spoken": ("まだ（確かめた人 {}人）", "not yet ({} of two have spoken)"),
    "not_decided": ("まだ決めていません（oboro check-out --joint）", "not decided yet (oboro check-out --joint)"),
    "decision": ("二人の決定", "Joint decision"),
    "pass": ("出してよい", "may go out"),
    "object": ("出してはならない", "must not go out"),
    "same_account": ("作ったときと同じ利用者の名で記録", "recorded from the maker's account"),
    "of": ("加工したもの", "What was made"),
    "rule": ("加工の基準を定めた規則", "Rule that sets the standards"),
    "people_records": ("本人の数と記録の数", "People and records"),
    "of_people_records": ("{}人、{}件", "{} people, {} records"),
    "taken_out": ("除いた記録", "Records taken out"),
    "of_taken_out": ("あらかじめ{}件、加工で{}件", "{} beforehand, {} in the making"),
    "model_gain": (
        "{target}を言い当てる割合：元の情報で学ぶと{source}、作った情報で学ぶと{output}（学ばずに最も多い答えを言うと{guess}）",
        "{target}: {source} trained on the source, {output} on the output ({guess} by the commonest answer)",
    ),
    "worst_note": (
        (
            "攻撃の危険は、作った情報に載っている人が、載っていない人（対照群）より余分に当てられる割合です。"
            "区間の上の端が最も高い攻撃を挙げました。"
        ),
        (
            "The risk of an attack is by how much people in the table are found more often than people who are not "
            "in it. The attack with the highest upper end is shown."
        ),
    ),
    "result_note": (
        (
            "「同じ組合せの人」は、識別につながり得る項目（手順書の準識別子）の値がすべて同じ人です。"
            "失われた情報は、0%が元のまま、100%がすべて失われたことを表します。"
        ),
        (
            "A class is made of people who share all values of the quasi-identifiers. "
            "Information lost: 0 % untouched, 100 % all lost."
        ),
    ),
    "before_coarser": (
        (
            "組合せの数が多すぎるため、「加工の前」の数字は、一部の項目を粗くしてから数えています。"
            "加工の前の本当の確率と人数は、これより大きいことがあります。"
        ),
        (
            "There are too many combinations: “before” was counted with some items coarser already. "
            "The true figures before may be higher."
        ),
    ),
    "risk_note": (
        (
            "当てる確率は、識別につながり得る項目の値をすべて知る者が、同じ組合せの人の中から一人を選んで当たる割合です。"
            "「載っていると知る者」は、本人が作った情報に入っていることを知る者（検察官型）、「載っているか知らない者」は、"
            "母集団の誰かの記録だとしか知らない者（記者型）です。"
        ),
        (
            "The chance of a right match is that of drawing one person of a class by somebody who knows all "
            "quasi-identifiers; a prosecutor knows that the person is in the table, a journalist does not."
        ),
    ),
    "attack_note": (
        (
            "危険は（成功−対照群の成功）÷（1−対照群の成功）で、区間が0を含むなら、載っていることで当てられやすくなったとはいえません。"
            "「表に載っていることを知る」だけは、成功−対照群の成功です。点は推定値、横線は95%区間です。"
        ),
        (
            "Risk is (successes − control) ÷ (1 − control). Where the interval holds 0, being in the table was not "
            "shown to make anybody easier to find. Of membership it is successes − control. Dots are estimates, lines "
            "95 % intervals."
        ),
    ),
    "curve_note": (
        "左ほど情報が残り、下ほど危険が小さい表です。手順書のほかの約束（l-多様性など）も満たすものだけを描きます。",
        "Further left keeps more information, further down is safer; all other promises of the recipe hold too.",
    ),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "result": ("結果", "Result"),
    "columns": ("項目ごとに行ったこと", "What was done to each item"),
    "item": ("項目", "Item"),
    "role": ("位置付け", "Role"),
    "treatment": ("加工", "Treatment"),
    "level": ("一般化の段", "Level of generalisation"),
    "hierarchy": ("階層", "Hierarchy"),
    "steps": ("探索の前に行った手順", "Steps before the search"),
    "step": ("手順", "Step"),
    "settings": ("設定", "Settings"),
    "changed": ("変えたセル", "Cells changed"),
    "removed": ("除いた記録", "Records removed"),
    "key": ("鍵", "Key"),
    "destroyed": ("破棄した", "destroyed"),
    "standards": ("加工の基準", "Standards of processing"),
    "standard": ("基準", "Standard"),
    "done": ("済み", "done"),
    "open": ("未了", "open"),
    "proof": ("裏付け", "Proof"),
    "risk": ("残る危険", "Remaining risk"),
    "measure": ("尺度", "Measure"),
    "before": ("加工の前", "Before"),
    "after": ("加工の後", "After"),
    "prosecutor": ("載っていると知る者が一人を当てる確率（最大）", "Prosecutor: highest chance of a right match"),
    "average": ("同じく平均", "Prosecutor: on average"),
    "journalist": ("載っているか知らない者が一人を当てる確率（最大）", "Journalist: highest chance of a right match"),
    "marketer": ("全員を当てようとして当たる割合", "Marketer: share of right matches"),
    "unique": ("一人しか持たない組合せ", "Combinations that one person alone has"),
    "smallest": ("最も小さい組の人数（k）", "Smallest class (k)"),
    "linked": ("仮IDで行をつなぐと一人しか当てはまらない人", "People alone once surrogates join their rows"),
    "sizes": ("同じ組合せを持つ人数ごとの、のべ人数", "People by how many share their combination"),
    "people": ("人数", "People"),
    "special": ("項目ごとの、特異な組合せへの寄与（加工の前）", "Contribution of items to special uniques (before)"),
    "attacks": ("攻撃の試験", "Attacks"),
    "attack": ("攻撃", "Attack"),
    "knows": ("知っていること", "Known"),
    "hits": ("成功", "Successes"),
    "control": ("対照群の成功", "Control group"),
    "gain": ("危険（95%区間）", "Risk (95 % interval)"),
    "utility": ("使いみち", "Utility"),
    "loss": ("失われた情報", "Information lost"),
    "distance": ("分布のずれ", "Distance of distribution"),
    "entropy": ("失われたエントロピー", "Entropy lost"),
    "pairs": ("二つの項目の組の、分布のずれ", "Distance of pairs of items"),
    "model": ("予測モデルの正答率", "Accuracy of a model"),
    "source": ("元の情報で学んだ", "trained on the source"),
    "output": ("作った情報で学んだ", "trained on the output"),
    "guess": ("最も多い答え", "commonest answer"),
    "curve": ("危険と使いみちの釣合い", "Trade-off of risk and utility"),
    "persons": ("残る本人の数", "People kept"),
    "highest": ("最大の危険", "Highest risk"),
    "infeasible": ("できない", "not feasible"),
    "again": ("同じものを作り直すには", "Reproducibility"),
    "limits": ("この証拠の限界", "Limits"),
    "records": ("記録の数", "Records"),
    "suppressed": ("抑止した記録", "Suppressed records"),
    "excluded": ("あらかじめ除いた記録", "Records excluded beforehand"),
    "optimal": ("最適であることの証明", "Proof of optimality"),
    "yes": ("あり", "yes"),
    "no": ("なし", "no"),
    "none": ("―", "–"),
    "below": ("{}未満", "below {}"),
    "promise": ("約束した指標", "Promises"),
    "reached": ("測った値", "Measured"),
    "not_asked": ("この報告では求められていません。", "Not asked for in this report."),
    "checkers": ("出力の確認", "Output check"),
    "whole": ("表の全体", "the table as a whole"),
    "matrix": ("項目ごとの加工の基準", "Standards by item"),
    "not_bound": ("対象外", "not bound"),
    "no_code": ("形なし", "no such form"),
    "not_written": ("出さない", "not written"),
    "in_whole": ("全体で", "as a whole"),
    "verdict": ("判定", "Verdict"),
    "worst": ("攻撃の試験で最も高い危険", "Highest risk found by an attack"),
    "likeliest": ("攻撃の試験で推定値が最も高い危険", "Highest estimate of an attack"),
    "treatments": ("行った加工", "Treatments"),
    "matrix_note": (
        (
            "「出さない」は、その項目を作った情報に載せていないこと、「全体で」は、ほかの項目との組合せとして表の全体で確かめたこと、"
            "「形なし」は、値を調べて個人識別符号の形のものが見当たらなかったこと、"
            "「対象外」は、手順書が定めた項目の位置付けにその基準が当てはまらないことを表します。"
        ),
        (
            "“not written”: the item is not in the output; “as a whole”: shown for the table's combinations; “no such "
            "form”: no value was seen to have the form of an individual code; “not bound”: the role that the recipe "
            "gives to the item is none that this standard speaks of."
        ),
    ),
    "generalised": ("一般化した項目", "Generalised items"),
    "written": ("書き出した項目と元の情報との比較", "Written items against the source"),
    "written_note": (
        (
            "分布のずれは0%が元のまま、100%がすべて失われたことを表します（数は動いた大きさを含めて測ります）。"
            "平均の動きは元の標準偏差を1とし、散らばりは元を1とします。"
        ),
        (
            "Distance: 0 % untouched, 100 % all lost (of numbers, how far they moved). The mean moves in standard "
            "deviations of the source; the spread is in parts of the source's."
        ),
    ),
    "mean_shift": ("平均の動き", "Shift of the mean"),
    "spread": ("散らばり", "Spread"),
    "assoc_before": ("関連の強さ（前）", "Association before"),
    "assoc_after": ("関連の強さ（後）", "Association after"),
    "questions": ("提案者の問い", "The proposer's questions"),
    "question": ("問い", "Question"),
    "cell_off": ("最も動いた区分の割合", "Largest move of a share"),
    "mean_off": ("平均のずれ（中央値）", "Means off (median)"),
    "naive-bayes": ("単純ベイズ", "naive Bayes"),
    "forest": ("決定木の森", "random forest"),
    "population": ("母集団での一意", "Uniqueness in the population"),
    "population_people": ("母集団の人数", "People of the population"),
    "population_unique": ("母集団に一人しかいない人の割合（推計）", "Share alone in the population (estimate)"),
    "population_sample": (
        "作った情報の人のうち、母集団に一人しかいない人",
        "Of the table's people, alone in the population",
    ),
    "estimate": ("推計", "Estimate"),
    "households": ("世帯の危険", "Risk of households"),
    "household_count": ("世帯の数", "Households"),
    "household_highest": ("世帯の誰か一人が当てられる確率（最大）", "Chance that a member is found, highest"),
    "household_average": ("同じく平均", "on average"),
    "household_fewest": ("一つの組にいる世帯の数の最小", "Fewest households in one class"),
    "census": ("国勢調査の人口との突合せ", "Held against the census"),
    "census_columns": ("突き合わせた項目", "Items"),
    "census_smallest": ("同じ区分に当たる住民の最小", "Fewest residents of one cell"),
    "census_unread": ("読み取れなかった記録", "Records not read"),
    "census_note": (
        "出典：総務省統計局「令和2年国勢調査」（加工して作成）。ほかの項目は知られていないものとした値です。",
        "Source: Statistics Bureau of Japan, 2020 census, processed. Other items are taken as unknown.",
    ),
    "earlier": ("前に提供した情報との組合せ", "Together with earlier releases"),
    "number": ("番号", "No."),
    "together_k": ("合わせたときの最小の人数", "Smallest crowd of both"),
    "together_below": ("約束を下回る人", "People below the promise"),
    "differences": ("少しだけ増減した組", "Classes moved by few"),
    "unread": ("読み取れない割合", "Unread"),
}

_PROMISES = {
    "k-anonymity": ("同じ組合せの人が{k}人以上いる", "k-anonymity, k = {k}"),
    "l-diversity": ("どの組合せでも「{column}」が{l:g}通り以上に分かれる", "l-diversity of {column}, l = {l:g}"),
    "t-closeness": ("どの組合せでも「{column}」の分布が全体から{t:g}以内", "t-closeness of {column}, t = {t:g}"),
}

_SETTINGS = {
    "values": "挙げた値の数",
    "keep": "残す値の数",
    "rarer_than": "持つ人の下限",
    "above": "これを超える",
    "below": "これに満たない",
    "at": "境",
    "write": "書き方",
    "to": "単位",
    "mode": "丸め方",
    "size": "組の大きさ",
    "share": "割合",
    "window": "幅",
    "days": "日数の幅",
    "persons": "人数の下限",
    "columns": "見た項目",
    "together": "組み合わせる数",
    "length": "続く数",
    "order": "順序の項目",
    "within": "履歴の区切り",
    "first": "初めの数",
    "last": "終わりの数",
    "most": "上限",
    "epsilon": "ε",
    "household": "世帯の項目",
    "match": "そろえる項目",
    "correlated": "相関を保つ",
    "categories": "区分の項目",
}

_SETTINGS_EN = {
    "values": "values listed",
    "keep": "values kept",
    "rarer_than": "least people",
    "persons": "least people",
    "columns": "items looked at",
    "together": "how many together",
    "length": "how many in a row",
    "most": "at most",
    "first": "at the beginning",
    "last": "at the end",
}

_ROLES = {
    "identifier": ("識別する記述", "identifier"),
    "code": ("個人識別符号", "code"),
    "link": ("連結する符号", "link"),
    "text": ("自由記述", "free text"),
    "quasi": ("組合せで識別し得る", "quasi-identifier"),
    "sensitive": ("要配慮など", "sensitive"),
    "plain": ("その他", "plain"),
    "pseudonym": ("仮ID", "surrogate"),
}

_STANDARDS = {
    "identifying": ("特定の個人を識別することができる記述等", "identifying descriptions"),
    "codes": ("個人識別符号", "individual codes"),
    "links": ("情報を相互に連結する符号", "linking codes"),
    "peculiar": ("特異な記述等", "peculiar descriptions"),
    "nature": ("個人情報ファイルの性質を勘案した措置", "measures fit for the nature of the file"),
}

_ATTACKS = {
    "singling-out": "singling out",
    "linkability": "linking two lists",
    "inference": "inference",
    "nearest-record": "verbatim copy (nearest record)",
    "membership": "membership",
}

LIMITS = (
    (
        "危険は、ここに書いた知識を持つ者についての推定です。別の情報を持つ者には、もっと高いことがあります。",
        "Risks are estimates for an attacker who knows what is stated here; one who knows more may do better.",
    ),
    (
        "攻撃の試験は、抽せんで選んだ半分の人だけで同じ手順をもう一度行った表に対して行い、残りの半分の人を対照群としました。",
        "Attacks were tried on a rehearsal with half of the people; the other half served as the control group.",
    ),
    (
        (
            "攻撃の対象は、知られている項目の組合せが一人しかいない人から選びます（足りないときは全員から選びます）。"
            "全員についての平均より高めに出ます。"
        ),
        (
            "Targets are people who stand alone in what is known of them (all people when there are too few), "
            "so figures are higher than the average of everybody."
        ),
    ),
    (
        "使いみちの値は分布の近さで、提案された分析の結果そのものではありません。",
        "Utility figures speak of distributions, not of the outcome of a proposed analysis.",
    ),
    (
        "法令は k の値を定めていません。この値で足りるかどうかは、情報の性質と渡す相手を見て人が判断します。",
        "The law fixes no k; whether this value is enough is for people to judge.",
    ),
)


@dataclass(frozen=True)
class Words:
    """Speaks one language, and masks small counts.

    Attributes:
        language: "ja" or "en".
        mask: counts from 1 to below this are not shown.
    """

    language: str = "ja"
    mask: int = 10

    def __call__(self, key: str) -> str:
        """The word for a key."""
        return self._pick(_WORDS[key])

    def role(self, key: str) -> str:
        """The word for a role."""
        return self._pick(_ROLES.get(key, (key, key)))

    def standard(self, key: str) -> str:
        """The short name of a standard of processing."""
        return self._pick(_STANDARDS.get(key, (key, key)))

    def bracketed(self, text: str) -> str:
        """Said beside something else."""
        return f"（{text}）" if self.language == "ja" else f" ({text})"

    def treatment(self, text: str) -> str:
        """What was done, in the engine's words."""
        return text if self.language == "ja" else english.treatment(text)

    def proof(self, text: str) -> str:
        """A proof, a reason or the name of a line, in the program's words."""
        return text if self.language == "ja" else english.sentence(text)

    def attack(self, attack: dict[str, Any]) -> str:
        """The name of an attack."""
        if self.language == "ja":
            return str(attack["word"])
        return " ".join([_ATTACKS[attack["key"]], *(attack["guesses"] if attack["key"] == "inference" else [])])

    def promise(self, model: dict[str, Any]) -> str:
        """A promise of the recipe in words; one without words as it is written."""
        if model["model"] in _PROMISES:
            return self._pick(_PROMISES[model["model"]]).format(**model)
        rest = self.names(f"{key}={value}" for key, value in model.items() if key not in {"model", "reached", "holds"})
        return f"{model['model']}（{rest}）" if self.language == "ja" else f"{model['model']} ({rest})"

    def settings(self, said: dict[str, Any], *, columns: bool = False) -> str:
        """The settings of a step that are set; its columns only where they are told nowhere else."""
        untold = {"column", "block"} | (set() if columns else {"columns"})
        told = {key: value for key, value in said.items() if key not in untold and value}
        names = _SETTINGS if self.language == "ja" else _SETTINGS_EN
        shown = {key: self.names(map(str, value)) if isinstance(value, list) else value for key, value in told.items()}
        return self.names(
            f"{names.get(key, key.replace('_', ' '))}{self('colon')}{value}" for key, value in shown.items()
        )

    def names(self, items: Iterable[str]) -> str:
        """Several names in a row."""
        return self("comma").join(items)

    def limits(self) -> list[str]:
        """The limits, one sentence each."""
        return [self._pick(pair) for pair in LIMITS]

    def count(self, number: int | None) -> str:
        """A count of people, records or cells; a small one masked."""
        if number is None:
            return self("none")
        if 0 < number < self.mask:
            return self("below").format(self.mask)
        return f"{number:,}"

    def share(self, number: float) -> str:
        """A share between 0 and 1, in percent."""
        return f"{100 * number + 0.0:.2f}%".replace("-0.00%", "0.00%")

    def signed(self, number: float) -> str:
        """A move in one direction or the other."""
        return f"{number:+.3f}".replace("-0.000", "0.000").replace("+0.000", "0.000")

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "ja" else pair[1]
