"""A table that becomes cards on a narrow screen keeps its roles and says the head of its column beside each cell."""

import pytest
from django.template import Context, Template

from oboro.ui.language import in_english
from oboro.ui.tables import told

TABLE = (
    '<table><thead><tr><th scope="col">番号</th><th scope="col" class="number">額</th><th scope="col">状態</th></tr></thead>'
    '<tbody><tr><th scope="row">R8-001</th><td class="number">12円</td><td>適合</td></tr></tbody>'
    '<tfoot><tr><th scope="row" colspan="2">合計</th><td></td></tr></tfoot></table>'
)


def test_every_cell_has_its_role_and_the_head_of_its_column():
    assert told(TABLE) == (
        '<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">番号</th>'
        '<th scope="col" class="number" role="columnheader">額</th><th scope="col" role="columnheader">状態</th></tr>'
        '</thead><tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader">R8-001</th>'
        '<td class="number" role="cell" data-label="額">12円</td><td role="cell" data-label="状態">適合</td></tr></tbody>'
        '<tfoot role="rowgroup"><tr role="row"><th scope="row" colspan="2" role="rowheader">合計</th>'
        '<td role="cell" data-label="状態"></td></tr></tfoot></table>'
    )


@pytest.mark.parametrize("typed", ["<td>", '"><script>', "<table>"])
def test_what_somebody_typed_stays_text(typed):
    page = Template(
        '{% stacked name %}<table><thead><tr><th scope="col">欄</th></tr></thead><tbody><tr><td>{{ name }}</td></tr></tbody></table>{% endstacked %}'
    )
    shown = page.render(Context({"name": typed}))
    assert typed not in shown.replace('<td role="cell" data-label="欄">', "").replace('<table role="table">', "")
    assert shown.count("<td") == shown.count("<table") == 1


def test_the_head_beside_a_cell_is_translated_too():
    assert 'data-label="Status"' in in_english('<td data-label="状態">R8-001</td>')
