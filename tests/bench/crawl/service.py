"""The built scraper as a service, and the site it crawls, as the benchmarks see them from outside."""

import http.client
import io
import json
import os
import pathlib
import socket
import subprocess
import threading
import time
import urllib.parse
import zipfile

HERE = pathlib.Path(__file__).parent
RECORDINGS = HERE.parents[3] / "shared/data/tess-recorded-sites"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def recorded_pages():
    """Recorded pages of one shape, that of spider.json.in; none where the recordings are not at hand."""
    lines = (HERE.parent / "extract_pages.txt").read_text().splitlines()
    shape = ("lcrdm event ", "tdcc event ", "rdnl event ")
    return [RECORDINGS / line.split()[2] for line in lines if line.startswith(shape)] if RECORDINGS.is_dir() else []


class Site:
    """crawl_site: lists of 50 courses and a page for each, every answer a millisecond away."""

    def __init__(self, build, courses, pages=()):
        self.port = free_port()
        command = [build / "tests/bench/crawl/crawl_site", str(self.port), str(courses), *map(str, pages)]
        self.process = subprocess.Popen(command)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.01)

    def spider(self):
        return (HERE / "spider.json.in").read_text().replace("@PORT@", str(self.port))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.kill()
        self.process.wait()


class Service:
    """`scraper serve` with its spool, snapshots, robots.txt and logs, in a folder of its own."""

    def __init__(self, build, folder, site, **settings):
        environment = dict(
            os.environ,
            SCRAPER_DATA=str(folder),
            SCRAPER_PORT="0",
            SCRAPER_METRICS_PORT="0",
            SCRAPER_LOG_LEVEL="info",
            SCRAPER_OPEN_HOSTS=f"127.0.0.1:{site.port}",
            **settings,
        )
        self.process = subprocess.Popen(
            [build / "services/scraper/scraper", "serve"], env=environment, stdout=subprocess.PIPE, text=True
        )
        for line in self.process.stdout:
            event = json.loads(line)
            if event.get("message") == "listening" or "listening" in line:
                self.port = event["port"]
                break
        threading.Thread(target=self._drain, daemon=True).start()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def _drain(self):
        for _ in self.process.stdout:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait()

    def send(self, method, path, body=None, content_type="application/x-www-form-urlencoded"):
        """The bytes of an answer, over a connection that is kept."""
        self.connection.request(method, path, body, {"Content-Type": content_type} if body else {})
        return self.connection.getresponse().read()

    def call(self, method, path, **form):
        answer = json.loads(self.send(method, path, urllib.parse.urlencode(form) or None))
        if answer["status"] != "ok":
            raise RuntimeError(f"{path}: {answer}")
        return answer

    def add_version(self, project, version, documents):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, document in documents.items():
                archive.writestr(f"spiders/{name}.json", document)
        fields = {"project": project.encode(), "version": version.encode(), "egg": packed.getvalue()}
        body = b"".join(
            b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
            for name, value in fields.items()
        )
        answer = json.loads(
            self.send("POST", "/addversion.json", body + b"--edge--\r\n", "multipart/form-data; boundary=edge")
        )
        if answer["status"] != "ok":
            raise RuntimeError(f"addversion: {answer}")

    def wait_for(self, job):
        while self.call("GET", f"/status.json?job={job}")["currstate"] != "finished":
            time.sleep(0.05)

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
