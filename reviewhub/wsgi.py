import os
import sys

from django.core.wsgi import get_wsgi_application

from notebooks.isolated.client import client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings")
# A page that asks the database thirty times waits for the interpreter as often, each time as
# long as this, while another thread takes a large upload apart.
sys.setswitchinterval(0.001)
# Before gunicorn forks: its workers share the one process that reads uploads.
client.start()
application = get_wsgi_application()
