"""Random valid cases that reach every mechanism, as documents (see `documents`).

Months and dates are multiples of a quarter, so that a sum of fixed months falls exactly on a month's end or clearly off
it; otherwise a moment of spend could fall into either of two months by rounding alone.
"""

from __future__ import annotations

from typing import Any

from documents import Document
from hypothesis import strategies as st

COUNCILS = ("north", "south", "west")
CLUSTERS = ("alpha", "beta", "gamma", "delta", "omega")
KINDS = ("redundancy", "pension", "ict", "programme", "other")
SHARES_OF_TWO = ((0.5, 0.5), (0.75, 0.25), (0.3, 0.7), (1.0, 0.0))
SHARES_OF_THREE = ((0.5, 0.25, 0.25), (0.2, 0.3, 0.5), (0.6, 0.4, 0.0))


class Builder:
    """Draws one document, section by section.

    Parameters
    ----------
    draw
        Hypothesis's draw function.
    """

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.document: Document = {}

    # Small things

    def sometimes(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def whole(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def number(self, low: float, high: float, step: float) -> Any:
        """An input between two numbers: fixed, or a range of any shape, on a grid of `step`."""
        steps = round((high - low) / step)
        at = lambda i: round(low + i * step, 9)  # noqa: E731
        shape = self.pick("fixed", "fixed", "mode", "pert", "triangular", "uniform", "triangular mode", "words")
        if shape == "fixed" or steps < 2:
            return at(self.whole(0, steps))
        first = self.whole(0, steps - 2)
        last = self.whole(first + 2, steps)
        if shape == "words":
            return self.words(at(first), at(self.whole(first + 1, last - 1)), at(last))
        table = {"low": at(first), "high": at(last)}
        if shape.endswith("mode"):
            table["mode"] = at(self.whole(first, last))
        if shape != "mode":
            table["distribution"] = shape.split()[0]
        return table

    def words(self, low: float, middle: float, high: float) -> Any:
        """An input between two numbers that is more than a range: by family or in the words of people."""
        return self.pick(
            {"low": low, "mode": middle, "high": high, "shape": 1.5},
            {"distribution": "histogram", "edges": [low, middle, high], "weights": [3, 1]},
            {"distribution": "discrete", "values": [high, low, middle], "weights": [1, 1, 2]},
            {"distribution": "beta", "alpha": 0.8, "beta": 2.5, "low": low, "high": high},
            {"distribution": "truncated_normal", "mean": middle, "sd": (high - low) / 3, "low": low, "high": high},
            {"low": low, "mode": middle, "high": high, "truncate_below": (low + middle) / 2},
        )

    def money(self, low: int, high: int) -> Any:
        return self.number(low, high, (high - low) / 40)

    def share(self, low: float = 0.0, high: float = 1.0) -> Any:
        return self.number(low, high, (high - low) / 20)

    def factor(self) -> Any:
        return self.number(0.5, 1.75, 0.125)

    def months(self, high: int, low: int = 0) -> Any:
        return self.number(low, high, 0.25)

    def profile(self, early: int = -9, late: int = 12) -> list[Document]:
        """One to three pieces, some at once, whose shares are halves and quarters."""
        shares = self.pick([1.0], [1.0], [0.5, 0.5], [0.25, 0.75], [0.5, 0.25, 0.25])
        pieces = []
        for share in shares:
            begin = self.whole(early * 4, late * 4) / 4
            length = self.pick(0.0, 0.0, 0.5, 3.0, 6.0, 12.0)
            pieces.append({"from": begin, "to": begin + length, "share": share})
        return pieces

    def shares_of_councils(self) -> Document:
        names = list(self.document["council"])
        if len(names) == 1:
            return {names[0]: 1.0}
        return dict(zip(names, self.pick(*(SHARES_OF_TWO if len(names) == 2 else SHARES_OF_THREE)), strict=True))

    def key(self, table: Document, programme: bool) -> None:
        """Maybe give a table a council key of any of the four sorts."""
        if self.sometimes(2):
            sorts = ["net budget", "equal", "shares"] + ([] if programme else ["where it arises"])
            sort = self.pick(*sorts)
            table["key"] = self.shares_of_councils() if sort == "shares" else sort

    def month(self, low: int, high: int) -> str:
        """A date, the first of a month, so many months from the start."""
        count = self.year * 12 + self.start_month - 1 + self.whole(low, high)
        return f"{count // 12}-{count % 12 + 1:02d}"

    def fy(self, offset: int) -> str:
        year = self.first_year + offset
        return f"{year}/{(year + 1) % 100:02d}"

    # Sections

    def header(self) -> None:
        # The later starts reach the day on which the minimum pension age rises.
        self.year = self.pick(2008, 2011, 2012, 2013, 2026, 2027, 2027)
        self.start_month = self.whole(1, 12)
        self.first_year = self.year if self.start_month >= 4 else self.year - 1
        self.last = self.whole(2, 6)
        case: Document = {
            "id": "random",
            "title": "A random case",
            "start": f"{self.year}-{self.start_month:02d}",
            "horizon": self.fy(self.last),
            "as_at": f"{self.year}-{self.start_month:02d}-01",
            "price_base": self.fy(self.pick(0, -1, -1, 1)),
        }
        if self.sometimes():
            case["discount_rate"] = self.number(0.0, 0.1, 0.005)
        self.document["case"] = case

    def councils(self) -> None:
        councils: Document = {}
        everyone_has_a_gap = self.whole(0, self.last)
        for name in COUNCILS[: self.whole(1, 3)]:
            council: Document = {"name": name.title(), "net_budget": self.money(20_000_000, 90_000_000)}
            years = {everyone_has_a_gap} | ({self.whole(0, self.last)} if self.sometimes() else set())
            if self.sometimes(4):
                years = set()
            if years:
                council["gap"] = {self.fy(year): self.money(1_000_000, 9_000_000) for year in sorted(years)}
            if self.sometimes():
                council["reserves"] = self.money(1_000_000, 5_000_000)
            if self.sometimes():
                council["redundancy"] = {
                    "multiplier": self.factor(),
                    "weekly_pay": self.pick("actual", "capped"),
                }
            if self.sometimes():
                council["pension"] = {"members": self.share(0.5), "profile": self.profile(0, 9)}
            councils[name] = council
        self.document["council"] = councils
        stated = sorted({year for council in councils.values() for year in council.get("gap", {})})
        if stated and self.sometimes():
            self.document["case"]["gap_year"] = self.pick(*stated)
        self.key(self.document["case"], programme=True)
        if self.sometimes(3):
            self.document["out_of_scope"] = {"rest": {"name": "The rest", "budget": self.money(1_000_000, 9_000_000)}}

    def shape(self, table: Document) -> None:
        shape = self.pick("ramp", "ramp", "step", "phasing")
        if shape == "ramp":
            table["ramp"] = self.months(18)
        elif shape == "phasing":
            table["phasing"] = self.pick([0.5, 0.5], [0.1, 0.4, 0.4, 0.1], [0.25, 0.75], [0.5, 0.25, 0.25])

    def delay(self) -> Any:
        if self.sometimes(4):
            early = self.pick(-6, -3)
            return {"low": early, "mode": 0, "high": 6, "may_be_early": True}
        return self.months(9)

    def waves_and_clusters(self) -> None:
        names = CLUSTERS[: self.whole(1, 5)]
        waves: Document = {}
        for index in range(min(len(names), self.whole(1, 2))):
            wave: Document = {"name": f"Wave {index}", "start": self.month(1, 12 * self.last - 6)}
            self.shape(wave)
            if self.sometimes():
                wave["delay"] = self.delay()
            waves[f"wave-{index}"] = wave
        self.document["wave"] = waves
        if self.sometimes():
            self.document["delay"] = {"common": self.delay()}
        if self.sometimes():
            self.document["delivery"] = {"factor": self.factor()}
        weights, posts, budgets = self.sometimes(2), self.pick(0, 1, 2), self.sometimes(2)
        clusters: Document = {}
        for index, name in enumerate(names):
            cluster = self.cluster(name, f"wave-{index % len(waves)}", list(names[:index]))
            if weights:
                cluster["weight"] = self.number(0.5, 3.0, 0.25)
            if posts == 2 or (posts == 1 and index == 0):
                cluster["posts"] = {"average_cost": self.money(20_000, 60_000)}
                if self.sometimes():
                    cluster["posts"]["turnover"] = self.share(0, 0.5)
                if self.sometimes():
                    cluster["posts"]["strain"] = self.money(5_000, 45_000)
            if budgets or self.sometimes(3):
                cluster["budget"] = self.money(10_000_000, 20_000_000)
            clusters[name] = cluster
        self.document["cluster"] = clusters
        self.has_posts = posts > 0

    def cluster(self, name: str, wave: str, earlier: list[str]) -> Document:
        cluster: Document = {"name": name.title(), "wave": wave, "saving": self.money(50_000, 1_250_000)}
        if self.sometimes(3):
            self.shape(cluster)
        if self.sometimes():
            cluster["delay"] = self.delay()
        for share in ("overlap", "cashable", "general_fund", "staff_share"):
            if self.sometimes(3):
                cluster[share] = self.share()
        if self.sometimes(3):
            cluster["realisation"] = self.factor()
        if earlier and self.sometimes():
            needed = self.draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True))
            cluster["prerequisites"] = [
                {"cluster": other, "lag": self.months(6)} if self.sometimes() else {"cluster": other}
                for other in needed
            ]
        self.key(cluster, programme=False)
        if self.sometimes():
            cluster["arises"] = self.shares_of_councils()
        if self.sometimes(3):
            kinds = self.draw(
                st.lists(st.sampled_from(("redundancy", "pension", "ict", "other")), min_size=1, unique=True)
            )
            cluster["overrun"] = {kind: self.factor() for kind in kinds}
        if self.sometimes(3):
            cluster["dual_running"] = self.money(1_000, 41_000)
        if self.sometimes(3):
            cluster["dip"] = {"amount": self.money(1_000, 21_000), "months": self.months(9)}
        return cluster

    def total_cost(self) -> None:
        kinds = self.draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5, unique=True))
        table: Document = {}
        for kind in kinds:
            entry: Document = {"share": self.number(0.5, 3.0, 0.25), "profile": self.profile()}
            if self.sometimes(3):
                entry["overrun"] = self.factor()
            self.key(entry, programme=kind == "programme")
            if self.sometimes():
                anchors = ["start", self.month(0, 30)] + ([] if kind == "programme" else ["go-live"])
                entry["anchor"] = self.pick(*anchors)
            table[kind] = entry
        self.document["total_cost"] = {"amount": self.money(500_000, 4_500_000), "kind": table}

    def costs(self) -> None:
        lines: Document = {}
        for index in range(self.whole(0, 3)):
            owner = self.pick("programme", *self.document["cluster"])
            line: Document = {"owner": owner, "kind": self.pick(*KINDS), "amount": self.money(10_000, 810_000)}
            if self.sometimes(3):
                line["overrun"] = self.factor()
            if self.sometimes(3):
                line["index"] = self.pick("pay", "prices")
            self.key(line, programme=owner == "programme")
            if self.sometimes():
                anchors = ["start", self.month(0, 30)] + ([] if owner == "programme" else ["go-live"])
                line["anchor"] = self.pick(*anchors)
            if self.sometimes():
                # Some of it long before the start, some long after the horizon.
                line["profile"] = self.profile(-24, 60)
            lines[f"line-{index}"] = line
        if lines:
            self.document["cost"] = lines

    def redundancy(self) -> None:
        kinds = self.document.get("total_cost", {}).get("kind", {})
        both = self.has_posts and ("redundancy" in kinds or "pension" in kinds)
        table: Document = {}
        if both or (self.has_posts and self.sometimes(3)):
            table["method"] = self.pick("posts", "total") if both else "posts"
        if self.has_posts:
            if self.sometimes():
                table["on_costs"] = self.share(0.1, 0.4)
            table["age"] = {f"band-{index}": self.age_band() for index in range(self.whole(1, 3))}
        if table:
            self.document["redundancy"] = table

    def age_band(self) -> Document:
        """Of any age; nobody began to work before 16."""
        low, high = self.pick((20, 64), (38, 44), (53, 58), (55, 56))
        age = self.number(low, high, 0.25)
        youngest = age if not isinstance(age, dict) else min(age.get("edges") or age.get("values") or [age["low"]])
        longest = min(30.0, (youngest - 16) // 0.5 * 0.5)
        return {"share": self.number(0.5, 3.0, 0.25), "age": age, "service": self.number(0, longest, 0.5)}

    def team_and_running(self) -> None:
        if self.sometimes():
            team: Document = {"amount": self.money(5_000, 45_000)}
            self.key(team, programme=True)
            self.document["team"] = team
        running: Document = {}
        for index in range(self.whole(0, 2)):
            owner = self.pick("programme", *self.document["cluster"])
            line: Document = {"owner": owner, "amount": self.money(10_000, 210_000)}
            self.key(line, programme=owner == "programme")
            if self.sometimes():
                line["index"] = self.pick("pay", "prices")
            if self.sometimes():
                line["general_fund"] = self.share()
            running[f"running-{index}"] = line
        if running:
            self.document["running"] = running

    def locks(self) -> None:
        locks: Document = {}
        for index in range(self.pick(0, 0, 1, 1, 2)):
            lock: Document = {
                "cluster": self.pick(*self.document["cluster"]),
                "share": self.share(0, 0.2),
                "until": self.month(6, 12 * self.last + 18) + self.pick("", "-15"),
            }
            # A contract holds back no more than its council's part of the saving.
            able = [council for council in self.document["council"] if self.part(lock["cluster"], council) >= 0.1]
            if able and self.sometimes():
                lock["council"], lock["share"] = self.pick(*able), self.share(0, 0.05)
            locks[f"lock-{index}"] = lock
        if locks:
            self.document["lock"] = locks

    def part(self, cluster: str, council: str) -> float:
        """At least so much of a cluster's saving, and of its posts, is a council's."""
        table = self.document["cluster"][cluster]
        arises = table.get("arises", "net budget")
        key = table.get("key", self.document["case"].get("key", "net budget"))
        parts = []
        for sort in (arises, arises if key == "where it arises" else key):
            if sort == "net budget":
                parts.append(20 / (20 + 90 + 90))
            else:
                parts.append(1 / len(self.document["council"]) if sort == "equal" else sort[council])
        return min(parts)

    def events(self) -> None:
        events: Document = {}
        exclusive = self.sometimes()
        targets = ["programme", *self.document["wave"], *self.document["cluster"]]
        for index in range(self.whole(0, 4)):
            event: Document = {"on": self.draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))}
            effects = ("saving_factor", "saving_amount", "cost_factor", "cost_amount", "delay")
            for effect in self.draw(st.lists(st.sampled_from(effects), min_size=1, max_size=3, unique=True)):
                event[effect] = {
                    "saving_factor": self.factor,
                    "saving_amount": lambda: self.money(-300_000, 100_000),
                    "cost_factor": self.factor,
                    "cost_amount": lambda: self.money(10_000, 210_000),
                    "delay": lambda: self.delay(),
                }[effect]()
            if "cost_factor" in event and self.sometimes():
                event["kinds"] = self.draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True))
            if exclusive and index < 3:
                event["exclusive"] = "either"
                event["probability"] = self.share(0.05, 0.3)
            else:
                event["probability"] = self.share(0.2, 1.0)
            events[f"event-{self.pick('x', 'a', 'm')}{index}"] = event
        if events:
            self.document["event"] = events

    def gates_and_exit(self) -> None:
        gates: Document = {}
        councils = list(self.document["council"])
        for index in range(self.pick(0, 1, 1, 2)):
            gate: Document = {
                "date": self.month(2, 12 * self.last),
                "decline": {council: self.share(0.0, 0.6) for council in councils},
            }
            if self.sometimes():
                gate["abort"] = self.money(10_000, 210_000)
                self.key(gate, programme=True)
            gates[f"gate-{self.pick('x', 'a', 'm')}{index}"] = gate
        if gates:
            self.document["gate"] = gates
        if self.sometimes():
            exit_: Document = {"probability": self.share(0.05, 0.6)}
            if self.sometimes(3):
                exit_["from"] = self.fy(self.whole(1, self.last))
            if self.sometimes():
                exit_["unwind"] = self.months(24)
            if self.sometimes():
                exit_["cost"] = self.money(10_000, 410_000)
            self.key(exit_, programme=True)
            self.document["exit"] = exit_

    def indices(self) -> None:
        index: Document = {}
        for name in ("pay", "prices"):
            if self.sometimes():
                years = sorted({self.whole(-2, self.last) for _ in range(self.whole(1, 3))})
                index[name] = {"growth": {self.fy(year): self.number(-0.02, 0.08, 0.005) for year in years}}
        if index:
            self.document["index"] = index

    def correlations(self) -> None:
        """One group by wildcard and one of named events, where their members are uncertain."""
        savings = [name for name, table in self.document["cluster"].items() if isinstance(table["saving"], dict)]
        groups: Document = {}
        if len(savings) >= 2 and self.sometimes():
            groups["savings"] = {"members": ["cluster.*.saving"], "coefficient": self.pick(0.2, 0.5, 0.9)}
        events = [name for name, table in self.document.get("event", {}).items() if "exclusive" not in table]
        if len(events) >= 2 and self.sometimes():
            groups["luck"] = {
                "pairs": [
                    {"between": [f"event.{events[0]}", f"event.{events[1]}"], "coefficient": self.pick(-0.5, 0.8)}
                ]
            }
        for group in groups.values():
            if self.sometimes():
                group |= {"copula": "t", "degrees_of_freedom": self.pick(2.5, 5, 30)}
        if groups:
            self.document["correlation"] = groups

    def build(self) -> Document:
        self.header()
        self.councils()
        self.waves_and_clusters()
        self.has_total = self.sometimes()
        if self.has_total:
            self.total_cost()
        self.costs()
        self.redundancy()
        self.team_and_running()
        self.locks()
        self.events()
        self.gates_and_exit()
        self.indices()
        self.correlations()
        return self.document


@st.composite
def documents(draw: Any) -> Document:
    """A random valid case, as a document."""
    return Builder(draw).build()
