"""What hangs on what, read from the models themselves: which rows are a body's, and which hang on one row."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from oboro.portal.tenancy.models import Organisation

Model = type[models.Model]
# Rows of the record are a body's by the name of its chain.
BY_CHAIN = {"AuditEvent", "ChainHead", "SealedHead"}
# Lines of the public search follow from the published versions and are written anew; attempts are the site's.
DERIVED = {"Listing", "Attempts"}


def all_models() -> list[Model]:
    """Every model of the portal that holds something of its own, by name."""
    found = [model for model in apps.get_app_config("portal").get_models() if not model._meta.auto_created]  # noqa: SLF001 Django's documented door
    found = [model for model in found if model.__name__ not in DERIVED]
    return sorted(found, key=lambda model: model.__name__)


def links(model: Model) -> list[models.ForeignKey]:
    """The fields of a model that point to another row."""
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]  # noqa: SLF001


def plain_fields(model: Model) -> list[models.Field]:
    """All fields of a model but its key."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001


@cache
def path_to_body(model: Model) -> str | None:
    """The shortest way of fields from a model to the body it belongs to; None when it belongs to none.

    Only a field called `organisation` says whose a row is: a joint workshop or a rehearsal is named, not owned.
    """
    if model is Organisation:
        return "pk"
    seen, open_ends = {model}, [(model, "")]
    while open_ends:
        here, way = open_ends.pop(0)
        ordered = sorted(links(here), key=lambda field: (field.name != "organisation", field.null, field.name))
        ordered = [f for f in ordered if f.related_model is not Organisation or f.name == "organisation"]
        for field in ordered:
            target = field.related_model
            there = f"{way}{field.name}"
            if target is Organisation:
                return there
            if target not in seen:
                seen.add(target)
                open_ends.append((target, f"{there}__"))
    return None


def in_order(chosen: list[Model]) -> list[Model]:
    """The models so that each follows those it must point to; what may be empty can be filled in later."""
    left, found = list(chosen), []
    while left:
        ready = [one for one in left if not _targets(one, must=False) & set(left)]
        ready = ready or [one for one in left if not _targets(one, must=True) & set(left)][:1]
        if not ready:
            raise ValueError("models must point to each other in a circle")
        found += ready
        left = [model for model in left if model not in ready]
    return found


def _targets(model: Model, *, must: bool) -> set[Model]:
    """What a model points to, or only what it must point to."""
    return {field.related_model for field in links(model) if not (must and field.null)} - {model}


def below(root: models.Model, *, stop: frozenset[Model] = frozenset()) -> Iterator[models.Model]:
    """A row and every row that hangs on it, the deepest first; rows of the models in `stop` do not belong to it."""
    seen: set[tuple[Model, Any]] = set()
    yield from _below(root, stop, seen)


def _below(row: models.Model, stop: frozenset[Model], seen: set[tuple[Model, Any]]) -> Iterator[models.Model]:
    key = (type(row), row.pk)
    if key in seen:
        return
    seen.add(key)
    for model in all_models():
        if model in stop:
            continue
        for field in links(model):
            if field.related_model is type(row) and model is not type(row):
                for child in model.objects.filter(**{field.name: row}).order_by("pk"):
                    yield from _below(child, stop, seen)
    yield row
