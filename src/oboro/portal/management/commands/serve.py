"""Serve the portal with waitress, on loopback unless told otherwise."""

from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.core.wsgi import get_wsgi_application

from oboro.exchange.archive import MAX_BYTES

# A delivery as large as its format allows, and the form around it. What is not that large is refused by its view.
LARGEST = MAX_BYTES + 1024 * 1024


class Command(BaseCommand):
    """A production server that also runs on Windows."""

    help = "ポータルを起動する（既定はこの機械の中だけ）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", type=int, default=8100)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Until it is interrupted."""
        self.stdout.write(f"http://{options['host']}:{options['port']}/ で動いています。止めるには Ctrl+C。")
        # waitress takes away what proxies tell; the settings say what of it is believed.
        told = settings.TRUSTED_PROXIES > 0 or settings.SECURE_PROXY_SSL_HEADER is not None
        waitress.serve(
            get_wsgi_application(),
            host=options["host"],
            port=options["port"],
            threads=8,
            ident="oboro",
            max_request_body_size=LARGEST,
            clear_untrusted_proxy_headers=not told,
        )
