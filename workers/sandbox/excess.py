"""The limits that a sandbox may exceed."""

from enum import StrEnum


class Excess(StrEnum):
    MEMORY = "memory"
    CPU = "cpu"
    WALL = "wall"
    PROCESSES = "processes"
    MESSAGES = "messages"  # what the kernel sends to the worker
    FILES = "files"
    OPEN_FILES = "open_files"
    GPU_MEMORY = "gpu_memory"
