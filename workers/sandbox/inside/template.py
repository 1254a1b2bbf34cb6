"""A process that has imported what notebooks import, and forks kernels into sandboxes.

Runs in the runtime, in a sandbox of its own in which no student's code is ever run
(`Policy.of_template`). Each request makes two forks:

    template ─ steward ─┬─ bubblewrap ─ init ─ holder      new namespaces, as the policy says
                        └─ kernel                          joins them, then gives up everything

The steward starts bubblewrap, which makes the sandbox with only `cat` in it. The kernel process
enters its namespaces, closes its descriptors, drops its capabilities and installs the system call
filters. Only then does it become a kernel, with the same rights as one started in the sandbox.
`tests/workers/sandbox/test_forking.py` compares the two, line by line, as /proc shows them.
"""

# mypy: disable-error-code="import-not-found, no-untyped-call"
# The modules beside this one can be imported only inside the sandbox.

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from typing import Any

import admitting
import launch
from system_calls import LIBC, done, exit_code, pidfd_of, receive, signal_by_pidfd

MOST_DESCRIPTORS = 32
MOST_BYTES = 64 * 1024
NEW_NAMESPACES = 0x7E020000  # user, mount, PID, IPC, network, UTS, cgroup
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER = 4, 2
CAPABILITY_VERSION = 0x20080522
MOST_CAPABILITIES = 64
INSTRUCTION_BYTES = 8  # of a BPF program
LONGEST_PROGRAM = 65535 * INSTRUCTION_BYTES
WAITING = b"!"  # sent to say "ready" or "go on"

OF_EVERY_KERNEL = (  # modules that a kernel imports only while it starts
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.zmqshell",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
)
# Run before the imports, to find out whether a sandbox can be made inside a sandbox.
SMALLEST = [
    "--unshare-user",
    "--unshare-all",
    "--ro-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "--",
    "true",
]


class CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class CapabilityData(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_uint32) for name in ("effective", "permitted", "inherited")
    ]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def main() -> None:
    asking = socket.socket(fileno=int(sys.argv[1]))
    subprocess.run([sys.argv[2], *SMALLEST], check=True, env={})  # noqa: S603 -- fixed
    admitting.place_warm()
    for module in (*OF_EVERY_KERNEL, *sys.argv[3:]):
        with contextlib.suppress(ImportError):  # the doctor reports missing modules
            importlib.import_module(module)
    launch.prepare()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system collects ended stewards
    gc.collect()
    gc.freeze()  # the collector must not write to pages that forks share
    asking.send(WAITING)
    while True:
        words, descriptors = receive(asking, MOST_BYTES, MOST_DESCRIPTORS)
        if not words:
            return
        if os.fork() == 0:
            asking.close()
            Steward(json.loads(words), descriptors).serve()
        for descriptor in descriptors:
            os.close(descriptor)


