"""Councils for tests: the real pair, and made-up ones of all kinds."""

import random

from simulator.portfolio.councils import Council

OTHER = "other-services"
DARLINGTON = {
    "strategic-management": 1_518_000,
    "people": 34_477_000,
    "corporate": 9_724_000,
    "culture-leisure": 3_462_000,
    "environment": 9_774_000,
    "regeneration": 3_928_000,
    OTHER: 3_625_000,
}


def real_pair(case):
    """The two councils of the shipped case: its budgets divided in some way, all else as the case has it."""
    whole = {name: cluster.budget.middle for name, cluster in case.cluster.items()}
    whole[OTHER] = case.out_of_scope[OTHER].budget.middle
    first, second = (case.council[name] for name in ("darlington", "hartlepool"))
    return [
        Council(
            "darlington",
            first.name,
            "unitary",
            budgets={name: float(part) for name, part in DARLINGTON.items()},
            net_budget=first.net_budget.middle,
            gaps={year: gap.middle for year, gap in first.gap.items()},
        ),
        Council(
            "hartlepool",
            second.name,
            "unitary",
            budgets={name: whole[name] - part for name, part in DARLINGTON.items()},
            net_budget=second.net_budget.middle,
            gaps={year: gap.middle for year, gap in second.gap.items()},
        ),
    ]


def made_up(clusters, count, seed, *, alike=False):
    """So many councils; unless they are alike, some have no budget somewhere, gaps for some years, reserves or not."""
    draw = random.Random(seed)
    found = []
    for i in range(count):
        budgets = {name: round(draw.uniform(0.2e6, 90e6), 2) for name in clusters}
        gaps = {year: round(draw.uniform(1e6, 9e6), 2) for year in ("2013/14", "2014/15")}
        more = {}
        if not alike:
            budgets = {name: 0.0 if draw.random() < 0.2 else budget for name, budget in budgets.items()}
            gaps = {year: gap for year, gap in gaps.items() if draw.random() < 0.9}
            more = {"saving_factor": draw.choice([1.0, 0.8]), "cost_factor": draw.choice([1.0, 1.3])}
            more["reserves"] = draw.uniform(1e6, 9e6) if draw.random() < 0.5 else None
        found.append(
            Council(
                f"c{i:03d}",
                f"Council {i}",
                draw.choice(["district", "unitary"]),
                budgets=budgets,
                net_budget=sum(budgets.values()) + 1e6,
                gaps=gaps,
                **more,
            )
        )
    return found


def csv_of(councils, clusters, years=("2014/15",)):
    """Councils as the text of a CSV file."""
    names = [*clusters, OTHER]
    lines = [
        ",".join(["id", "name", "class", "net_budget", *(f"budget.{n}" for n in names), *(f"gap.{y}" for y in years)])
    ]
    for one in councils:
        cells = [one.id, one.name, one.size_class, repr(one.net_budget)]
        cells += [repr(one.budgets.get(name, 0.0)) for name in names] + [repr(one.gaps.get(y, "")) for y in years]
        lines.append(",".join(cell.replace("''", "") for cell in cells))
    return "\n".join(lines) + "\n"
