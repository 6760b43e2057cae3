"""What clients that are slow, stalled or idle cost the others."""

import contextlib
import heapq
import itertools
import multiprocessing
import resource
import selectors
import socket
import time

from . import site, workloads

SLOW = 1000
STALLED = 50
IDLE = 2000
FILES = 8192
BYTE_EVERY = 0.5  # seconds
GET_EVERY = 0.005
PIPELINED = 200  # large pages: more than the sockets' buffers hold
LARGE_PAGE = "/api/v1/course-instances?limit=100"


def request(target, connection="keep-alive"):
    return f"GET {target} HTTP/1.1\r\nHost: bench\r\nConnection: {connection}\r\n\r\n".encode()


class Slow:
    """Sends a head byte by byte, and begins anew when it is cut off."""

    HEAD = b"GET /api/v1/framework HTTP/1.1\r\nHost: bench\r\nX-Long: " + b"a" * 1000

    def __init__(self, port, selector, seen):
        self.port, self.selector, self.seen = port, selector, seen
        self._open()

    def _open(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setblocking(False)
        self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.sent = 0

    def step(self):
        with contextlib.suppress(OSError):  # the end shows in reading
            self.sent += self.socket.send(self.HEAD[self.sent : self.sent + 1])

    def readable(self):
        try:
            answer = self.socket.recv(4096)
        except OSError:
            answer = b""
        if answer:
            self.seen["answered 408"] += answer.startswith(b"HTTP/1.1 408 ")
            return
        self.selector.unregister(self.socket)
        self.socket.close()
        self._open()


class Stalled:
    """Asks for large pages, reads none, and begins anew when it is cut off."""

    def __init__(self, port, seen):
        self.port, self.seen = port, seen
        self._open()

    def _open(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.sendall(request(LARGE_PAGE) * PIPELINED)

    def step(self):
        # Requests that were never read make the server's close a reset.
        if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.seen["cut while stalled"] += 1
            self.socket.close()
            self._open()


def _keep_slow(port, pipe):
    selector = selectors.DefaultSelector()
    selector.register(pipe, selectors.EVENT_READ)
    seen = {"answered 408": 0, "cut while stalled": 0}
    clients = [Stalled(port, seen) for _ in range(STALLED)] + [Slow(port, selector, seen) for _ in range(SLOW)]
    began = time.monotonic()
    # Spread evenly, so that they never all send at once.
    steps = [(began + BYTE_EVERY * n / len(clients), n) for n in range(len(clients))]
    waiting = len(clients)
    while True:
        due, n = steps[0]
        if due <= time.monotonic():
            clients[n].step()
            waiting -= 1
            if waiting == 0:
                pipe.send("each has sent")
            heapq.heapreplace(steps, (due + BYTE_EVERY, n))
            continue
        for key, _ in selector.select(max(0, due - time.monotonic())):
            if key.fileobj is pipe:
                pipe.send(seen)
                return
            key.data.readable()


@contextlib.contextmanager
def slow_clients(port):
    """Slow and stalled clients in a process of their own; gives a function that ends them and tells what they saw."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_keep_slow, args=(port, theirs), daemon=True)
    process.start()
    theirs.close()

    def end():
        ours.send("end")
        return ours.recv()

    try:
        ours.recv()
        yield end
    finally:
        process.kill()
        process.join()


def exchange(connection, wanted):
    connection.sendall(wanted)
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head = received[:end].lower()
    if not head.startswith(b"http/1.1 200 "):
        raise RuntimeError(f"a healthy client got {received[:100]}")
    length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    left = length - (len(received) - end - 4)
    while left > 0:
        left -= len(_more(connection))


def _more(connection):
    some = connection.recv(65536)
    if not some:
        raise RuntimeError("a healthy client was cut off")
    return some


def healthy(port, targets, seconds):
    """Milliseconds of each GET, sorted; every second one is on a connection of its own."""
    times = []
    kept = socket.create_connection(("127.0.0.1", port), timeout=10)
    kept.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    began = time.monotonic()
    for n, target in enumerate(itertools.cycle(targets)):
        due = began + n * GET_EVERY
        if due > began + seconds:
            kept.close()
            return sorted(times)
        time.sleep(max(0, due - time.monotonic()))
        sent = time.monotonic()
        if n % 2:
            exchange(kept, request(target))
        else:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as fresh:
                exchange(fresh, request(target, "close"))
        times.append((time.monotonic() - sent) * 1000)


def percentile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def beside_slow_clients(app, report, targets, seconds):
    healthy(app.port, targets, 1)
    alone = healthy(app.port, targets, 3)
    report.figure("GET alone, p99", percentile(alone, 0.99), "ms")
    with slow_clients(app.port) as end:
        times = healthy(app.port, targets, seconds)
        seen = end()
    for what, count in seen.items():
        if count == 0:
            raise RuntimeError(f"no client was {what}: the case did not measure what it should")
        report.figure(f"slow clients: {what}", count, "")
    what = f"GET beside {SLOW} slow and {STALLED} stalled clients"
    report.figure(f"{what}, p50", percentile(times, 0.5), "ms")
    report.figure(f"{what}, p99", percentile(times, 0.99), "ms", 20)
    report.figure(f"{what}, worst", times[-1], "ms", 500)


def idle_memory(app, report, targets):
    """What idle kept connections add, each of which has had an answer."""
    wanted = request(targets[0])
    with contextlib.ExitStack() as stack:
        for _ in range(100):  # buffers and arenas
            exchange(stack.enter_context(socket.create_connection(("127.0.0.1", app.port), timeout=10)), wanted)
        before, _ = app.memory()
        idle = []
        for _ in range(IDLE):
            idle.append(stack.enter_context(socket.create_connection(("127.0.0.1", app.port), timeout=10)))
            exchange(idle[-1], wanted)
        after, _ = app.memory()
        for connection in idle:  # none was closed meanwhile
            exchange(connection, wanted)
    report.figure(f"memory added by {IDLE} idle connections", after - before, "MiB", 64)


def measure(cluster, report, courses, seconds):
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most < FILES else max(now, FILES), most))
    with site.App(cluster, f"bench_{courses}") as app:
        targets = [line.removeprefix("GET ") for line in workloads.Directory(app).pages("start", workloads.HOT)]
        idle_memory(app, report, targets)
        beside_slow_clients(app, report, targets, seconds)