class Steward:
    """Serves one kernel: reports its processes to the worker, waits for it, ends its sandbox."""

    def __init__(self, request: dict[str, Any], descriptors: list[int]) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.control = socket.socket(fileno=descriptors[0])
        self.said, self.arguments = descriptors[1:3]
        end = 3 + request["filters"]
        self.filters = descriptors[3:end]
        self.sockets = dict(zip(request["ports"], descriptors[end:]))  # noqa: B905 -- 3.10
        self.words: list[str] = request["words"]

    def serve(self) -> None:
        """Never returns: the template's own loop must not go on in this fork."""
        code = 1
        try:
            self._die_with(os.getppid())
            code = self._look_after()
        except BaseException as error:  # noqa: BLE001 -- whatever it is, it ends here
            os.write(self.said, f"{error!r}\n".encode())
        finally:
            os._exit(code)

    def _look_after(self) -> int:
        holder, init = self._sandbox()
        parent = os.getppid()
        done(LIBC.setns(init, NEW_NAMESPACES), "setns")
        self._die_with(parent)  # joining another user namespace clears this setting
        waiting, let_go = os.pipe()
        kernel = os.fork()
        if kernel == 0:
            os.close(let_go)
            self._become_kernel(waiting)
        os.close(waiting)
        self._tell(kernel=kernel)
        if self._told_to_go_on():
            os.write(let_go, WAITING)
            self._wait(kernel)
        signal_by_pidfd(init, signal.SIGKILL)
        self._tell(exit=exit_code(os.waitpid(kernel, 0)[1]))
        return holder.wait()

    def _sandbox(self) -> tuple[subprocess.Popen[bytes], int]:
        """Starts bubblewrap with the holder in it; returns it and a pidfd of its init."""
        told, telling = os.pipe()
        gate, opening = os.pipe()
        staying, stay = os.pipe()
        ready, saying = os.pipe()
        filters = [w for f in self.filters for w in ("--add-seccomp-fd", str(f))]
        holder = subprocess.Popen(  # noqa: S603 -- the policy's words
            [
                *(self.words[0], "--args", str(self.arguments), *filters),
                *("--info-fd", str(telling), "--block-fd", str(gate)),
                *("--", *self.words[1:]),
            ],
            stdin=staying,
            stdout=saying,
            stderr=self.said,
            pass_fds=[self.arguments, telling, gate, *self.filters],
            env={},
        )
        for descriptor in (telling, gate, staying, saying):
            os.close(descriptor)
        with open(told, "rb") as info:  # noqa: PTH123 -- a descriptor, not a path
            pid = json.loads(info.read())["child-pid"]
        init = pidfd_of(pid)
        self._tell(init=pid, holder=holder.pid)
        if not self._told_to_go_on():
            raise OSError("the worker closed the connection")
        os.write(opening, WAITING)
        os.write(stay, WAITING)
        if os.read(ready, 1) != WAITING:
            raise OSError("the sandbox did not start")
        self._stay = stay  # the holder runs as long as this is open
        return holder, init

    def _tell(self, **words: int) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.control.send(json.dumps(words).encode())

    def _told_to_go_on(self) -> bool:
        return self.control.recv(1) == WAITING

    def _wait(self, kernel: int) -> None:
        """Waits until the kernel has ended or the worker has closed the connection."""
        ended = pidfd_of(kernel)
        select.select([ended, self.control.fileno()], [], [])
        os.close(ended)

    @staticmethod
    def _die_with(parent: int) -> None:
        done(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "PDEATHSIG")
        if os.getppid() != parent:
            os._exit(1)

    def _become_kernel(self, waiting: int) -> None:
        try:
            if os.read(waiting, 1) != WAITING:
                os._exit(1)
            programs = [os.pread(f, LONGEST_PROGRAM, 0) for f in self.filters]
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(self.said, 1)
            os.dup2(self.said, 2)
            keep_only({0, 1, 2, *self.sockets.values()})
            os.chdir("/scratch")
            give_up_everything()
            for program in programs:
                install(program)
            begin_afresh()
            launch.start(self.sockets)
        except BaseException:  # noqa: BLE001 -- it must not go on as a steward
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)


def keep_only(wanted: set[int]) -> None:
    most = os.sysconf("SC_OPEN_MAX")
    marks = (-1, *sorted(wanted), most)
    for low, high in zip(marks, marks[1:]):  # noqa: B905, RUF007 -- Python 3.7
        if low + 1 < high:  # not for an empty range: closerange(0, 0) closes everything
            os.closerange(low + 1, high)


def give_up_everything() -> None:
    """Drops all capabilities, which entering a user namespace grants to any process."""
    done(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "NO_NEW_PRIVS")
    for number in range(MOST_CAPABILITIES):
        LIBC.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # fails beyond the last capability
    clear = LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    done(clear, "AMBIENT_CLEAR_ALL")
    header, nothing = CapabilityHeader(CAPABILITY_VERSION, 0), (CapabilityData * 2)()
    done(LIBC.capset(ctypes.byref(header), nothing), "capset")
    done(LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "DUMPABLE")
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def install(program: bytes) -> None:
    filled = Program(len(program) // INSTRUCTION_BYTES, program)
    done(
        LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filled), 0, 0),
        "SECCOMP",
    )


def begin_afresh() -> None:
    """Seeds NumPy anew, so that two forks draw different numbers. `random` does so itself."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


if __name__ == "__main__":
    main()
