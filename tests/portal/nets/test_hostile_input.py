"""Every form and every question of every page, filled with what no database can hold: refused or cleaned, never a fault.

SQLite takes a NUL, a text of any length and a number of any size, where PostgreSQL refuses all three. So the net looks at
what reaches the database, and at what each field lets through.
"""

import json
from html.parser import HTMLParser
from itertools import product

import pytest
from django import forms
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.signals import pre_save
from django.forms.forms import BaseForm

from oboro.ui.fields import LARGEST_NUMBER
from portal.nets.addresses import PUBLIC, group_of, paths, patterns

HOSTILE = {"long, with a NUL": "1\0" + "あ" * 20_001, "huge": "9" * 25}
ASKED = ("q", "body", "kind", "page", "status", "section", "leaver", "name", "purpose", "items", "match", "person")
TYPED = {"text", "search", "email", "password", "number", "tel", "url"}
ROWS_TRIED = 4  # among the cases: a draft, one under review, one applied for and one made


class Boxes(HTMLParser):
    """The forms of a page that are sent: where to, what stands in them already, and the names of the boxes to type in."""

    def __init__(self, page):
        super().__init__()
        self.found, self.form, self.chosen = [], None, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name"), given.get("value", "on" if given.get("type") == "checkbox" else "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = {"action": given.get("action", ""), "stands": {}, "typed": set()}
            self.found.append(self.form)
        if self.form is None:
            return
        if tag == "select":
            self.chosen = name
        elif tag == "option" and self.chosen and value:
            self.form["stands"].setdefault(self.chosen, value)
        elif tag == "textarea" or (tag == "input" and given.get("type", "text") in TYPED):
            self.form["typed"].add(name)
        elif tag in ("input", "button") and name and given.get("type") != "file":
            self.form["stands"].setdefault(name, value)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.chosen = ""


class Guard:
    """Notes every value on its way to the database that PostgreSQL would refuse."""

    def __init__(self):
        self.wrong = set()

    def __call__(self, execute, sql, params, many, context):
        rows = params if many else [params]
        if any("\0" in str(value) or "\\u0000" in str(value) for row in rows for value in row or ()):
            self.wrong.add(f"NUL in {sql[:60]}")
        return execute(sql, params, many, context)

    def saved(self, sender, instance, **_signal):
        for field in sender._meta.concrete_fields:
            value = getattr(instance, field.attname)
            if isinstance(value, str) and field.max_length and len(value) > field.max_length:
                self.wrong.add(f"{sender.__name__}.{field.name} takes {field.max_length} letters")
            small = isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField)
            if small and isinstance(value, int) and value > LARGEST_NUMBER:
                self.wrong.add(f"{sender.__name__}.{field.name} takes no such number")


@pytest.fixture
def guard():
    found = Guard()
    pre_save.connect(found.saved)
    with connection.execute_wrapper(found):
        yield found
    pre_save.disconnect(found.saved)


@pytest.fixture
def people(world, signed_in, visitor):
    """Those who have a part in city A: its office, who does most first, and those outside."""
    cast = world.cast
    office = [signed_in(one) for one in (cast.coordinator, cast.decider, cast.reviewer)]
    outside = [signed_in(cast.proposer), visitor]
    for client in (*office, *outside):
        client.raise_request_exception = False
    return office, outside


def undone(send, path, *told, **more):
    """An answer, of which nothing stays."""
    with transaction.atomic():
        answer = send(path, *told, **more)
        transaction.set_rollback(True)
    if answer.streaming:
        list(answer)  # read to its end, which closes it without the database
    return answer


def addresses(world):
    """Every address with the first rows of its group."""
    for room, pattern in patterns():
        group = group_of(room, pattern.name)
        rows = [row for name in (f"public {group}", group) for row in world.rows.get(name, [])[:ROWS_TRIED] if group]
        if room != "oboro.portal.api.urls" and pattern.name != "logout" and (rows or not pattern.pattern.converters):
            yield pattern.name, paths(pattern, rows)


def pages(world, people):
    """Each page with a form that no other page of its address has had, as the first of either side sees it."""
    for name, places in addresses(world):
        seen = set()
        for path, side in product(places, people):
            found = ((client, undone(client.get, path)) for client in side)
            client, answer = next((one for one in found if one[1].status_code == 200), (None, None))
            if answer is not None and answer["Content-Type"].startswith("text/html"):
                boxes = [one for one in Boxes(answer.content.decode()).found if one["typed"]]
                shape = {frozenset(one["typed"]) for one in boxes} - seen
                seen |= shape
                if shape:
                    yield name, path, client, answer, boxes


def shown(answer):
    """The forms of our own that an answer was made with."""
    contexts = answer.context or ()
    found = {id(one): one for part in contexts for layer in part for one in layer.values() if isinstance(one, BaseForm)}
    return found.values()


def let_through(form, boxes, hostile):
    """What a form's fields make of a hostile word in each of their boxes: the faults by field."""
    sent = {name: hostile for box in boxes for name in box["typed"]}
    for name, field in form.fields.items():
        if isinstance(field, forms.FileField | forms.ModelChoiceField) or type(field) is forms.Field:
            continue  # the last is an anchor of the page, whose box is read beside the form
        value = field.widget.value_from_datadict(sent, {}, form.add_prefix(name))
        try:
            told = field.clean(value)
        except forms.ValidationError:
            continue
        text = json.dumps(told, default=str, ensure_ascii=False)
        if "\\u0000" in text:
            yield f"{type(form).__name__}.{name} lets a NUL through"
        if isinstance(told, int) and told > LARGEST_NUMBER:
            yield f"{type(form).__name__}.{name} lets any number through"


def unbounded(form):
    """The boxes of one text that take any length."""
    for name, field in form.fields.items():
        if type(field) in (forms.CharField, forms.EmailField) and field.max_length is None and "password" not in name:
            yield f"{type(form).__name__}.{name} takes any length"


def test_no_form_fails_or_lets_through_what_no_database_can_hold(world, people, guard):
    wrong, sent_to = set(), set()
    for name, path, client, answer, boxes in pages(world, people):
        for form in shown(answer):
            wrong.update(unbounded(form))
            wrong.update(fault for hostile in HOSTILE.values() for fault in let_through(form, boxes, hostile))
        for box in boxes:
            for kind, hostile in HOSTILE.items():
                told = {**box["stands"], **dict.fromkeys(box["typed"], hostile)}
                back = undone(client.post, box["action"] or path, told)
                sent_to.add(name)
                wrong |= {f"{name} fails by {kind}"} if back.status_code >= 500 else set()
    assert wrong | guard.wrong == set()
    assert len(sent_to) > 60


def test_no_question_of_an_address_fails_or_reaches_the_database_as_it_is(world, people, guard):
    wrong = set()
    for name, places in addresses(world):
        for kind, hostile in HOSTILE.items():
            client = people[1][-1] if name in PUBLIC else people[0][0]
            back = undone(client.get, places[0], dict.fromkeys(ASKED, hostile[:200]))
            wrong |= {f"{name} fails by {kind}"} if back.status_code >= 500 else set()
    assert wrong | guard.wrong == set()


def test_an_address_with_more_parameters_than_are_read_is_refused_and_is_no_fault(visitor, db):
    query = "&".join(f"p{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    answer = visitor.get(f"/register/?{query}")
    assert (answer.status_code, "受け付けられません" in answer.content.decode()) == (400, True)
