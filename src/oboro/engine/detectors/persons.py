"""Names, addresses and ways to reach somebody; and free text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from oboro.engine.detectors.base import ENOUGH, MOST, Detector, Verdict, percent
from oboro.engine.detectors.profile import Profile
from oboro.engine.table import Role

PREFECTURES = (
    r"(北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|"
    r"石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|"
    r"岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県)"
)

CONTACT: tuple[Detector, ...] = (
    Detector(
        "phone",
        Role.IDENTIFIER,
        "電話番号",
        r"電話|携帯|^tel|fax|ファクス|ファックス|連絡先|denwa|デンワ",
        r"(?=(?:\D*\d){10,11}$)\(?0[1-9]\d{0,3}[-() ]{0,2}\d{1,4}[-() ]{0,2}\d{3,4}|"
        r"(?=(?:\D*\d){11,12}$)\+81[-() ]{0,2}\d{1,4}[-() ]{0,2}\d{1,4}[-() ]{0,2}\d{3,4}",
        alone=0.7,
        enough=10,
    ),
    Detector(
        "email",
        Role.IDENTIFIER,
        "メールアドレス",
        r"メール|mail|メアド",
        r"[\w.+'-]+@[\w-]+(\.[\w-]+)+",
        alone=0.97,
        enough=1,
    ),
    Detector("account_name", Role.IDENTIFIER, "SNS等の名前", r"sns|アカウント|ユーザ(ー)?名|ログイン|twitter|^line"),
    Detector(
        "address",
        Role.IDENTIFIER,
        "住所",
        r"(住所|所在地?|居所|送付先|住居地)\d?$|address|^addr|jusho|juusho|ジュウショ|ジユウシヨ",
        named=0.9,
    ),
    Detector(
        "address",
        Role.IDENTIFIER,
        "住所（番地まで）",
        "",
        rf"(?!.*第\d+号$){PREFECTURES}.{{2,30}}?\d+.*",
        alone=0.92,
        enough=2,
    ),
    Detector(
        "address",
        Role.IDENTIFIER,
        "住所（番地まで）",
        "",
        r"[一-龠々ヶケァ-ヶ]{1,7}[市区町村郡].{0,20}?\d.*|.{0,12}\d{1,3}丁目.*\d.*|.{0,12}\d{1,4}番地?.*",
        alone=0.75,
        enough=5,
    ),
    Detector(
        "address_detail", Role.IDENTIFIER, "住所の細かい部分", r"番地|方書|街区符号|^建物|部屋番号|マンション|アパート"
    ),
    Detector("domicile", Role.IDENTIFIER, "本籍", r"本籍", head="social_status"),
    Detector(
        "name",
        Role.IDENTIFIER,
        "氏名",
        r"氏名|^(氏|名|姓|姓名|名前)(日本人|外国人)?(フリガナ|カナ|ヨミ|漢字)?$|名前$|フリガナ$|"
        r"^(カナ|カナシメイ|シメイ(カナ)?|カンジシメイ|shimei|simei|(full|last|first|given|family)?name|kana|kanji)$|名義",
    ),
    Detector(
        "name_alias",
        Role.IDENTIFIER,
        "氏名に代わる名",
        r"通称|旧氏|筆頭者|世帯主(名)?$|保護者(名)?$|納税義務者|申請者$|代理人|届出人|代筆者|来庁者$|通報者|相談者$|"
        r"^宛名$|被扶養者$|[父母妻夫子者]ノ?名$|民生委員$|ケアマネ(ジャー)?$|医師名",
    ),
    Detector(
        "workplace",
        Role.IDENTIFIER,
        "勤務先・通学先",
        r"勤務先|職場|園名|在籍校|入所園|希望園|^学校$|^施設$|カカリツケ|会社名|学校名|在学校|施設名|事業所名|医療機関名|主治医|担当者",
    ),
    Detector("picture", Role.IDENTIFIER, "写真・署名の像", r"写真|画像|署名像|^署名$|印影"),
)

_TEXT_NAME = re.compile(
    r"備考|メモ|特記|所見|摘要|自由|コメント|相談|経過|記事|内容|理由|申立|意見|履歴$|記録$", re.MULTILINE
)
_SENTENCE = re.compile(r".*([。、]|[ぁ-ん]{2,}).*", re.DOTALL)
_MARKS = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|(様|氏|さん|先生)")


@dataclass(frozen=True)
class FreeText:
    """Sentences written by people: they name others, so a column of them is left out unless a human says not."""

    key: str = "free_text"
    role: Role = Role.TEXT
    label: str = "自由記述"

    def judge(self, column: Profile) -> Verdict | None:
        named = _TEXT_NAME.search(column.called) is not None
        sentences = column.share(_SENTENCE)
        loose = column.mean_length >= 12 and column.distinct >= ENOUGH and sentences >= 0.3
        if not named and not loose:
            return None
        evidence = [f"列名が「{self.label}」を指す"] if named else []
        if column.sample:
            evidence.append(f"値の{percent(sentences)}が文の形、平均{column.mean_length:.0f}字")
        touching = sum(_MARKS.search(value) is not None for value in column.sample)
        if touching:
            evidence.append(
                f"調べた値{len(column.sample):,}種のうち{touching:,}種に人の呼び名か電話番号らしいものがある"
            )
        long = loose and sentences >= 0.5 and column.mean_length >= 15  # above what a name such as 事由 gives
        confidence = 0.92 if (named and loose) or long else 0.8 if named else 0.7
        return Verdict(self.role, self.key, self.label, confidence, tuple(evidence))


@dataclass(frozen=True)
class PersonNames:
    """Columns whose values begin with a frequent surname, whatever the column is called."""

    key: str = "name_by_values"
    role: Role = Role.IDENTIFIER
    label: str = "氏名（値から）"

    def judge(self, column: Profile) -> Verdict | None:
        if column.distinct < _STAFF or not 2 <= column.mean_length <= 14:
            return None
        share = sum(map(begins_with_surname, column.sample)) / len(column.sample)
        if share < (
            0.5 if column.distinct >= ENOUGH else MOST
        ):  # few values: staff, doctors; towns bear such names too
            return None
        return Verdict(
            self.role,
            self.key,
            self.label,
            0.85 if share >= 0.6 else 0.7,
            (f"値の{percent(share)}がよくある氏で始まる",),
        )


_STAFF = 3
_NO_PERSON = re.compile(r"[\d市区町村県丁校院園店社寺館会課係所署駅局部室線]")


def begins_with_surname(value: str) -> bool:
    """Whether a unified value is a frequent surname, or begins with one as names of persons do."""
    known = surnames()
    family, _, given = value.partition(" ")
    if given:
        return family in known and not any(letter.isdigit() for letter in value)
    if value in known:
        return True
    return 3 <= len(value) <= 6 and not _NO_PERSON.search(value) and (value[:2] in known or value[:3] in known)


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """The 500 most frequent surnames, in kanji and in katakana."""
    text = files("oboro.engine.detectors").joinpath("data", "surnames.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
