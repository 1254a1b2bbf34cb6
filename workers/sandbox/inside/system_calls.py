"""System calls that Python itself offers only from 3.9 on; the oldest runtime has 3.7."""

from __future__ import annotations

import array
import ctypes
import os
import socket

LIBC = ctypes.CDLL(None, use_errno=True)
PIDFD_SEND_SIGNAL, PIDFD_OPEN = 424, 434  # the same numbers on every architecture


def done(result: int, what: str) -> int:
    """The result. Raises OSError if it says that the call failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def pidfd_of(pid: int) -> int:
    """A descriptor of the process, which programs that it starts do not inherit."""
    return done(LIBC.syscall(PIDFD_OPEN, pid, 0), "pidfd_open")


def signal_by_pidfd(pidfd: int, number: int) -> None:
    done(LIBC.syscall(PIDFD_SEND_SIGNAL, pidfd, number, None, 0), "pidfd_send_signal")


def receive(
    from_socket: socket.socket, most_bytes: int, most_descriptors: int
) -> tuple[bytes, list[int]]:
    """A message and the descriptors that came with it."""
    descriptors = array.array("i")
    room = socket.CMSG_LEN(most_descriptors * descriptors.itemsize)
    message, attached, _, _ = from_socket.recvmsg(most_bytes, room)
    for level, kind, data in attached:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return message, list(descriptors)


def exit_code(status: int) -> int:
    """What `os.waitpid` told, as `subprocess` tells it: minus the signal's number if killed."""
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
