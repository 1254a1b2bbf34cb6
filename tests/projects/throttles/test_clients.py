"""Whom a request comes from, whatever the visitor writes into its head."""

import pytest
from django.test import RequestFactory

from projects.throttles import client_address

FORGED = "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "connected", "forwarded", "believed"),
    [
        (0, "198.51.100.7", "", "198.51.100.7"),
        (0, "198.51.100.7", FORGED, "198.51.100.7"),
        (1, "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1", f"{FORGED}, 198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1", f"{FORGED},{FORGED},198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.1", f"{FORGED}, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "10.0.0.1", "198.51.100.7", "10.0.0.1"),  # it came past the first proxy
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (1, "10.0.0.1", "<script>", "10.0.0.1"),
        (0, "2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
        (0, "::ffff:198.51.100.7", "", "198.51.100.7"),
        (0, "", "", "unknown"),  # a socket file
    ],
)
def test_only_what_proxies_of_ours_added_is_believed(
    settings, proxies, connected, forwarded, believed
):
    settings.PROXIES = proxies
    head = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=connected, headers=head)
    assert client_address(request) == believed
