"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kantoor.kernel import spans

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kantoor.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # the first request would import every view, and somebody waits for it
spans.begin("web")
