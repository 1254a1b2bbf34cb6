"""The process that forks a child for each job: `python -m notebooks.isolated.server FD`.

It has imported all that jobs need, so a child starts within milliseconds. It holds no secrets,
because it is a new process with a nearly empty environment. It ends with its clients.
"""

import gc
import os
import selectors
import socket
import sys
from dataclasses import dataclass, field

from notebooks.isolated import jobs, wire
from notebooks.isolated.restricting import Limits, call_filter, restrict

MOST_REQUEST_BYTES = 64 * 1024 * 1024
DESCRIPTORS = 2  # sent with each request: the job's socket, a pipe for its exit code
_TAG_BYTES = 1


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    jobs.warm_up()
    call_filter()
    gc.collect()
    gc.freeze()  # the collector must not write to memory pages that children share
    Server(control).serve()


@dataclass
class Server:
    control: socket.socket
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def serve(self) -> None:
        self.selector.register(self.control, selectors.EVENT_READ)
        while True:
            for key, _events in self.selector.select():
                if key.fileobj is self.control:
                    if not self._accept():
                        return
                else:
                    self._reap(key)

    def _accept(self) -> bool:
        """Starts a job; False when no client is left."""
        tag, descriptors, _flags, _address = socket.recv_fds(
            self.control, _TAG_BYTES, DESCRIPTORS
        )
        if not tag:
            return False
        connection, ending = descriptors
        pid = os.fork()
        if not pid:
            _work(connection)
        os.close(connection)
        handle = os.pidfd_open(pid)
        self.selector.register(handle, selectors.EVENT_READ, (pid, ending))
        return True

    def _reap(self, key: selectors.SelectorKey) -> None:
        """Sends the client the child's exit code, or minus the number of its signal."""
        pid, ending = key.data
        self.selector.unregister(key.fileobj)
        os.close(key.fd)
        _pid, status = os.waitpid(pid, 0)
        try:
            os.write(ending, str(os.waitstatus_to_exitcode(status)).encode())
        except BrokenPipeError:
            pass  # the client no longer waits for it
        finally:
            os.close(ending)


def _work(descriptor: int) -> None:
    """Does one job in the child process; never returns."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nowhere, standard)
        os.closerange(3, descriptor)
        os.closerange(descriptor + 1, 4096)
        connection = socket.socket(fileno=descriptor)
        restrict(Limits())
        request = wire.receive(connection, MOST_REQUEST_BYTES)
        wire.send(connection, jobs.run(request))
        code = 0
    except MemoryError:
        code = jobs.OUT_OF_MEMORY
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
