"""The embedded defaults, in a throw-away folder, without the slow parts.

`DATABASE_URL` still decides the database: `make test` runs the suite's database tests on
PostgreSQL too.
"""

import os
import tempfile

os.environ["REVIEWHUB_VAR"] = tempfile.mkdtemp(prefix="reviewhub-test-")
# As workers have it, and before numpy is imported: threads that wait for one another spin,
# which takes three quarters of the processor from tests that multiply matrices.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from reviewhub.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES["finished_runs"] = {  # type: ignore[name-defined]  # noqa: F405 - each test's first run has the same key
    "BACKEND": "django.core.cache.backends.dummy.DummyCache"
}
THROTTLE_STORAGE = "memory://"
VERDICT_GRACE_S = 0  # told at once, but in the tests of the grace
SITE_SETTINGS_AGE_S = (
    3600  # read once, whatever a test takes; each forgets what was before
)
CHECK_KEPT_QUERIES = True
COHORT_FIGURES_S = 0  # never old, but in the tests of it
QUEUE_FIGURES_S = USUAL_DURATION_S = 0  # likewise
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir()  # noqa: F405 - WhiteNoise warns of a folder that collectstatic has not made
