"""個人識別符号 that are numbers or body features, under the keys of the law's list; and numbers of other kinds."""

from oboro.engine.detectors import checkdigits
from oboro.engine.detectors.base import CheckUse, Detector
from oboro.engine.detectors.persons import PREFECTURES
from oboro.engine.detectors.plates import plate_form
from oboro.engine.table import Role

HARD, SOFT = CheckUse.HARD, CheckUse.SOFT
CERTAIN = 8  # different values whose check digits all hold: less than one in ten million by chance


def _code(key: str, label: str, names: str, form: str = "") -> Detector:
    return Detector(key, Role.CODE, label, names, form)


NUMBERS: tuple[Detector, ...] = (
    Detector(
        "individual_number",
        Role.CODE,
        "個人番号",
        r"個人番号$|マイナンバー?(番号)?$|mynumber|my番号|kojin番号",
        r"\d{4}[- ]?\d{4}[- ]?\d{4}",
        checkdigits.individual_number,
        HARD,
        enough=CERTAIN,
    ),
    Detector(
        "resident_record_code",
        Role.CODE,
        "住民票コード",
        r"住民票(コード|番号|cd)|juminhyo|ジュウミンヒョウコード",
        r"\d{11}",
        checkdigits.resident_record_code,
        SOFT,
        enough=CERTAIN,
    ),
    Detector(
        "passport",
        Role.CODE,
        "旅券の番号",
        r"(?<!外国)(旅券|パスポート)(ノ)?番号|^passport",
        r"[A-Z]{2}\d{7}",
        alone=0.8,
        enough=CERTAIN,
    ),
    _code("foreign_passport", "外国の旅券の番号", r"外国.*(旅券|パスポート)(ノ)?番号", r"[A-Z0-9]{5,9}"),
    _code(
        "national_health_insurance",
        "国民健康保険の記号・番号",
        r"(国保|国民健康保険).*(番号|記号|枝番)|^被保険者証?ノ?記号",
    ),
    Detector(
        "elderly_medical_insurance",
        Role.CODE,
        "後期高齢者医療の番号",
        r"後期.*番号",
        r"\d{8}",
        checkdigits.insurer,
        SOFT,
    ),
    _code("care_insurance", "介護保険の番号", r"介護.*番号", r"[H\d]\d{9}|\d{6}"),
    _code(
        "health_insurance",
        "健康保険の記号・番号",
        r"(健保|健康保険|社保|協会ケンポ).*(番号|記号|枝番)|保険証ノ?(番号|記号)|資格確認書ノ?(番号|記号)|被保(険者)?番号|^被保険者(証)?ノ?(番号|枝番)|^保険者番号$",
    ),
    _code("seamen_insurance", "船員保険の記号・番号", r"船員保険.*(番号|記号|枝番)"),
    _code("employment_insurance", "雇用保険の番号", r"雇用?保険?.*番号", r"\d{4}-?\d{6}-?\d|\d{16}"),
    _code("basic_pension", "基礎年金番号", r"(基礎)?年金(手帳)?(ノ)?(番号|記号番号)", r"\d{4}-?\d{6}"),
    Detector(
        "driving_licence",
        Role.CODE,
        "運転免許証の番号",
        r"(?<!情報)免許証?ノ?番号",
        r"[1-9]\d{11}",
        checkdigits.driving_licence,
        SOFT,
        enough=CERTAIN,
    ),
    _code("licence_record", "免許情報記録の番号", r"免許情報記録ノ?番号", r"\d{12}"),
    Detector(
        "residence_card",
        Role.CODE,
        "在留カードの番号",
        r"在留カード等?ノ?番号$|zairyucard",
        r"[A-Z]{2}\d{8}[A-Z]{2}",
        alone=0.9,
        enough=2,
    ),
    _code(
        "special_permanent_resident",
        "特別永住者証明書の番号",
        r"特別永住者証明書(等)?ノ?番号",
        r"[A-Z]{2}\d{8}[A-Z]{2}",
    ),
    _code("private_school_mutual_aid", "私立学校教職員共済の記号・番号", r"私(立)?学(校)?.*共済.*(番号|記号)"),
    _code("national_officials_mutual_aid", "国家公務員共済の記号・番号", r"(国共済|国家公務員共済).*(番号|記号)"),
    _code("local_officials_mutual_aid", "地方公務員共済の記号・番号", r"(地共済|地方公務員.*共済).*(番号|記号)"),
)

BODY: tuple[Detector, ...] = (
    _code("dna", "ＤＮＡの塩基配列", r"dna|塩基配列|ゲノム"),
    _code("face", "顔の特徴の符号", r"顔.*(特徴|認証|照合|テンプレート)"),
    _code("iris", "虹彩の符号", r"虹彩"),
    _code("voice", "声の特徴の符号", r"声紋|声帯|話者認証"),
    _code("gait", "歩き方の符号", r"歩容|歩行.*(特徴|認証)"),
    _code("veins", "静脈の符号", r"静脈.*(認証|特徴|テンプレート|形状|パターン)"),
    _code("fingerprint", "指紋・掌紋の符号", r"指紋|掌紋"),
)

