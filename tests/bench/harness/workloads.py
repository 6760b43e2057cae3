"""What is asked: lists of request lines, the same in every run."""

import datetime
import random
import urllib.parse

ORDERS = ["start", "-start", "cpd", "-cpd", "cost", "-cost", "name", "-name"]
HOT = 200
COLD = 20_000
WORDS = ["contract", "law", "drafting", "arbitration", "legal wri", "merger", "paralegals", "singapore", "advanced",
         "part 3", "trade marks", "essentials", "courts", "partners", "mediation", "update on"]
FIRST_DAY = datetime.date(2028, 7, 1)
ANSWERS = 40


def ids(items):
    return [item["id"] for item in items]


def areas(app):
    """The areas, each with its vertical."""
    verticals = [app.json(f"/api/v1/verticals/{id}") for id in ids(app.json("/api/v1/framework")["verticals"])]
    return [(vertical["id"], area["id"]) for vertical in verticals for area in vertical["areas"]]


class Directory:
    """Filtered pages of the directory, from what the site offers."""

    def __init__(self, app):
        framework = app.json("/api/v1/framework")
        self.levels = ids(framework["levels"])
        self.formats = ids(framework["formats"])
        self.needs = ids(framework["needs"])
        self.verticals = ids(framework["verticals"])
        self.areas = [area for _, area in areas(app)]
        self.providers = []
        target = "/api/v1/providers?limit=100"
        while target:
            page = app.json(target)
            self.providers += ids(page["items"])
            target = page["next"]

    def _filters(self, rng):
        some = lambda items, most: sorted(rng.sample(items, rng.randint(1, min(most, len(items)))))
        day = lambda latest: (FIRST_DAY + datetime.timedelta(days=rng.randrange(latest))).isoformat()
        return {
            "level": lambda: some(self.levels, 3),
            "format": lambda: some(self.formats, 3),
            "area": lambda: some(self.areas, 4),
            "provider": lambda: some(self.providers, 4),
            "vertical": lambda: some(self.verticals, 2),
            "need": lambda: some(self.needs, 2),
            "cost": lambda: rng.choice([["fixed"], ["free"], ["fixed", "free"], ["varying"]]),
            "cpd": lambda: rng.choice([["points"], ["private"], ["points", "tbc"], ["not-applicable"]]),
            "from": lambda: day(700),
            "to": lambda: (FIRST_DAY + datetime.timedelta(days=rng.randrange(400, 1095))).isoformat(),
            "cost_max": lambda: str(rng.randrange(300, 2000)),
            "ongoing": lambda: rng.choice(["include", "exclude"]),
            "q": lambda: rng.choice(WORDS),
        }

    def pages(self, order, count):
        """Distinct targets, each a page of 30 in one order with two or three filters."""
        rng = random.Random(f"{order} {count}")
        filters = self._filters(rng)
        coarse = [name for name in filters if name not in ("from", "to", "provider")]
        targets = {}
        while len(targets) < count:
            chosen = rng.sample(coarse, rng.randint(1, 2)) + [rng.choice(["from", "to", "from", "provider"])]
            if "provider" in chosen:
                chosen = ["provider", chosen[0]]
            values = [(name, filters[name]()) for name in dict.fromkeys(chosen)]
            query = urllib.parse.urlencode([("sort", order), *values], doseq=True)
            targets["/api/v1/course-instances?" + query] = None
        return [f"GET {target}" for target in targets]


def courses(total):
    rng = random.Random(total)
    return [f"GET /api/v1/courses/bench-{n:06}" for n in rng.sample(range(1, total + 1), min(total, 8000))]


def roles(app):
    found = []
    target = "/api/v1/job-roles?limit=100"
    while target:
        page = app.json(target)
        found += page["items"]
        target = page["next"]
    return found


def questions(app):
    return [f"GET /api/v1/job-roles/{role['id']}/questions" for role in roles(app)]


def question_ids(app, role):
    return [question["competency_id"] for question in app.json(f"/api/v1/job-roles/{role}/questions")["items"]]


def recommendations(app):
    return [f"GET /api/v1/recommendations?vertical={vertical}&area={area}" for vertical, area in areas(app)]
