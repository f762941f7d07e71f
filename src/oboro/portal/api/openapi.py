"""The OpenAPI 3.1 document of the addresses, from their table. `python -m oboro.portal.api.reference` prints it."""

import re
from collections.abc import Iterable
from typing import Any

from oboro.portal.api import problems, shapes
from oboro.portal.api.asked import schema_of
from oboro.portal.api.routes import Route

_PLACE = re.compile(r"<(?P<kind>slug|int):(?P<name>\w+)>")
_PLACES = {"code": "団体コード", "number": "公表の回、又は版", "pk": "この番地を示した一覧にある番号"}
_ABOUT = (
    "アカウントなしで読める公表の内容を、プログラムから読むためのものです。読むことだけができ、要求はGETとHEADだけです。"
    "番地は変わりません。答えのETagをIf-None-Matchに付けると、変わりがないときは304が返ります。"
)


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The whole document; addresses are relative to the site that serves it."""
    routes = tuple(routes)
    told = [route.shape for route in routes if route.shape is not dict]
    return {
        "openapi": "3.1.0",
        "info": {"title": "個人情報ファイル簿と提案の募集", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [],
        "paths": {f"/api/{_PLACE.sub(_in_braces, route.place)}": {"get": _get(route)} for route in routes},
        "components": {"schemas": shapes.schemas(shapes.Part, shapes.Problem, *told)},
    }


def _in_braces(found: re.Match[str]) -> str:
    return "{" + found["name"] + "}"


def _get(route: Route) -> dict[str, Any]:
    codes = [400, *([404] if _PLACE.search(route.place) or "body" in route.form().fields else [])]
    codes += [404] if route.is_list and 404 not in codes else []
    codes += [410, 500] if route.gone else [500]
    answers = {
        "200": {
            "description": route.words,
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "内容の印"}},
            "content": {"application/json": {"schema": _schema(route)}},
        },
        "304": {"description": "If-None-Matchの印から変わりがない"},
        **{str(code): _trouble(code) for code in codes},
    }
    return {
        "operationId": route.name.removeprefix("api-"),
        "summary": route.words,
        "parameters": [*_places(route), *_parameters(route)],
        "responses": answers,
    }


def _schema(route: Route) -> dict[str, Any]:
    row = {"type": "object", "additionalProperties": {"type": "string"}}
    shape = row if route.shape is dict else {"$ref": f"#/components/schemas/{route.shape.__name__}"}
    if not route.is_list:
        return shape
    items = {"type": "object", "properties": {"items": {"type": "array", "items": shape}}, "required": ["items"]}
    return {"allOf": [{"$ref": "#/components/schemas/Part"}, items]}


def _trouble(code: int) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": problems.TITLES[code], "content": content}


def _places(route: Route) -> list[dict[str, Any]]:
    kinds = {"slug": {"type": "string"}, "int": {"type": "integer", "minimum": 0}}
    return [
        {
            "name": found["name"],
            "in": "path",
            "required": True,
            "description": _PLACES[found["name"]],
            "schema": kinds[found["kind"]],
        }
        for found in _PLACE.finditer(route.place)
    ]


def _parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "description": field.label, "schema": schema_of(field)}
        for name, field in route.form().fields.items()
    ]
