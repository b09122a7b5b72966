"""A case in plain English: every input with its range, what it rests on and where it comes from.

``python -m simulator.case.explain`` writes docs/case-file.md, the reference of every key of the case file.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.case.as_submitted import SET_ASIDE, matches, set_aside
from simulator.case.inputs import Input, count_by_basis, iter_inputs
from simulator.case.key_reference import explain_key, key_reference
from simulator.case.keys import UnknownKey
from simulator.case.names import PROGRAMME
from simulator.case.plain_words import (
    counted,
    listed,
    said_date,
    said_day,
    said_kind,
    said_money,
    said_percent,
    without_marks,
)
from simulator.case.schema import Case
from simulator.case.sections import KINDS, WHERE_IT_ARISES
from simulator.case.wording import said_basis, said_input, said_key, said_profile

__all__ = ["UnknownKey", "explain_case", "explain_key", "key_reference"]

WIDTH = 100
LABEL = 26
"""Columns of a line, and of the label that begins it."""

_LABELS = {
    "total_cost.kind.*.share": "weight in the total",
    "redundancy.age.*.share": "weight among leavers",
    "lock.*.share": "share held back",
    "gap.*": "gap in {}",
    "growth.*": "growth from {}",
    "decline.*.probability": "chance {} declines",
    "overrun.*": "overrun of {}",
    "prerequisites.*.lag": "wait after {}",
    "posts.average_cost": "cost of a post",
    "posts.turnover": "posts falling vacant",
    "posts.strain": "pension strain",
    "dip.amount": "dip in performance",
    "dip.months": "length of the dip",
    "redundancy.multiplier": "redundancy multiplier",
    "pension.members": "pension scheme members",
    "abort": "cost of stopping",
    "probability": "chance",
    "start": "planned go-live",
}


def explain_case(case: Case) -> str:
    """The whole case in plain English, in reading order.

    Parameters
    ----------
    case
        A case as `load_case` gives it.

    Returns
    -------
    str
        Lines of at most 100 characters, with a line break at the end.
    """
    teller = _Teller(case)
    lines = [*teller.opening(), *teller.rests_on(), *teller.views()]
    for title, tell in (
        ("The councils", teller.councils),
        ("When it goes live", teller.timing),
        ("The clusters", teller.clusters),
        ("What it costs to get there", teller.costs),
        ("Redundancy, post by post", teller.redundancy),
        ("What it costs to run", teller.running),
        ("Contracts that hold savings back", teller.locks),
        ("What can go wrong", teller.events),
        ("Whether the councils go on, and stay", teller.decisions),
        ("What moves together", teller.correlations),
        ("Pay and prices", teller.indices),
    ):
        if said := list(tell()):
            lines += [*_heading(title), *said]
    return "\n".join(without_marks(line) for line in lines).rstrip() + "\n"


def _heading(title: str) -> list[str]:
    return [title.upper(), ""]


def _paragraph(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _label(path: str, below: str) -> str:
    """The words for an input: those of its whole path, or of what follows the table it stands in."""
    for candidate in (path, path.removeprefix(below)):
        for pattern, words in _LABELS.items():
            if matches(pattern, candidate):
                parts = zip(pattern.split("."), candidate.split("."), strict=True)
                return words.format(*(said_kind(name) for part, name in parts if part == "*"))
    return path.rsplit(".", 1)[-1].replace("_", " ")


class _Teller:
    """Tells one case, a section at a time; a section without anything to tell yields no line."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calendar = case.calendar
        self.names = {council: table.name for council, table in case.council.items()}
        self.titles = self.names | {
            name: table.name for tables in (case.cluster, case.wave) for name, table in tables.items()
        }
        self.inputs = {path: number for path, number, is_default in iter_inputs(case) if not is_default}
        if case.case.discount_rate.is_default:
            self.inputs["case.discount_rate"] = case.case.discount_rate
        if any(cluster.posts for cluster in case.cluster.values()):
            self.inputs.setdefault("redundancy.on_costs", case.redundancy.on_costs)

    # -- the pieces that every section is made of

    def line(self, path: str, below: str = "", before: str = "") -> Iterator[str]:
        """One input: label and range, then what it rests on, unless that is word for word as `before`."""
        number = self.inputs[path]
        label = _label(path, below)
        for council, name in self.names.items():
            label = label.replace(f"chance {council} declines", f"chance {name} declines")
        tested_only = " [tested only]" if set_aside(path) else ""
        if len(label) > LABEL - 4:
            yield from _paragraph(label, "  ")
            label = ""
        indent = " " * LABEL
        said = _paragraph(said_input(number, self.calendar) + tested_only, indent)
        yield f"  {label}".ljust(LABEL) + said[0].lstrip()
        yield from said[1:]
        basis = said_basis(number)
        again = f"{(number.basis or 'assumed').capitalize()}, as above"
        yield from _paragraph((again if basis == before else basis) + ".", indent)

    def item(self, path: str, title: str, remarks: Sequence[str] = (), without: str = "*never*") -> Iterator[str]:
        """A table: its name, what is no input in a sentence or two, then its inputs."""
        yield from _paragraph(f"{title} ({path})")
        yield from _paragraph(" ".join(remark for remark in remarks if remark), "  ")
        before = ""
        for name, number in self.inputs.items():
            if name.startswith(path + ".") and not matches(without, name):
                yield from self.line(name, path + ".", before)
                before = said_basis(number)
        yield ""

    def title(self, name: str) -> str:
        """The name people read, for an id of a cluster, a wave or a council."""
        return "the programme" if name == PROGRAMME else self.titles.get(name, name)

    def shared(self, key: Any) -> str:
        """How councils share, where it is not the case's own way."""
        return "" if key is None or key == self.case.case.key else f"Shared {said_key(key, self.names)}."

    # -- the sections, in reading order

    def opening(self) -> Iterator[str]:
        """What the case is, and the time it spans."""
        header = self.case.case
        title = _paragraph(without_marks(header.title))
        yield from title
        yield "=" * max((len(line) for line in title), default=0)
        yield ""
        text = (
            f"From {said_day(header.start)} to {said_day(self.calendar.end)}, in pounds of {header.price_base}, as "
            f"things stood on {said_date(header.as_at)}. Whatever does not say otherwise is shared between the "
            f"councils {said_key(header.key, self.names)}."
        )
        if header.gap_year:
            text += f" A full year's saving is held against the gap of {header.gap_year}."
        yield from _paragraph(text)
        claim = self.case.claim
        expects = [] if claim is None else [("the first net saving", claim.first_net_saving_year)]
        expects += [] if claim is None else [("the full effect", claim.full_effect_year)]
        if said := [f"{what} in {year}" for what, year in expects if year]:
            yield from _paragraph(f"Its source expects {listed(said)}.")
        yield ""
        yield from self.line("case.discount_rate", "case.")
        yield ""

    def rests_on(self) -> Iterator[str]:
        """Counts of inputs by basis, and how ranges are to be read."""
        counts = count_by_basis(self.case)
        stated = [number for _, number, is_default in iter_inputs(self.case) if not is_default]
        uncertain = [number for number in stated if not number.fixed]
        yield from _heading("What it rests on")
        yield from _paragraph(f"It states {counted(len(stated), 'input')}, {len(uncertain)} of them uncertain.")
        meaning = {"reported": "the source itself says so", "evidence": "found elsewhere", "assumed": "a judgement"}
        for basis, number in counts.items():
            yield f"  {number:>5}  {basis}: {meaning[basis]}"
        yield from self._shapes(uncertain)
        yield ""

    def _shapes(self, uncertain: Sequence[Input]) -> Iterator[str]:
        if any(number.is_range and number.distribution == "pert" for number in uncertain):
            yield from _paragraph(
                "A range with a likeliest value is a PERT curve unless it says otherwise: values near the likeliest "
                "come up far more often than values near either end."
            )

    def views(self) -> Iterator[str]:
        """What each view of the case takes, and what *as submitted* sets aside here."""
        found = []
        for pattern, one, many in SET_ASIDE:
            number = sum(matches(pattern, path) for path in self.inputs)
            if number:
                found.append(counted(number, one, many) if many else one)
        yield from _heading("Two views, side by side")
        yield from _paragraph(
            "As submitted takes the ranges as given and the planned dates, and nothing goes wrong. Delays, events, "
            "gates, exit, overlaps, locks, running costs and the growth of pay and prices are set aside; delivery, "
            "realisation and overruns are 1."
        )
        if found:
            yield from _paragraph(f"Set aside in this case: {listed(found)}. They are marked [tested only] below.")
        yield from _paragraph("Tested takes everything below.")
        yield ""

    def councils(self) -> Iterator[str]:
        """The councils, their budgets and gaps, and their terms where posts are counted."""
        for name, council in self.case.council.items():
            remarks = []
            if any(cluster.posts for cluster in self.case.cluster.values()):
                pay = "actual pay" if council.redundancy.weekly_pay == "actual" else "pay up to the statutory cap"
                when = said_profile(council.pension.profile, "the exit")
                remarks = [f"Redundancy is paid on {pay}; pension strain falls {when}."]
            yield from self.item(f"council.{name}", council.name, remarks)

    def timing(self) -> Iterator[str]:
        """Waves, the common delay and the delivery factor."""
        for name, wave in self.case.wave.items():
            members = [cluster.name for cluster in self.case.cluster.values() if cluster.wave == name]
            yield from self.item(f"wave.{name}", wave.name, [f"Holds {listed(members)}.", *self._phasing(wave.phasing)])
        for path, title in (("delay", "The whole programme"), ("delivery", "How much of the plan arrives")):
            if any(name.startswith(path + ".") for name in self.inputs):
                yield from self.item(path, title)

    @staticmethod
    def _phasing(phasing: Sequence[float] | None) -> list[str]:
        if phasing is None:
            return []
        return [f"The saving arrives in yearly parts of {listed([said_percent(share) for share in phasing])}."]

    def clusters(self) -> Iterator[str]:
        """What is shared, and what stays apart."""
        clusters = self.case.cluster
        low, high = (sum(c.saving.ends[end] for c in clusters.values()) for end in (0, 1))
        if not all(c.saving.fixed or c.saving.is_range for c in clusters.values()):
            low, high = float(f"{low:.3g}"), float(f"{high:.3g}")  # percentiles, which nobody stated to the pound
        total = f"{counted(len(clusters), 'cluster')}. Their savings add up to {said_money(low)} a year"
        yield from _paragraph(total + (f" at the lowest and {said_money(high)} at the highest." if high > low else "."))
        yield ""
        for name, cluster in clusters.items():
            remarks = [f"Goes live with {self.title(cluster.wave)}.", *self._phasing(cluster.phasing)]
            remarks += [f"Waits for {self.title(first.cluster)}." for first in cluster.prerequisites]
            if cluster.arises:
                remarks.append(f"Arises {said_key(cluster.arises, self.names)}.")
            remarks.append(self.shared(cluster.key))
            yield from self.item(f"cluster.{name}", cluster.name, remarks)
        for name, apart in self.case.out_of_scope.items():
            yield from self.item(f"out_of_scope.{name}", apart.name)

    def costs(self) -> Iterator[str]:
        """The total and its kinds, explicit lines, and the team."""
        total = self.case.total_cost
        if total is not None:
            yield from self.item("total_cost", "The total", without="total_cost.kind.*.*")
            for kind in (kind for kind in KINDS if kind in total.kind):
                table = total.kind[kind]
                remarks = [f"Spent {said_profile(table.profile, table.anchor or '')}."]
                if table.key == WHERE_IT_ARISES:
                    remarks.append(f"Shared {self._arising()}.")
                else:
                    remarks.append(self.shared(table.key))
                yield from self.item(f"total_cost.kind.{kind}", f"Of that, {said_kind(kind)}", remarks)
        for name, line in self.case.cost.items():
            what = said_kind(line.kind)
            remarks = [f"{what[:1].upper()}{what[1:]}, for {self.title(line.owner)}; moves with {line.index}."]
            remarks += [f"Spent {said_profile(line.profile, line.anchor or '')}.", self.shared(line.key)]
            yield from self.item(f"cost.{name}", line.name or name, remarks)
        if self.case.team is not None:
            when = "beyond the plan, whose team is inside the total" if total is not None else "from the start"
            remarks = [f"Paid for each month {when}.", self.shared(self.case.team.key)]
            yield from self.item("team", "The programme team", remarks)

    def _arising(self) -> str:
        if any(cluster.arises for cluster in self.case.cluster.values()):
            return "where it arises"
        return "where it arises, which is by net budget, as no cluster says where its staff are"

    def redundancy(self) -> Iterator[str]:
        """Which method drives cash, and who leaves."""
        if not any(cluster.posts for cluster in self.case.cluster.values()):
            return
        if self.case.redundancy.method == "total":
            text = "What redundancy and pensions cost is a share of the total; what posts would cost stands beside it."
        else:
            text = "What redundancy and pensions cost is built from posts."
            if self.case.total_cost is not None and {"redundancy", "pension"} & set(self.case.total_cost.kind):
                text += " The total's own shares stand beside it."
        yield from _paragraph(text)
        yield from self.line("redundancy.on_costs", "redundancy.")
        yield ""
        for name in self.case.redundancy.age:
            yield from self.item(f"redundancy.age.{name}", f"Leavers {name.replace('-', ' ')}")

    def running(self) -> Iterator[str]:
        """What the shared service costs to run."""
        for name, line in self.case.running.items():
            remarks = [f"For {self.title(line.owner)}; moves with {line.index}.", self.shared(line.key)]
            yield from self.item(f"running.{name}", line.name or name, remarks)

    def locks(self) -> Iterator[str]:
        """Contracts that hold savings back."""
        for name, lock in self.case.lock.items():
            whose = f"{self.title(lock.council)}'s" if lock.council else "every council's"
            held = f"Holds back a share of the saving of {self.title(lock.cluster)}, on {whose} side,"
            remark = f"{held} until {said_date(lock.until)}."
            yield from self.item(f"lock.{name}", name.replace("-", " ").capitalize(), [remark])

    def events(self) -> Iterator[str]:
        """What may happen, and what it hits."""
        for name, event in self.case.event.items():
            remarks = [f"Theme: {event.theme}."] if event.theme else []
            remarks.append(f"Hits {listed([self.title(target) for target in event.on])}.")
            if event.cost_factor is not None:
                remarks.append(f"The cost factor touches {self._kinds(event.kinds)}.")
            if event.exclusive:
                remarks.append(f"At most one event of {event.exclusive} happens.")
            yield from self.item(f"event.{name}", event.name or name, remarks)

    @staticmethod
    def _kinds(kinds: Sequence[str] | None) -> str:
        return f"{listed([said_kind(kind) for kind in kinds])} only" if kinds else "every kind of cost"

    def decisions(self) -> Iterator[str]:
        """Gates and exit."""
        for name, gate in self.case.gate.items():
            remarks = [f"Decided in {said_day(gate.date)}: if any council declines, what is not yet live is cancelled."]
            yield from self.item(f"gate.{name}", f"Gate {name}", [*remarks, self.shared(gate.key)])
        leaving = self.case.exit
        if leaving is not None:
            first = leaving.from_ or "the first that begins a year or more after the first planned go-live"
            remarks = [f"The partnership may end each 1 April, from that of {first}; the saving then ebbs away."]
            yield from self.item("exit", "Exit", [*remarks, self.shared(leaving.key)])

    def correlations(self) -> Iterator[str]:
        """Inputs that move together."""
        for name, group in self.case.correlation.items():
            yield from _paragraph(f"{name.replace('-', ' ').capitalize()} (correlation.{name})")
            if group.matrix is not None:
                yield from _paragraph(f"A matrix over {listed(group.members)}.", "  ")
            elif group.members:
                text = f"Rank correlation {group.coefficient:g} between any two of {listed(group.members)}."
                yield from _paragraph(text, "  ")
            for pair in group.pairs:
                yield from _paragraph(f"Rank correlation {pair.coefficient:g} between {listed(pair.between)}.", "  ")
            if group.degrees_of_freedom is not None:
                text = f"Extremes come together: a t copula with {group.degrees_of_freedom:g} degrees of freedom."
                yield from _paragraph(text, "  ")
            basis = (group.basis or "assumed").capitalize()
            yield from _paragraph(
                ". ".join([basis + (f" ({group.source})" if group.source else ""), *filter(None, [group.note])]) + ".",
                "  ",
            )
            yield ""

    def indices(self) -> Iterator[str]:
        """Growth of pay and prices."""
        for name, title in (("pay", "Pay"), ("prices", "Prices")):
            if getattr(self.case.index, name).growth:
                yield from self.item(f"index.{name}", title, ["Growth a year, until the next year named."])


def main() -> None:
    """Write the reference of every key to docs/case-file.md in this checkout."""
    page = Path(__file__).resolve().parents[2] / "docs" / "case-file.md"
    page.write_text(key_reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
