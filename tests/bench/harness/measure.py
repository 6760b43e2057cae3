"""CPU and memory of processes from /proc, and load by wrk."""

import json
import os
import pathlib
import subprocess
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")
SCRIPT = pathlib.Path(__file__).parent.parent / "requests.lua"


def cpu_seconds(pids):
    """User and system time of the processes that still run."""
    total = 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_mib(pid):
    """Resident memory now, and the most there ever was."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return tuple(int(values[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def children_of(pid):
    threads = pathlib.Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


@dataclass
class Load:
    """What one or several runs of wrk came to."""

    requests: int = 0
    seconds: float = 0
    cpu: float = 0
    failed: int = 0
    p50_us: float = 0
    p99_us: float = 0

    def add(self, run, cpu):
        whole = self.requests + run["requests"]
        for name in ("p50_us", "p99_us"):
            weighted = getattr(self, name) * self.requests + run[name] * run["requests"]
            setattr(self, name, weighted / max(whole, 1))
        self.requests = whole
        self.seconds += run["seconds"]
        self.failed += run["failed"]
        self.cpu += cpu

    @property
    def cpu_us(self):
        return self.cpu * 1e6 / max(self.requests, 1)

    @property
    def per_second(self):
        return self.requests / max(self.seconds, 1e-9)


def wrk(port, requests_file, seconds):
    command = ["wrk", "-t2", "-c32", f"-d{seconds}s", "-s", SCRIPT, f"http://127.0.0.1:{port}", "--", requests_file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line[7:])
    raise RuntimeError("wrk gave no result:\n" + done.stdout + done.stderr)


def load(server, requests_file, seconds, into):
    """Loads a server and adds what came of it; the CPU is that of `server.pids()`."""
    before = cpu_seconds(server.pids())
    run = wrk(server.port, requests_file, seconds)
    into.add(run, cpu_seconds(server.pids()) - before)
