"""Jupyter's client over bounded connections: a real kernel, and ones that flood."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from queue import Empty
from typing import Any

import pytest

from protocol.steps import Limits
from workers.environments.environments import Runtime
from workers.sandbox.channels import SandboxKernelClient
from workers.sandbox.opening import opened
from workers.sandbox.provisioner import SandboxKernelManager
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.watchdog import Excess

LIMITS = Limits(wall_s=60, memory_mb=512)
RAW = """
import os, socket
def connections():
    for descriptor in range(3, 256):
        try:
            found = socket.socket(fileno=descriptor)
            found.getpeername()
        except OSError:
            continue
        if found.getsockname():
            yield found
found = list(connections())
while True:
    for each in found:
        try:
            each.send(%r)
        except OSError:
            pass
"""
SIGNED = """
kernel = get_ipython().kernel
while True:
    kernel.session.send(kernel.iopub_socket, "stream", %s)
"""
FLOODS = {
    "parts": RAW % (b"\x01\x01x" * 1000),
    "messages": RAW % (b"\x00\x01x" * 1000),
    "commands": RAW % (b"\x04\x01x" * 1000),
    "large text": SIGNED % '{"name": "stdout", "text": "x" * 9_000_000}',
    "brackets": SIGNED % '{"name": "stdout", "text": [[]] * 2_000_000}',
}


def talking(
    runtime: Runtime,
    talk: Callable[[SandboxKernelClient, Sandbox], Coroutine[Any, Any, Any]],
) -> Any:
    """What the talk with a new kernel returns."""

    async def run(sandbox: Sandbox) -> Any:
        manager = SandboxKernelManager(sandbox)
        await manager.start_kernel()
        client = manager.client()
        assert isinstance(client, SandboxKernelClient)
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=30)
            return await talk(client, sandbox)
        finally:
            client.stop_channels()
            manager.context.destroy(linger=0)

    with opened(runtime, LIMITS, {}) as sandbox:
        return asyncio.run(run(sandbox))


def test_a_cell_is_run_and_its_output_arrives_in_order(runtime: Runtime) -> None:
    async def talk(client: SandboxKernelClient, sandbox: Sandbox) -> list[str]:
        asked = client.execute("for n in range(3):\n    print(n, flush=True)")
        shown = []
        while True:
            message = await client.get_iopub_msg(timeout=20)
            if message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "stream":
                shown.append(message["content"]["text"])
            if message["content"].get("execution_state") == "idle":
                reply = await client.get_shell_msg(timeout=20)
                return [*shown, reply["content"]["status"]]

    assert "".join(talking(runtime, talk)).split() == ["0", "1", "2", "ok"]


def test_where_nothing_comes_it_is_empty_when_the_time_is_over(
    runtime: Runtime,
) -> None:
    async def talk(client: SandboxKernelClient, _: Sandbox) -> float:
        began = time.monotonic()
        with pytest.raises(Empty):
            await client.get_shell_msg(timeout=0.3)
        assert not await client.shell_channel.msg_ready()
        return time.monotonic() - began

    assert 0.3 <= talking(runtime, talk) < 5


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends_the_sandbox_and_says_why(runtime: Runtime, name: str) -> None:
    async def talk(client: SandboxKernelClient, sandbox: Sandbox) -> Excess | None:
        client.execute(FLOODS[name])
        end = time.monotonic() + 40
        while sandbox.alive and time.monotonic() < end:
            try:
                await client.get_iopub_msg(timeout=0.2)
            except Empty:
                await asyncio.sleep(0.01)
        assert not await client.is_alive()
        with pytest.raises(Empty):
            await client.get_iopub_msg(timeout=0.1)
        return sandbox.excess

    assert talking(runtime, talk) is Excess.MESSAGES


def test_a_closed_connection_is_silent_and_costs_no_time(runtime: Runtime) -> None:
    async def talk(client: SandboxKernelClient, sandbox: Sandbox) -> float:
        sandbox.kill()
        began = time.process_time()
        with pytest.raises(Empty):
            await client.get_iopub_msg(timeout=1.0)
        return time.process_time() - began

    assert talking(runtime, talk) < 0.5
