"""The loaded cases, each beside a bare server that answers with as many bytes."""

import json
import statistics

from . import measure, others, site, workloads

RATIO = 1.6
REVIEW_US = 150
ROUNDS = 2
SAMPLE = 100


def mean_size(app, lines):
    """The bytes of a typical answer; every sampled one must be a 200."""
    sizes = []
    for line in lines[:: max(1, len(lines) // SAMPLE)]:
        method, target, *body = line.split(" ", 2)
        status, answer = app.get(target, method, body[0] if body else None)
        if status not in (200, 201):
            raise RuntimeError(f"{line}: {status} {answer[:300]}")
        sizes.append(len(answer))
    return round(statistics.mean(sizes))


def measure_case(app, report, scratch, name, lines, seconds, once=False, **target):
    """With `once` no line is asked for twice, as long as they last."""
    path = scratch / "requests"

    def write(part):
        some = lines[part :: ROUNDS + 1] if once else lines
        path.write_text("\n".join(some) + "\n")

    size = mean_size(app, lines)
    ours, bares = measure.Load(), measure.Load()
    with site.Bare(app.cluster.app.parents[2], size) as bare:
        write(ROUNDS)
        measure.wrk(app.port, path, 1)  # fills caches and arenas
        for part in range(ROUNDS):  # in turns, so that whatever else the machine does falls on both
            write(part)
            for server, into in ((app, ours), (bare, bares)):
                measure.load(server, path, seconds, into)
            app.forget_log()
    report.case(name, size, ours, bares, **target)


def review(app):
    """A review with all 40 questions of the generator's role answered, half of them met."""
    role = next(role["id"] for role in workloads.roles(app) if role["name"] == "Measured Role")
    answers = [{"competency_id": id, "met": i % 2 == 0} for i, id in enumerate(workloads.question_ids(app, role))]
    assert len(answers) == workloads.ANSWERS, len(answers)
    body = json.dumps({"job_role_id": role, "answers": answers}, separators=(",", ":"))
    return [f"POST /api/v1/reviews {body}"]


def measure_all(cluster, report, courses, seconds, wanted, scratch):
    database = f"bench_{courses}"
    if wanted("start"):
        others.start(cluster, report, database, f"{courses} courses")
    with site.App(cluster, database) as app:
        directory = workloads.Directory(app)

        def run(name, lines, **target):
            name = f"{name}, {courses} courses"
            if wanted(name):
                measure_case(app, report, scratch, name, lines(), seconds, **target)

        run("one course", lambda: workloads.courses(courses), most_ratio=RATIO)
        for order in workloads.ORDERS:
            run(f"page hot {order}", lambda: directory.pages(order, workloads.HOT), most_ratio=RATIO)
        for order in workloads.ORDERS:
            run(f"page cold {order}", lambda: directory.pages(order, workloads.COLD), most_ratio=RATIO)
        new = lambda: directory.pages("name", 70_000 * (ROUNDS + 1) * seconds)
        run("page new name", new, once=True)
        run("questions of a role", lambda: workloads.questions(app), most_ratio=RATIO)
        run("review with 40 answers", lambda: review(app), most_cpu_us=REVIEW_US)
        run("recommendations", lambda: workloads.recommendations(app))
        if wanted("memory"):
            others.memory(report, app, f"{courses} courses, after load")
