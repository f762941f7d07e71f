"""Third persons whose names are in kana or Latin letters, or stand behind a title: found by what stands around them.

Kana has no letters of its own for names, so an ordinary word behind 長男の may be taken for one. All that is found here
is on the review list; the words below are those that would come up most.
"""

import re
from collections.abc import Iterator

from oboro.engine.detectors.persons import PREFECTURES, surnames

_KIN = (
    r"(?:[長次二三四五]?[男女]|長子|息子|娘|孫|ひ孫|[父母夫妻兄弟姉妹]|[祖叔伯義継養実][父母]|義[兄弟姉妹]|従[兄弟姉妹]+|甥|姪|"
    r"子(?:ども|供)?|児童|生徒|本人|友人|知人|隣人|近隣|同居人|内縁(?:の[夫妻])?|交際相手|元[夫妻]|大家|家主|親族|親戚|"
    r"通報者|申出者|相談者|加害者|被害者|保護者|世帯主|後見人|代理人)"
)
_HONOURED = r"(?:ちゃん|くん|君|さん|さま|様|氏|殿|先生)"
_AFTER = rf"(?=[がはをにとも、。,()「」 :]|へ|から|より|の(?![ぁ-ん]{{3}})|{_HONOURED}|[一-龠0-9]|$)"
_KATAKANA = r"[ァ-ヶー]{2,10}(?:[・=][ァ-ヶー]{1,10})*"
_MANY_PARTS = re.compile(r"[ァ-ヶー]{2,10}(?:[・=][ァ-ヶー]{1,10}){2,4}")
_KANA_HONOURED = re.compile(
    rf"(?<![ぁ-ん])(?:[のとはがも](?=[ぁ-ん]{{2}}))?([ぁ-ん]{{2,8}}?|{_KATAKANA})(?={_HONOURED})"
)
_KANA_OF_KIN = re.compile(
    rf"(?<![一-龠々]){_KIN}(?P<link>[の・: 　]|[(「](?=[^)」]{{2,12}}[)」]))?"
    rf"[ 　]?(?P<name>[ぁ-んー]{{2,5}}?|{_KATAKANA}){_AFTER}"
)
_WITH_KANA = re.compile(rf"([一-龠々ヶ]{{2,3}})[ 　]?([ぁ-ん]{{2,5}}?|[ァ-ヶー]{{2,8}})(?={_HONOURED}|[が、。(]|$)")
_KANA_TWICE = re.compile(rf"([ァ-ヶー]{{2,8}}) ([ァ-ヶー]{{2,8}})(?={_HONOURED}|[がは、。(]|$)")
_LATIN = re.compile(
    r"(?<![A-Za-z@._/-])(?:[A-Z][a-z]+(?:[ -][A-Z][a-z]*){1,4}|[A-Z]\.? ?[A-Z][a-z]{2,}|[A-Z]{3,}(?: [A-Z]{2,}){1,4})"
    r"(?![A-Za-z@])"
)
_INITIALS = re.compile(rf"(?<![A-Za-z])[A-Z](?:\.?[A-Z])?\.?(?={_HONOURED})")
_TITLED = re.compile(
    r"(?:職員|係長|課長|部長|主任|主事|主査|保健師|看護師|相談員|ケアマネ(?:ジャー)?|ヘルパー|医師|担当|委員|旧姓|旧氏)"
    r"[の:・ ]?([一-龠々ヶ]{2,3}?)(?=[がはをにへともの、。,() ]|から|より|TEL|$)"
)
_AT_HOME = re.compile(r"(?<![一-龠々])([一-龠々ヶ]{2,3})(?=方(?:に|へ|で|から|、|。)|Dr|\(旧)")
_HOME_OF = re.compile(rf"(?<![一-龠々])(?!{_KIN}宅)([一-龠々ヶ]{{2,6}})(?<![住自居在社帰別内])(?=宅)")
_BARE = re.compile(r"(?:^|(?<=[、。 (]))([一-龠々ヶ]{2,3})(?=が|より|から|は|に電話|へ電話)")
_PLACES = frozenset(re.findall(r"[^|()]+?(?=[都府県](?:[|)]|$))", PREFECTURES))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FAMILIES = _words(
    "さん みな おかあ おとう おばあ おじい おにい おねえ おば おじ おきゃく かんごし おく たく だんな おこ "
    "おじょう おまわり ご なに どちら つかれ ひと そちら こちら いろいろ おおや"
)
_ORDINARY = _words(
    "さん さま ちゃん くん とと こと もの ため ところ ほう ひと とき うち なか まま とおり いる いない ある "
    "ない もと そば ほか あと まえ せい おかげ たび よう そう いえ また その この おむつ けが いびき はなし "
    "たばこ しごと おかね めんどう せわ くすり ようす きもち がっこう おこづかい みず くるま のみ など だけ "
    "まで とは とも として とともに から からの かも より しか さえ ども いつも ずっと まだ もう すでに とても "
    "もいる もある はいない はいる ほど ばかり のうち のほう のみ の アパート マンション ギャンブル アレルギー "
    "アルコール バスケ サッカー メモ パート ケア バイト アルバイト テレビ スマホ サポート デイ ショート "
    "ショートステイ トラブル ストレス メール リハビリ ケガ ヘルパー ローン クレーム ネグレクト ワクチン カード "
    "ミルク オムツ ベッド トイレ ペット ガン スポーツ クラブ ゲーム パソコン リスク ニーズ サービス "
    "デイサービス ケース グループホーム ケアマネ ケアマネジャー ドクター コロナ インフルエンザ ステロイド "
    "メンタル プライバシー ホーム センター"
)
_NO_NAMES = _words("LINE ID SNS NPO PC CM DV ADHD TEL FAX URL QR")
_ENDINGS = "がをへでだっにや"

Found = tuple[int, int]


def by_surroundings(text: str) -> Iterator[Found]:
    """(first character, the one after the last) of what stands as names of third persons do, in a folded text."""
    known = surnames()
    yield from (match.span(1) for match in _KANA_HONOURED.finditer(text) if match[1] not in _FAMILIES | _ORDINARY)
    for match in _KANA_OF_KIN.finditer(text):
        bare = match["link"] is None and match["name"][0] in _ENDINGS  # 長男が, 長男である
        if not bare and not _is_ordinary(match["name"]):
            yield match.span("name")
    yield from (match.span() for match in _MANY_PARTS.finditer(text))
    yield from (match.span() for match in _WITH_KANA.finditer(text) if match[1] in known and match[2] not in _ORDINARY)
    yield from (match.span() for match in _KANA_TWICE.finditer(text) if match[1] in known)
    yield from (match.span() for match in _LATIN.finditer(text) if not _NO_NAMES & set(re.split(r"[ .]", match[0])))
    yield from (match.span() for match in _INITIALS.finditer(text))
    yield from (match.span(1) for match in _HOME_OF.finditer(text))
    for form in (_TITLED, _AT_HOME, _BARE):
        yield from (match.span(1) for match in form.finditer(text) if match[1] in known - _PLACES)


def _is_ordinary(kana: str) -> bool:
    """Whether it is one of the ordinary words, a particle behind it or not: ため, もとで."""
    return kana in _ORDINARY or kana[:-1] in _ORDINARY
