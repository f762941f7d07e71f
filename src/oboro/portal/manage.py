"""The `oboro-portal` command: Django's management commands with the portal's settings."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one management command. The folder of this site is OBORO_HOME, by default ./oboro-home."""
    os.environ.setdefault("OBORO_HOME", "oboro-home")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oboro.portal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
