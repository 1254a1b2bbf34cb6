import os
import sys

from django.core.wsgi import get_wsgi_application

from notebooks.isolated.client import client
from reviewhub.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings")
# While another thread parses a large upload, a page waits this long for the interpreter after each
# of its database queries, perhaps thirty times.
sys.setswitchinterval(0.001)
# Both before gunicorn forks: its workers share one process that reads uploads, and the first reader
# that each of them answers need not wait for its modules.
client.start()
application = get_wsgi_application()
warm_up()
