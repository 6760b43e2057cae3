"""A private database cluster, catalogues in it, and the servers that are measured."""

import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import time

from . import measure

ROOT = pathlib.Path(__file__).resolve().parents[3]
CLUSTER = ROOT / "tests/support/postgres_cluster"
STARTER = ROOT / "services/app_server/framework_data"
CLOCK = "2030-01-01T09:00:00+08:00"
THREADS = "2"


def allocator():
    """How the App's image sets up the allocator: it is measured as it is deployed."""
    image = (ROOT / "deploy/images/app_server.Dockerfile").read_text()
    return dict(re.findall(r"^ENV (GLIBC_TUNABLES)=(\S+)$", image, re.MULTILINE))


def settings(conninfo):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LIFTED_")}
    return clean | allocator() | {
        "LIFTED_ENVIRONMENT": "development",
        "LIFTED_CLOCK": CLOCK,
        "LIFTED_APP_DATABASE": conninfo,
        "LIFTED_ADDRESS": "127.0.0.1",
        "LIFTED_PORT": "0",
        "LIFTED_METRICS_PORT": "0",
        "LIFTED_THREADS": THREADS,
    }


class Cluster:
    def __init__(self, directory, binaries):
        self.directory = directory
        self.app = binaries / "services/app_server/app_server"
        self.generator = binaries / "tests/bench/make_catalogue"

    def __enter__(self):
        subprocess.run([CLUSTER, "stop", self.directory], check=True)
        subprocess.run([CLUSTER, "start", self.directory], check=True)
        line = (self.directory / "env").read_text().strip()
        self.conninfo = line.partition("=")[2].replace("dbname=postgres", "dbname={}")
        root = dict(part.split("=", 1) for part in self.conninfo.split())["host"]
        self.postmaster = int((pathlib.Path(root) / "data/postmaster.pid").read_text().split()[0])
        return self

    def __exit__(self, *_):
        subprocess.run([CLUSTER, "stop", self.directory], check=True)

    def of(self, database):
        return self.conninfo.format(database)

    def sql(self, database, *statements):
        commands = [part for statement in statements for part in ("-c", statement)]
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.of(database), *commands]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def run_app(self, database, *arguments, **options):
        return subprocess.run(
            [self.app, *map(str, arguments)], env=settings(self.of(database)), check=True, **options
        )

    def make_framework(self, database, folder, year=2030):
        """Returns how long the import took."""
        self.sql("postgres", f"create database {database}")
        self.run_app(database, "migrate", "up", capture_output=True)
        began = time.monotonic()
        self.run_app(database, "import-framework", folder, "--year", year, capture_output=True)
        return time.monotonic() - began

    def make_catalogue(self, database, template, courses):
        self.sql("postgres", f"create database {database} template {template}")
        lines = self.directory / "framework.jsonl"
        generated = self.directory / "courses.jsonl"
        with open(lines, "wb") as out:
            self.run_app(database, "dumpdata", stdout=out, stderr=subprocess.DEVNULL)
        with open(lines, "rb") as read, open(generated, "wb") as out:
            subprocess.run([self.generator, str(courses)], stdin=read, stdout=out, check=True)
        with open(generated, "rb") as read:
            self.run_app(database, "loaddata", stdin=read, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        generated.unlink()
        self.sql(database, "vacuum analyze")

    def pids(self):
        return [self.postmaster, *measure.children_of(self.postmaster)]


class App:
    """A running app_server with everything on; its log goes to a file that `forget_log` empties."""

    def __init__(self, cluster, database):
        self.cluster = cluster
        self.log_path = cluster.directory / f"{database}.{time.monotonic_ns()}.log"
        self.log = open(self.log_path, "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [cluster.app, "serve"], env=settings(cluster.of(database)), stdout=self.log, stdin=subprocess.DEVNULL
        )
        self.port = self._listening_port()
        self.ready_after = self._wait_until_ready()

    def _listening_port(self):
        while time.monotonic() - self.began < 60 and self.process.poll() is None:
            for line in self.log_path.read_text().splitlines():
                if '"listening"' in line:
                    return json.loads(line)["port"]
            time.sleep(0.001)
        raise RuntimeError("app_server does not listen:\n" + self.log_path.read_text())

    def _wait_until_ready(self):
        while time.monotonic() - self.began < 60:
            if self.get("/readyz")[0] == 200:
                return time.monotonic() - self.began
            time.sleep(0.001)
        raise RuntimeError("app_server does not become ready")

    def get(self, target, method="GET", body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, target, body, {"Content-Type": "application/json"} if body else {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def json(self, target):
        status, body = self.get(target)
        if status != 200:
            raise RuntimeError(f"{target}: {status} {body[:300]}")
        return json.loads(body)

    def pids(self):
        return [self.process.pid, *self.cluster.pids()]

    def memory(self):
        return measure.memory_mib(self.process.pid)

    def forget_log(self):
        os.truncate(self.log_path, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        self.log_path.unlink()


class Bare:
    """The bare Beast server, answering every request with the same number of bytes."""

    def __init__(self, binaries, size):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        program = binaries / "tests/bench/bare_beast_server"
        self.process = subprocess.Popen([program, str(self.port), str(size), THREADS])

    def pids(self):
        return [self.process.pid]

    def __enter__(self):
        for _ in range(1000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.005)
        raise RuntimeError("bare_beast_server does not listen")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
