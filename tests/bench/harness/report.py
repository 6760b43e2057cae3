"""Collects figures against their targets, and prints them."""

import json


class Report:
    def __init__(self, machine):
        self.machine = machine
        self.cases = []
        self.figures = []
        print("   ".join(f"{name}: {value}" for name, value in machine.items()))
        print(f"{'case':<44}{'bytes':>7}{'CPU µs':>9}{'bare µs':>9}{'ratio':>7}{'req/s':>9}{'p50 µs':>8}{'p99 µs':>8}  target")

    def case(self, name, size, app, bare, most_ratio=None, most_cpu_us=None):
        """A loaded case: the App beside the bare server."""
        ratio = app.cpu_us / bare.cpu_us
        met = app.failed == 0 and bare.failed == 0
        target = "-"
        if most_ratio is not None:
            target, met = f"≤ {most_ratio} ×", met and ratio <= most_ratio
        if most_cpu_us is not None:
            target, met = f"< {most_cpu_us} µs", met and app.cpu_us < most_cpu_us
        line = f"{name:<44}{size:>7}{app.cpu_us:>9.1f}{bare.cpu_us:>9.1f}{ratio:>7.2f}{app.per_second:>9.0f}"
        line += f"{app.p50_us:>8.0f}{app.p99_us:>8.0f}  {target} {'ok' if met else 'MISSED'}"
        if app.failed or bare.failed:
            line += f" (failed: {app.failed}, bare {bare.failed})"
        print(line, flush=True)
        self.cases.append(
            {
                "name": name,
                "bytes": size,
                "cpu_us": app.cpu_us,
                "bare_cpu_us": bare.cpu_us,
                "ratio": ratio,
                "requests": app.requests,
                "per_second": app.per_second,
                "bare_per_second": bare.per_second,
                "p50_us": app.p50_us,
                "p99_us": app.p99_us,
                "failed": app.failed + bare.failed,
                "target": target,
                "met": met,
            }
        )

    def figure(self, name, value, unit, most=None):
        """One number; `most` is what it must stay below."""
        met = most is None or value < most
        target = "-" if most is None else f"< {most} {unit}"
        print(f"{name:<60}{value:>12.2f} {unit:<6}  {target} {'ok' if met else 'MISSED'}", flush=True)
        self.figures.append({"name": name, "value": value, "unit": unit, "target": target, "met": met})

    def finish(self, path):
        missed = [one["name"] for one in self.cases + self.figures if not one["met"]]
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {"machine": self.machine, "cases": self.cases, "figures": self.figures, "missed": missed}
        path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
        targets = sum(one["target"] != "-" for one in self.cases + self.figures)
        print(f"\n{len(missed)} of {targets} targets missed; figures in {path}")
        for name in missed:
            print(f"  missed: {name}")
        return 1 if missed else 0
