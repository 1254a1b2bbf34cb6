"""Lets Jupyter's own client library use a sandboxed kernel."""

import asyncio
import signal
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from workers.sandbox.channels import SandboxKernelClient
from workers.sandbox.sandbox import Sandbox

POLL_S = 0.05


class SandboxProvisioner(KernelProvisionerBase):
    """Stands for a kernel that already runs: `launch_kernel` only returns its address."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    @property
    def has_process(self) -> bool:
        return self._sandbox.alive

    async def poll(self) -> int | None:
        return self._sandbox.exit_code

    async def wait(self) -> int | None:
        while self._sandbox.alive:  # noqa: ASYNC110 -- a process sets no event
            await asyncio.sleep(POLL_S)
        return self._sandbox.exit_code

    async def send_signal(self, signum: int) -> None:
        if signum == signal.SIGINT:
            self._sandbox.interrupt()
        else:
            self._sandbox.kill()

    async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 -- Jupyter's
        self._sandbox.kill()

    async def terminate(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002
        self._sandbox.kill()

    async def cleanup(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002
        """The sandbox cleans up after itself when it is closed."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "cmd": []}

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> KernelConnectionInfo:
        return cast("KernelConnectionInfo", self._sandbox.connection_info())


class SandboxKernelManager(AsyncKernelManager):
    """A kernel manager whose client talks over bounded connections."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(transport="ipc", client_factory=SandboxKernelClient)
        self.sandbox = sandbox
        self._kernel_spec = KernelSpec(language="python", display_name="Python 3")
        self.provisioner = SandboxProvisioner(sandbox)

    def _reconcile_connection_info(self, info: KernelConnectionInfo) -> None:
        """Keeps the key in memory: Jupyter would write it to a file in our home."""
        self.load_connection_info(info)