OTHER_NUMBERS: tuple[Detector, ...] = (
    Detector(
        "corporate_number",
        Role.PLAIN,
        "法人番号",
        r"法人番号",
        r"\d{13}",
        checkdigits.corporate,
        HARD,
    ),
    Detector(
        "invoice_number",
        Role.IDENTIFIER,
        "登録番号（個人事業者を含む）",
        r"インボイス|適格請求書",
        r"T\d{13}",
        checkdigits.corporate,
        HARD,
    ),
    Detector(
        "payment_card",
        Role.IDENTIFIER,
        "支払カードの番号",
        r"クレジット(カード)?(番号)?|^カード番号",
        r"(4\d{12}(\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|35(2[89]|[3-8]\d)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|62\d{14})|"
        r"\d{4}([- ]\d{4}){3}|3[47]\d\d[- ]\d{6}[- ]\d{5}",
        checkdigits.card,
        HARD,
    ),
    Detector(
        "japan_post_account",
        Role.IDENTIFIER,
        "ゆうちょ銀行の記号番号",
        r"ユウチョ|(貯金|通帳).*(記号|番号)",
        r"1\d{3}0[- ]?\d{7}1",
        checkdigits.japan_post_account,
        HARD,
        enough=CERTAIN,
    ),
    Detector(
        "public_expense_payer",
        Role.IDENTIFIER,
        "公費負担者番号",
        r"公費負担者(番号)?$",
        r"(1[0-9]|2[0-9]|3[08]|5[1-9]|6[26]|7[09])\d{6}",
        checkdigits.insurer,
        HARD,
    ),
    Detector(
        "public_expense_recipient",
        Role.IDENTIFIER,
        "公費負担医療の受給者番号",
        r"公費.*受給者番号",
        r"\d{7}",
        checkdigits.insurer,
        HARD,
    ),
    Detector("driving_history", Role.IDENTIFIER, "運転経歴証明書の番号", r"運転経歴証明書?ノ?番号", r"\d{12}"),
    Detector("bank_account", Role.IDENTIFIER, "口座", r"口座(番号|名義|記号)?|振込先"),
    Detector(
        "handbook_number",
        Role.IDENTIFIER,
        "手帳の番号",
        r"手帳.*番号",
        rf"{PREFECTURES}.{{0,6}}第?\d{{3,8}}号|[^ ]{{0,8}}\d{{3,8}}号?",
        head="disability",
    ),
    Detector(
        "handbook_number",
        Role.IDENTIFIER,
        "手帳などの番号",
        "",
        rf"{PREFECTURES}.{{0,6}}第\d{{3,8}}号",
        alone=0.93,
        head="disability",
        enough=2,
    ),
    Detector(
        "vehicle",
        Role.IDENTIFIER,
        "車両を特定する番号",
        r"車両番号|標識番号|登録車番|(?<!マイ)ナンバー(プレート)?$",
        plate_form(),
        alone=0.95,
        enough=2,
    ),
    Detector("chassis", Role.IDENTIFIER, "車台番号", r"車台番号"),
    Detector("real_estate", Role.IDENTIFIER, "不動産を特定する番号", r"不動産番号|家屋番号|地番"),
)

LINKS: tuple[Detector, ...] = (
    Detector(
        "addressee_number",
        Role.LINK,
        "宛名番号",
        r"宛名(番号|コード|cd|id)|(個人|住民|本人)(コード|cd|id)$|住民番号|atena|アテナ(番号|コード)",
        r"\d{7,15}",
        checkdigits.resident_link,
        SOFT,
        enough=CERTAIN,
    ),
    Detector(
        "household_number",
        Role.LINK,
        "世帯番号",
        r"世帯(番号|コード|cd|id)|setai(番号|コード|cd|id)|セタイ(番号|コード)",
        r"\d{7,15}",
        checkdigits.resident_link,
        SOFT,
        enough=CERTAIN,
    ),
    Detector("history_number", Role.LINK, "履歴の番号", r"(履歴番号|枝番号?|改製番号)", named=0.86),
    Detector(
        "operator",
        Role.LINK,
        "職員・利用者の番号",
        r"(操作者|職員|利用者|患者|会員|端末|学生|児童|生徒|受給者|対象者|顧客|申請者)(id|番号|コード|cd)",
    ),
    Detector("certificate", Role.LINK, "電子証明書の番号", r"(シリアル|証明書)番号|情報提供用.*符号", named=0.86),
    Detector(
        "any_number",
        Role.LINK,
        "何かの番号",
        r"(?<!電話)(?<!郵便)(?<!携帯)(番号|no|id|キー|符号|連番|通番|シーケンス)$|^(seq|key|hash|ハッシュ)$",
        named=0.7,
        several=True,
    ),
    Detector(
        "network_address",
        Role.LINK,
        "機器の番号",
        r"(^|[^z])ip(アドレス)?$|mac(アドレス)?$|cookie|端末識別",
        r"\d{1,3}(\.\d{1,3}){3}|[0-9A-F]{2}([-:][0-9A-F]{2}){5}|"
        r"([0-9A-F]{1,4}:){7}[0-9A-F]{1,4}|(?=.*::)[0-9A-F:]{2,39}",
        alone=0.8,
        enough=3,
    ),
)
