"""Start, memory, import, freshness and the soak."""

import os
import pathlib
import statistics
import threading
import time

from . import measure, site, workloads

STARTS = 5
CHANGES = 5
WARM_UP = 2_000_000  # requests: until every thread's caches are full and the allocator has settled
GROWTH_MIB = 1


def original_data():
    """The real spreadsheets are not part of the project; where they are missing the starter framework stands in."""
    given = os.environ.get("LIFTED_SHARED_DATA", site.ROOT.parent / "shared/data/lifted")
    folder = pathlib.Path(given)
    return folder if (folder / "competencies.ods").exists() else None


def imports(cluster, report):
    took = cluster.make_framework("bench_starter", site.STARTER)
    report.figure("import of the starter framework", took, "s", 2)
    if folder := original_data():
        took = cluster.make_framework("bench_real", folder, 2020)
        report.figure("import of the real framework", took, "s", 2)
    else:
        print("the real spreadsheets are not here: not measured")


def start(cluster, report, database, what):
    limit = 3000 if "courses" in what else 300
    times = []
    for _ in range(STARTS):
        with site.App(cluster, database) as app:
            times.append(app.ready_after * 1000)
    report.figure(f"start to ready, {what}, median of {STARTS}", statistics.median(times), "ms", limit)


def memory(report, app, what):
    now, peak = app.memory()
    limit = 48 if "starter" in what else 400
    report.figure(f"memory resident, {what}", now, "MiB", limit)
    report.figure(f"memory at its most, {what}", peak, "MiB", limit)


def start_and_memory(cluster, report, database, what):
    start(cluster, report, database, what)
    with site.App(cluster, database) as app:
        lines = cluster.directory / "requests"
        lines.write_text("\n".join(workloads.questions(app) + workloads.recommendations(app)) + "\n")
        measure.wrk(app.port, lines, 2)
        memory(report, app, f"{what}, after load")


class Watcher(threading.Thread):
    """Notes when an instance first shows a name."""

    def __init__(self, app, target, name):
        super().__init__()
        self.app, self.target, self.name = app, target, name
        self.seen = None

    def run(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.app.json(self.target)["name"] == self.name:
                self.seen = time.monotonic()
                return
            time.sleep(0.005)


def change_visible(cluster, report, courses):
    database = f"bench_{courses}"
    worst = []
    with site.App(cluster, database) as first, site.App(cluster, database) as second:
        for n in range(CHANGES):
            uid, name = f"bench-{n * 7 + 1:06}", f"Changed course {n}"
            watchers = [Watcher(app, f"/api/v1/courses/{uid}", name) for app in (first, second)]
            for watcher in watchers:
                watcher.start()
            began = time.monotonic()  # before the commit: the connecting of psql counts too
            cluster.sql(
                database,
                f"""begin;
                update catalogue.version set version = version + 1;
                update catalogue.course set name = '{name}', changed_in = (select version from catalogue.version)
                where uid = '{uid}';
                select pg_notify('catalogue_changed', version::text) from catalogue.version;
                commit""",
            )
            for watcher in watchers:
                watcher.join()
            worst += [(w.seen - began) * 1000 if w.seen else 1e9 for w in watchers]
    report.figure(f"change visible on two instances, {courses} courses, worst of {CHANGES}", max(worst), "ms", 1000)


def soak(cluster, report, courses, requests, scratch):
    """Memory after the caches have filled, and after the requests."""
    path = scratch / "soak"
    with site.App(cluster, f"bench_{courses}") as app:
        directory = workloads.Directory(app)
        lines = [line for order in workloads.ORDERS for line in directory.pages(order, 2000)]
        mixed = lines + workloads.courses(courses) + workloads.questions(app) + workloads.recommendations(app)
        path.write_text("\n".join(mixed) + "\n")

        def until(total):
            done = 0
            while done < total:
                done += measure.wrk(app.port, path, 5)["requests"]
                app.forget_log()

        until(WARM_UP)
        warm, _ = app.memory()
        until(requests)
        end, _ = app.memory()
    report.figure(f"growth of memory in {requests} requests (soak)", end - warm, "MiB", GROWTH_MIB)
