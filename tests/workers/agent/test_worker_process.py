"""A worker's slot in the database: claimed, told, and out of rotation when its GPU goes."""

import pytest
from django.conf import settings

from projects.enums import Queue, WorkerState
from projects.models import Worker
from projects.operations import workers
from tests.workers.fake_nvml import FakeNvml, gpu
from workers.agent import worker_process
from workers.agent.worker_process import WorkerProcess
from workers.doctor.doctor import Diagnosis
from workers.sandbox.policy import Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def nvml(monkeypatch):
    nvml = FakeNvml([gpu(0)])
    monkeypatch.setattr(worker_process, "DriverNvml", lambda: nvml)
    monkeypatch.setattr(
        worker_process, "examine", lambda: Diagnosis(fit=True, lines=["ok"])
    )
    return nvml


@pytest.fixture
def kept(monkeypatch):
    """What would be started ahead: on which device."""
    devices: list[Device] = []
    monkeypatch.setattr(
        worker_process.STORE, "keep", lambda kinds, device: devices.append(device)
    )
    return devices


@pytest.fixture(autouse=True)
def locks(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR", tmp_path)


@pytest.fixture
def appear():
    made = []

    def one(queue=Queue.GPU):
        made.append(WorkerProcess(queue))
        return made[-1]

    yield one
    for each in made:
        each.holder.release()


def _looked(worker):
    """As the doctor's thread does."""
    if worker.diagnose():
        worker.supervisor.fit.set()
    return Worker.objects.get(name=worker.name)


def test_a_worker_works_on_the_slot_it_claimed(nvml, kept, appear):
    row = _looked(appear())
    assert (row.state, row.slot) == (WorkerState.READY, "gpu 0")
    assert row.device == "NVIDIA H100 80GB HBM3"
    assert kept[0].environment["CUDA_VISIBLE_DEVICES"] == gpu(0).uuid
    nvml.there = []
    assert _looked(appear(Queue.CPU)).slot == "cpu 1"


def test_a_second_worker_waits_for_a_slot_and_takes_nothing(nvml, kept, appear):
    first, second = appear(), appear()
    second.name += "-second"
    _looked(first)
    row = _looked(second)
    assert row.state == WorkerState.UNFIT
    assert row.reason == "No slot is free: 1 of 1 are taken."
    assert not second.takes_work()
    first.holder.release()
    assert _looked(second).state == WorkerState.READY


def test_a_gpu_that_vanishes_takes_the_worker_out_until_it_is_back(nvml, kept, appear):
    worker = appear()
    _looked(worker)
    assert worker.takes_work()
    nvml.there = []
    worker.beat()
    row = Worker.objects.get(name=worker.name)
    assert (row.state, row.reason) == (WorkerState.UNFIT, "gpu 0: the GPU is gone")
    assert not worker.takes_work()
    assert _looked(worker).state == WorkerState.UNFIT
    nvml.there = [gpu(0)]
    assert _looked(worker).state == WorkerState.READY


def test_what_was_said_to_the_last_bearer_of_a_name_is_not_said_to_this_one(
    nvml, kept, appear
):
    """In a container that is started again, the process has the same number as before."""
    first = appear()
    _looked(first)
    workers.drain(Worker.objects.get(name=first.name), by=None)
    assert workers.wants_drain(first.name)
    first.holder.release()
    second = appear()
    assert second.name == first.name
    second.beat()
    assert not workers.wants_drain(second.name)
    workers.drain(Worker.objects.get(name=second.name), by=None)
    second.beat()
    assert workers.wants_drain(second.name)


def test_a_wrong_declaration_is_told_on_the_workers_page(
    nvml, kept, appear, monkeypatch
):
    monkeypatch.setenv("REVIEWHUB_GPU_SLOTS", "first")
    row = _looked(appear())
    assert row.state == WorkerState.UNFIT
    assert "REVIEWHUB_GPU_SLOTS: 'first'" in row.reason
