"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from kantoor.kernel import spans

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kantoor.settings")
application = get_wsgi_application()
spans.begin("web")
