"""What a benchmark needs to know of the machine: cores, and what another process has used."""

import contextlib
import os
import platform
import re
from pathlib import Path

PROCESSES = Path("/proc")
"""Where Linux tells of its processes; elsewhere there is no such folder."""


def cpu_seconds(pid: int) -> float | None:
    """CPU time the process has used so far, in user and system; None where it cannot be read."""
    try:
        text = (PROCESSES / str(pid) / "stat").read_text("ascii", "replace")
    except OSError:
        return None
    # The second field is the program's name in brackets, and may hold blanks and brackets.
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float | None:
    """Memory the process holds, in MB of 1024 KiB; None where it cannot be read."""
    try:
        text = (PROCESSES / str(pid) / "status").read_text("utf-8", "replace")
    except OSError:
        return None
    found = re.search(r"^VmRSS:\s*(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else None


def pin(pid: int, core: int) -> None:
    """The process runs on one core only, where the system can do that and has so many."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(pid, {cores[core % len(cores)]})


def description() -> dict[str, object]:
    """The machine in a few words, for the head of a report."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "cpu_time": "per process" if cpu_seconds(os.getpid()) is not None else "unknown",
    }
