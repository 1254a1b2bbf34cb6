import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings")
TRANSPORT_ALIASES["filesystem"] = "reviewhub.broker:Transport"

app = Celery("reviewhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["workers.agent"])
# Celery keeps the current app per thread. Without this, the web's request threads would use an app
# without settings and so send to a broker that does not exist.
app.set_default()
