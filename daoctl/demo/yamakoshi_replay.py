"""The replay `yamakoshi_replay`: 2,937 tokens, 1,779 holders, 68.675 ETH (DOMAIN: prices and
dates are the press's, counts assumed; wallets are made up).

Who ends up with how many tokens is fixed; who bought which of them in which phase is arranged here
so that every phase sells what it sold. The election of February 2022 is `yamakoshi_election`'s.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.demo.stage import POCKET_MONEY, Stage
from daoctl.demo.yamakoshi_election import begin, end
from daoctl.times import DAY
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village

CHARTER = "yamakoshi_replay"
FOUNDED = 1639364400  # 2021-12-13 12:00 JST, a day before the first phase

# Tokens held in the end → how many hold so many.
HOLDINGS = {87: 1, 20: 8, 6: 20, 4: 50, 3: 120, 2: 430, 1: 1150}
RESIDENTS = 150
PHASE_1, PHASE_2, PHASE_3_HOLDERS, PHASE_3_ALLOWLIST, PHASE_3_PUBLIC = 350, 1050, 700, 187, 500


@dataclass(frozen=True)
class Plan:
    """Who gets how many tokens where: wallet names to counts, phase by phase, and the residents
    who are welcomed. Between them everybody ends with what `HOLDINGS` says."""

    phases: tuple[dict[str, int], ...]
    residents: tuple[str, ...]

    def holdings(self) -> Counter[str]:
        """What everybody holds in the end."""
        total: Counter[str] = Counter(dict.fromkeys(self.residents, 1))
        for phase in self.phases:
            total.update(phase)
        return total


def plan() -> Plan:
    """Phase 1 goes to 350 first-comers, a token each. Phase 2 goes to the others who will hold
    several, to newcomers with one, and to some second tokens. The holders' price of phase 3 is
    for all second and further tokens that are left; its two other prices are newcomers'."""
    holders = [
        (f"villager {number}", count)
        for number, count in enumerate(
            (count for count, people in HOLDINGS.items() for _person in range(people)), 1
        )
    ]
    several = [(name, count) for name, count in holders if count > 1]
    single = iter(name for name, count in holders if count == 1)
    phase_1 = {name: 1 for name, _count in several[-PHASE_1:]}
    phase_2 = Counter({name: 1 for name, _count in several if name not in phase_1})
    more = {name: count - 1 for name, count in several}
    later = sum(more.values()) - PHASE_3_HOLDERS
    phase_3 = {}
    for name, count in more.items():
        now = min(count, later)
        later -= now
        if now:
            phase_2[name] += now
        if count > now:
            phase_3[name] = count - now
    newcomers = PHASE_2 - phase_2.total()
    phase_2.update(next(single) for _place in range(newcomers))
    residents = tuple(next(single) for _place in range(RESIDENTS))
    allowlist = {next(single): 1 for _place in range(PHASE_3_ALLOWLIST)}
    public = dict.fromkeys(single, 1)
    return Plan((phase_1, dict(phase_2), phase_3, allowlist, public), residents)


def play(stage: Stage) -> None:
    """Plays the replay at full size."""
    planned = plan()
    village = stage.found(CHARTER, opens=FOUNDED + DAY)
    stage.step(_("{name} is founded.").format(name=village.name))
    stage.fund({"card desk": 100 * 10**18, **_pockets()})
    sell(stage, village, 1, planned.phases[0])
    election = begin(stage, village, list(planned.phases[0]))
    # Phase 2 ended with the day of the last ballot: who bought then votes the next time.
    sell(stage, village, 2, planned.phases[1])
    end(stage, village, election)
    welcome(stage, village, planned.residents)
    for number in (3, 4):
        allow(stage, village, number, planned.phases[number - 1])
    for number in (3, 4, 5):
        sell(stage, village, number, planned.phases[number - 1])


def _pockets() -> dict[str, int]:
    return {"council": POCKET_MONEY}


def allow(stage: Stage, village: Village, number: int, quotas: dict[str, int]) -> None:
    """The council sets who may buy how many in a phase, and publishes the list."""
    from daoctl.villager.sale import Allowed, Allowlist, plan_allowlist, save_allowlist

    rows = [Allowed(stage.address(name), quota) for name, quota in quotas.items()]
    stage.do(plan_allowlist(village, number, rows), stage.wallet("council"))
    save_allowlist(village, Allowlist.of(village, number, rows))


def sell(stage: Stage, village: Village, number: int, buyers: dict[str, int]) -> None:
    """Everybody buys what they buy in the phase; the village's card desk pays for them, as the
    real one did. Then what came in goes to the treasury."""
    from daoctl.villager.sale import Order, plan_buys, plan_sweep, read_desk

    phase = read_desk(village).phase(number)
    stage.until(phase.opens)
    desk = stage.wallet("card desk")
    orders = [Order(stage.address(name), count) for name, count in buyers.items()]
    stage.do_many([(call, desk) for call in plan_buys(village, number, orders)])
    stage.do(plan_sweep(village, number), desk)
    stage.step(
        _("{phase}: {count} tokens at {price} for {people} people.").format(
            phase=phase.name,
            count=f"{sum(buyers.values()):,}",
            price=stage.money(phase.price),
            people=f"{len(buyers):,}",
        )
    )


def welcome(stage: Stage, village: Village, residents: tuple[str, ...]) -> None:
    """The council welcomes the residents with a free token each."""
    from daoctl.villager.welcome import plan_welcome

    addresses = [stage.address(name) for name in residents]
    stage.do(plan_welcome(village, addresses), stage.wallet("council"))
    stage.step(_("{count} residents are welcomed with a free token.").format(count=len(residents)))
