"""Makes tests/law/statutes.json: which articles, paragraphs and items the statutes have, and the articles' captions.

    python tests/law/index_statutes.py FOLDER > tests/law/statutes.json

FOLDER holds the texts of e-Gov 法令検索, one paragraph or item per line, under the names in TEXTS. Only the index is
kept here, not the texts. Japanese statutes are free of copyright (著作権法13条一号).
"""

import json
import re
import sys
from pathlib import Path

from oboro.kernel.text import fold_digits, number_of_kanji

TEXTS = {
    "gyokoho_2017": {
        "法": ("gyokoho-act-2022.txt", "行政機関の保有する個人情報の保護に関する法律", "2022-03-31"),
        "令": ("gyokoho-order-2022.txt", "行政機関の保有する個人情報の保護に関する法律施行令", "2022-03-31"),
        "規則": (
            "gyokoho-rule-2020.txt",
            "行政機関の保有する個人情報の保護に関する法律第四章の二の規定による行政機関非識別加工情報の提供に関する規則",
            "2020-12-09",
        ),
    },
    "appi": {
        "法": ("appi-act-2025-06.txt", "個人情報の保護に関する法律", "2025-06-01"),
        "法附則": ("appi-act-2025-06.txt", "個人情報の保護に関する法律附則", "2025-06-01"),
        "整備法附則": (
            "gyokoho-act-2022.txt",
            "デジタル社会の形成を図るための関係法律の整備に関する法律附則",
            "2022-04-01",
        ),
        "令": ("appi-order-2025-07.txt", "個人情報の保護に関する法律施行令", "2025-07-01"),
        "規則": ("appi-rule-2024-12.txt", "個人情報の保護に関する法律施行規則", "2024-12-06"),
    },
}
NUMERAL = "[一二三四五六七八九十百千]+"
ARTICLE = re.compile(rf"第({NUMERAL})条((?:の{NUMERAL})*)　")
PARAGRAPH = re.compile(r"([２-９]|[１２][０-９])　")
ITEM = re.compile(rf"({NUMERAL})((?:の{NUMERAL})*)　")
SUB = re.compile(r"([イロハニホヘトチリヌ])　")
CAPTION = re.compile(r"（(.+)）$")


def branch(text):
    return "".join(f"の{number_of_kanji(part)}" for part in text.split("の") if part)


def parts(lines, *, supplementary):
    """The lines of the main provisions, or those of the first supplementary provisions."""
    ends = [number for number, line in enumerate(lines) if re.fullmatch(r"附　?則", line) or line.startswith("附則　")]
    begin = next(n for n, line in enumerate(lines) if ARTICLE.match(line)) - 1
    first = next(n for n in ends if n > begin)
    if not supplementary:
        return lines[begin:first]
    second = next(n for n, line in enumerate(lines) if n > first and line.startswith("附　則"))
    return lines[first:second]


def repealing(files):
    """The supplementary provisions of 令和三年法律第三十七号, as each of the two acts prints its extract of them."""
    found = {}
    for lines in files:
        begin = next(n for n, line in enumerate(lines) if "令和三年五月一九日法律第三七号" in line)
        end = next((n for n, line in enumerate(lines) if n > begin and line.startswith("附　則")), len(lines))
        for article, told in index(lines[begin + 1 : end]).items():
            found.setdefault(article, told)
    return found


def index(lines):
    articles, caption, last = {}, "", 0
    paragraph = item = None
    for line in lines:
        if match := CAPTION.match(line):
            caption = match[1]
        elif (match := ARTICLE.match(line)) and number_of_kanji(match[1]) >= last:
            last = number_of_kanji(match[1])
            paragraph, item = [], None
            articles[f"{last}{branch(match[2])}"] = {"caption": caption, "paragraphs": {"1": paragraph}}
            current, caption = articles[f"{last}{branch(match[2])}"], ""
        elif articles and (match := PARAGRAPH.match(line)):
            paragraph = current["paragraphs"][fold_digits(match[1])] = []
        elif articles and (match := ITEM.match(line)):
            item = f"{number_of_kanji(match[1])}{branch(match[2])}"
            paragraph.append(item)
        elif articles and item and (match := SUB.match(line)):
            paragraph.append(item + match[1])
    return articles


def main(folder):
    found = {}
    for scheme, texts in TEXTS.items():
        for alias, (file, title, as_of) in texts.items():
            lines = [line.strip() for line in (Path(folder) / file).read_text(encoding="utf-8").splitlines()]
            if alias == "整備法附則":
                other = (Path(folder) / TEXTS["appi"]["法"][0]).read_text(encoding="utf-8").splitlines()
                articles = repealing([lines, [line.strip() for line in other]])
            else:
                articles = index(parts(lines, supplementary=alias.endswith("附則")))
            source = "e-Gov 法令検索（https://laws.e-gov.go.jp/）の条文から作った目次"
            found.setdefault(scheme, {})[alias] = {
                "title": title,
                "as_of": as_of,
                "source": source,
                "articles": articles,
            }
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
