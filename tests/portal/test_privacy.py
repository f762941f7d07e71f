"""Every field of every model is declared personal or plain, so that nobody forgets one."""

import pytest
from django.apps import apps

MODELS = [model for model in apps.get_app_config("portal").get_models() if not model._meta.auto_created]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_declared_personal_or_plain(model):
    fields = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]} - {"id"}
    declared = [*model.Privacy.plain, *model.Privacy.personal]
    assert sorted(declared) == sorted(fields)
