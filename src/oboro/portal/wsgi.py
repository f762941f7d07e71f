"""What a WSGI server loads: `oboro.portal.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("OBORO_HOME", "oboro-home")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oboro.portal.settings")
application = get_wsgi_application()
