"""One Django app for all rooms of the portal: one label, one line of migrations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "oboro.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After every migration put back what tables alone do not hold: triggers and the search index."""
        from oboro.portal.audit import protection  # django: rooms load after the app
        from oboro.portal.register import search  # django: rooms load after the app

        post_migrate.connect(protection.protect, sender=self, dispatch_uid="protect the audit table")
        post_migrate.connect(search.index, sender=self, dispatch_uid="index the register")
