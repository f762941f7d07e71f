"""Which columns a recipe means: the source's header against the recipe, and what may enter the engine at all."""

from collections.abc import Sequence

from oboro.engine.formats.columnar import refuse_alike
from oboro.engine.reading import Exclusion, header
from oboro.engine.recipe import TABLES, Recipe
from oboro.engine.table import Column, Role, Schema
from oboro.kernel.errors import ColumnMismatch, RecipeInvalid


def schema_of(recipe: Recipe) -> Schema:
    """The columns of the source with their roles, in the order of the file.

    Raises:
        ColumnMismatch: recipe and file name different columns, or columns of a Parquet table would have one name but
            for its case.
        RecipeInvalid: no column would be written.
    """
    names = header(recipe.source)
    person = recipe.source.person
    lacking = [name for name in (*recipe.columns, *([person] if person else [])) if name not in names]
    if lacking:
        raise ColumnMismatch(
            f"レシピが挙げる列が{recipe.source.path.name}にありません: {_listed(lacking)}",
            hint="列名の違い（全角・半角、空白）と、文字コード・区切りの指定を確かめてください。",
        )
    unnamed = [name for name in names if name not in recipe.columns and name != person]
    if unnamed and not recipe.drop_unnamed:
        raise ColumnMismatch(
            f"{recipe.source.path.name}にあって、レシピが役割を決めていない列があります: {_listed(unnamed)}",
            hint='それぞれの役割を書くか、出力しないと決めるならdefault = "drop"を書いてください。',
        )
    roles = {name: recipe.columns[name].role if name in recipe.columns else Role.LINK for name in names}
    schema = Schema(tuple(Column(name, roles[name]) for name in names))
    if not schema.written:
        raise RecipeInvalid("出力する列が一つもありません。")
    if recipe.table == "parquet":
        refuse_alike(schema.written, TABLES["parquet"])
    return schema


def loaded(recipe: Recipe, schema: Schema, exclude: Exclusion | None) -> set[str]:
    """Only these columns enter the engine; names and addresses never do.

    Raises:
        ColumnMismatch: the exclusion names a column that is not there.
        RecipeInvalid: the exclusion goes by record numbers, and files are joined.
    """
    if exclude is not None:
        exclude.check_for(recipe.source)
    wanted = {*schema.written, *([recipe.source.person] if recipe.source.person else [])}
    if exclude is not None and exclude.column is not None:
        if exclude.column not in schema.names:
            raise ColumnMismatch(f"除く記録を示す列「{exclude.column}」が、元のファイルにありません。")
        wanted.add(exclude.column)
    return wanted


# --- private -----------------------------------------------------------------------------------------------------


def _listed(names: Sequence[str]) -> str:
    more = f" ほか{len(names) - 10}列" if len(names) > 10 else ""
    return "、".join(f"「{name}」" for name in names[:10]) + more
