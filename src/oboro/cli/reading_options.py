"""The arguments that say how a file is read, the same for every command that opens one; what is not said is guessed."""

import argparse
from pathlib import Path

from oboro.engine.guessing import guess
from oboro.engine.reading import FORMATS, Source


def configure_reading(parser: argparse.ArgumentParser) -> None:
    """Add the file and how it is read."""
    parser.add_argument("file", type=Path, help="読むファイル（CSV、固定長、Excel、Parquet、SQLiteかDuckDBのファイル）")
    parser.add_argument("--format", choices=FORMATS, help="形式。書かなければ名前の末尾で見分ける")
    parser.add_argument("--encoding", help="文字コード。書かなければUTF-8かCP932などかを見分ける")
    parser.add_argument("--delimiter", help="区切り。書かなければ見出しの行から見分ける")
    parser.add_argument("--skip", type=int, metavar="N", help="見出しの上にある説明の行数。書かなければ見分ける")
    parser.add_argument("--layout", metavar="L", help="固定長の列名とバイト数（氏名:40,生年月日:8,:2）")
    parser.add_argument("--sheet", metavar="S", help="Excelのシートの名前（書かなければ最初のシート）")
    parser.add_argument("--query", metavar="SQL", help="データベースのファイルに尋ねるSELECT文")


def source_of(args: argparse.Namespace) -> Source:
    """The source that the arguments describe.

    Raises:
        RecipeInvalid: settings that do not go together.
        SourceUnreadable: the file cannot be opened.
    """
    return guess(
        args.file,
        kind=args.format,
        encoding=args.encoding,
        delimiter=args.delimiter,
        person=getattr(args, "person", None),
        skip=args.skip,
        layout=args.layout or "",
        sheet=args.sheet or "",
        query=args.query or "",
    )
