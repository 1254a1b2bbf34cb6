"""What a container's engine lays into a sandbox's view is told from a hole in it."""

import pytest

from workers.doctor.attacks.inspecting import Mount, fault_of_mount

ALLOWED = frozenset({"/", "/dev", "/dev/null", "/scratch", "/usr/sbin", "/opt/runtime"})
READ_ONLY = frozenset({"/usr/sbin", "/usr/local/lib"})


@pytest.mark.parametrize(
    "mount",
    [
        Mount("/", "tmpfs", "ro", is_device=False),
        Mount("/scratch", "tmpfs", "rw", is_device=False),
        Mount("/dev/null", "devtmpfs", "rw", is_device=True),
        # A container's /dev is a tmpfs with device nodes in it.
        Mount("/dev/null", "tmpfs", "rw", is_device=True),
        # An engine's init, and the files of a GPU's driver.
        Mount("/usr/sbin/docker-init", "ext4", "ro", is_device=False),
        Mount("/usr/local/lib/libcuda.so.1", "ext4", "ro", is_device=False),
        Mount("/proc/kcore", "tmpfs", "ro", is_device=False),
    ],
    ids=str,
)
def test_what_a_container_shows_is_no_fault(mount):
    assert fault_of_mount(mount, ALLOWED, READ_ONLY) == ""


@pytest.mark.parametrize(
    ("mount", "words"),
    [
        (Mount("/dev/null", "tmpfs", "rw", is_device=False), "can be written"),
        (Mount("/dev/sda", "tmpfs", "rw", is_device=True), "no policy names"),
        (Mount("/usr/sbin/init", "ext4", "rw", is_device=False), "can be written"),
        (Mount("/usr/sbin", "ext4", "rw", is_device=False), "can be written"),
        (Mount("/usr/sbinned", "ext4", "ro", is_device=False), "no policy names"),
        (Mount("/srv/data", "ext4", "ro", is_device=False), "no policy names"),
        (Mount("/opt/runtime/null", "tmpfs", "rw", is_device=True), "no policy names"),
        (Mount("/proc/sys", "proc", "rw", is_device=False), "can be written"),
    ],
    ids=str,
)
def test_a_hole_is_a_fault(mount, words):
    assert words in fault_of_mount(mount, ALLOWED, READ_ONLY)
