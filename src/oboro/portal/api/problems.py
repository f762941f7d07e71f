"""What could not be done, as RFC 9457 has it, in Japanese and with what to do. Nothing that was sent is repeated."""

import json

from django.http import HttpResponse

from oboro.portal.api.shapes import Problem, plain

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "要求が正しくありません",
    404: "見つかりません",
    405: "この方法では要求できません",
    409: "今の状態ではできません",
    410: "公表を終えました",
    500: "答えを作れませんでした",
}


class Trouble(Exception):
    """Something that a program asked for and does not get: status, what, and what to do."""

    def __init__(self, status: int, detail: str, hint: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint = status, detail, hint


def as_response(trouble: Trouble) -> HttpResponse:
    """The answer that says it."""
    told = Problem("about:blank", TITLES[trouble.status], trouble.status, trouble.detail, trouble.hint)
    content = json.dumps(plain(told), ensure_ascii=False)
    return HttpResponse(content, status=trouble.status, content_type=MEDIA_TYPE)
