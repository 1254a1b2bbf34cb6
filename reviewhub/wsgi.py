import os
import sys

from django.core.wsgi import get_wsgi_application

from notebooks.isolated.client import client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings")
# While another thread parses a large upload, a page waits this long for the interpreter after each
# of its database queries, perhaps thirty times.
sys.setswitchinterval(0.001)
# Started before gunicorn forks, so that its workers share one process that reads uploads.
client.start()
application = get_wsgi_application()
