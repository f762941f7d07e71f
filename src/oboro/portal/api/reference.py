"""The document of the addresses as a file: `python -m oboro.portal.api.reference > docs/reference/api.json`."""

import json
import os
import sys

import django


def page() -> str:
    """The whole document."""
    from oboro.portal.api.openapi import document  # django: models load after the setup
    from oboro.portal.api.routes import ROUTES  # django: models load after the setup

    return json.dumps(document(ROUTES), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oboro.portal.settings")
    django.setup()
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(page())
