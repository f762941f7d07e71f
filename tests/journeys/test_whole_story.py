"""One case over the whole portal in a real Chromium, the making by the `oboro` command in between."""

import socket
from datetime import date
from functools import partial

import pytest
from demo import making, proof, stories, walk
from demo.office import Body, Desk
from demo.provision import hand_over
from demo.stage import Stage

from journeys.conftest import SEEN
from journeys.in_browser import BrowserVisitor, Inspector
from oboro.law.regime import BodyKind, regime_on


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.browser
def test_a_2017_case_walks_from_the_register_to_the_hand_over(tmp_path, monkeypatch, chromium):
    monkeypatch.setattr(walk, "DATA", tmp_path)
    (tmp_path / "home").mkdir()
    stage, story = Stage(), stories.organ()
    found = walk.furnish(stage)
    with walk.serving(free_port()) as base:
        inspector = Inspector(base, seen=SEEN)
        listed = next(body for body in found["bodies"] if body["code"] == story.body)
        law = regime_on(body=BodyKind(story.kind), on=date.fromisoformat(listed["practice_on"]))
        body = Body(listed["code"], listed["name"], listed["users"], found["password"], law)
        visitor = partial(BrowserVisitor, browser=chromium, inspector=inspector)
        desk = Desk(base, body, "mirai", stage, visitor=visitor)
        room = making.furnish_organ(tmp_path / "room", stage, letters=stories.LETTERS)
        case = story.procedure(desk, room, tmp_path / "papers")
        received, report = hand_over(case, room, story)
        for path in ("/", "/register/", "/calls/", "/tasks/", "/audit/", "/proposals/", "/contracts/"):
            desk.people["coordinator"].get(path)
    proof.check_k(room, report, stage)
    proof.check_attacks(report, stage)
    proof.check_verify(room, received, case.number, stage)
    assert report["excluded"] == {"records": len(stories.OBJECTORS), "keys_not_found": 0}
    assert inspector.faults == []
    assert inspector.strangers == set()
    assert len(inspector.seen) >= 30
