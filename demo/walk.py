"""`python3 dev.py demo`: one case of each scheme, from the register to the hand-over."""

import argparse
import http.client
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from demo import making, proof, stories
from demo.office import Body, Desk
from demo.provision import hand_over
from demo.stage import ROOT, Stage, environment, portal, waiting
from demo.use import use_and_end
from oboro.law.regime import BodyKind, regime_on

DATA = ROOT / "demo-data"


def main() -> int:
    """Walk both cases; with --once, end; else leave the portal open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--port", type=int, default=8100)
    args = parser.parse_args()
    stage = Stage()
    shutil.rmtree(DATA, ignore_errors=True)
    (DATA / "home").mkdir(parents=True)
    stage.title("手続の側（インターネットにつながる側）の用意")
    found = furnish(stage)
    with serving(args.port) as base:
        stage.step("ポータルを起動しました（この機械の中だけ）", look=base)
        for story in (stories.city(), stories.organ()):
            walk(story, found, base, stage)
        stage.title(f"すべて終わりました（{stage.seconds:.0f}秒）")
        if args.once:
            return 0
        tell_logins(found, base)
        wait_for_interrupt()
    return 0


def furnish(stage: Stage) -> dict:
    """The portal's database, the practice bodies and their log-ins."""
    home = DATA / "home"
    with waiting("用意しています"):
        portal("migrate", "--verbosity", "0", home=home)
        found = json.loads(portal("rehearsal_bodies", "--json", home=home))
    stage.step("練習用の団体と利用者を作りました", look=str(home))
    return found


@contextmanager
def serving(port: int) -> Iterator[str]:
    """The portal on loopback while the body of the with statement runs."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"port {port} is in use; choose another with --port")
    command = [sys.executable, "-m", "oboro.portal.manage", "serve", "--port", str(port)]
    home = DATA / "home"
    with (DATA / "portal.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=home, env=environment(home), stdout=log, stderr=log)
        try:
            wait_until_open(port, server)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_until_open(port: int, server: subprocess.Popen) -> None:
    """Until the portal answers, or the end of the demo with the reason."""
    for _ in range(150):
        if server.poll() is not None:
            raise SystemExit(f"the portal did not start; see {DATA / 'portal.log'} (is port {port} free?)")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/login/")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise SystemExit("the portal did not answer within 30 seconds")


def walk(story: stories.Story, found: dict, base: str, stage: Stage) -> None:
    """One case through every room, and the proof that it holds."""
    stage.title(story.title)
    listed = next(body for body in found["bodies"] if body["code"] == story.body)
    law = regime_on(body=BodyKind(story.kind), on=date.fromisoformat(listed["practice_on"]))
    body = Body(listed["code"], listed["name"], listed["users"], found["password"], law)
    desk = Desk(base, body, "mirai", stage)
    room = story.furnish(DATA / story.body, stage)
    if story.surveyed:
        making.survey(room, stage)
    case = story.procedure(desk, room, DATA / story.body / "papers")
    received, report = hand_over(case, room, story)
    proof.check_k(room, report, stage)
    proof.check_attacks(report, stage)
    proof.check_no_leak(room, report, [room.delivery, received], stage, encoding=story.encoding)
    proof.check_no_method(received)
    proof.check_verify(room, received, case.number, stage)
    if story.used_until:
        use_and_end(case, until=story.used_until)
    fee = story.fee_yen
    stage.step(f"手数料 {fee:,}円は、手で計算した額と同じです", basis=law.cite("fee"))


def tell_logins(found: dict, base: str) -> None:
    """Who may log in, for whoever wants to look around."""
    print(f"\n{base} を開いて触れます。パスワードはどれも {found['password']} です（この練習だけのもの）。")
    for body in found["bodies"]:
        print(f"  {body['name']}: {', '.join(body['users'].values())}")
    print(f"  提案者: {', '.join(one['username'] for one in found['proposers'])}")
    print("止めるには Ctrl+C を押します。", flush=True)


def wait_for_interrupt() -> None:
    """Until Ctrl+C."""
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print("\n止めました。")


if __name__ == "__main__":
    raise SystemExit(main())
