"""Every address: what answers it, what it takes, which shape it has. The document is made from this table too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from oboro.portal.api import asked, shapes, views


@dataclass(frozen=True)
class Route:
    """One address under /api/.

    Attributes:
        place: as Django writes it.
        name: by which it is reversed.
        view: from what was asked and the place to a shape, or to a list.
        words: what it gives, in words.
        shape: of the answer; of one of its items when it is a list. `dict` is a row of cells.
        form: the parameters it takes.
        gone: it may answer that what was there is public no more.
    """

    place: str
    name: str
    view: Callable[..., Any]
    words: str
    shape: type
    form: type[forms.Form] = asked.Nothing
    gone: bool = False

    @property
    def is_list(self) -> bool:
        """Whether one part of a list is answered."""
        return issubclass(self.form, asked.Paging)


_BODY = "v1/bodies/<slug:code>"
_ENTRY = "v1/entries/<int:pk>"
ROUTES = (
    Route("v1/bodies", "api-bodies", views.bodies, "個人情報ファイル簿を公表している団体", shapes.Body, asked.Paging),
    Route(_BODY, "api-body", views.body, "団体と、その公表の番地", shapes.BodyPage),
    Route(f"{_BODY}/register", "api-register", views.edition, "今の個人情報ファイル簿", shapes.EditionPage),
    Route(f"{_BODY}/editions", "api-editions", views.editions, "これまでの公表", shapes.Edition, asked.Paging),
    Route(f"{_BODY}/editions/<int:number>", "api-edition", views.edition, "公表の一回", shapes.EditionPage),
    Route(
        f"{_BODY}/editions/<int:number>/rows",
        "api-rows",
        views.rows,
        "公表の一回の行。欄の値はCSVやJSONのファイルと同じ",
        dict,
        asked.Paging,
    ),
    Route("v1/entries", "api-entries", views.entries, "公表中の記載を探す", shapes.Found, asked.Entries),
    Route(_ENTRY, "api-entry", views.entry, "公表中の記載と作成の目安", shapes.EntryPage),
    Route(f"{_ENTRY}/versions/<int:number>", "api-version", views.version, "公表した版", shapes.Entry, gone=True),
    Route("v1/calls", "api-calls", views.call_list, "公示した提案の募集、新しい順", shapes.Call, asked.Calls),
    Route("v1/calls/<int:pk>", "api-call", views.call, "提案の募集と公示の内容", shapes.CallPage),
    Route("v1/faq", "api-faq", views.faq, "公開した質問と回答", shapes.Question, asked.Faq),
    Route("v1/made", "api-made", views.made, "作成済みの匿名加工情報", shapes.Made, asked.OfBody),
)
