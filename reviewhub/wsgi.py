import os

from django.core.wsgi import get_wsgi_application

from notebooks.isolated.client import client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings")
# Before gunicorn forks: its workers share the one process that reads uploads.
client.start()
application = get_wsgi_application()
