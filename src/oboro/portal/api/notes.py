"""What the pages for people say about the addresses for programs."""

from django.urls import reverse

from oboro.portal.register.queries import Note
from oboro.portal.tenancy.models import Organisation


def note_of_register(body: Organisation | None) -> Note:
    """Where the register of a body, or of all bodies, is read by a program."""
    here = reverse("api-body", args=[body.code]) if body else reverse("api-entries")
    lines = ((f"同じ内容のJSON（{here}）", here, ""), ("番地と形の説明（OpenAPI）", reverse("api-openapi"), ""))
    return Note("プログラムから読む", lines)
