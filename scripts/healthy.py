"""Asks the web role of this container whether it and its database answer; exits with 0 if so."""

import http.client
import os
import sys

SERVER_ERROR = 500


def main() -> int:
    port = int(os.environ.get("PORT", "8000"))
    # Asks as the proxy does, because otherwise the answer is only a redirect to HTTPS.
    headers = {
        "Host": os.environ["REVIEWHUB_ALLOWED_HOSTS"].partition(",")[0],
        "X-Forwarded-Proto": "https",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/health/", headers=headers)
        return int(connection.getresponse().status >= SERVER_ERROR)
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
