import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings")
TRANSPORT_ALIASES["filesystem"] = "reviewhub.broker:Transport"

app = Celery("reviewhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["workers.agent"])
# Celery's "current app" is kept per thread: without this, the web's request threads would
# send to an app without settings, at a broker that is not there.
app.set_default()
