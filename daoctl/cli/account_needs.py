"""`daoctl account needs`: who lacks gas for what they are about to do, and how much.

What an act needs depends on its table and texts, so these are bounds for usual ones, held against
the real contracts by a test; each verb says its own exact cost before it asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.words import N_, _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.chain.safes import ContractAccount
    from daoctl.cli.account_standing import AtHand, Standing
    from daoctl.cli.output import Output


@dataclass(frozen=True)
class Act:
    """Something that somebody usually does next: its key, in words, and a bound of its gas."""

    key: str
    words: str
    gas: int


FOUND = Act("deploy", N_("found the village"), 45_000_000)
WELCOME = Act("welcome", N_("welcome 90 residents"), 13_000_000)
VETO = Act("veto", N_("veto a proposal"), 150_000)
ISSUE = Act("issue", N_("issue 90 certificates"), 13_000_000)
APPROVE = Act("approve", N_("approve a milestone"), 100_000)
PROPOSE = Act("propose", N_("submit a proposal"), 500_000)
VOTE = Act("vote", N_("vote"), 150_000)

BY_ROLE = {"COUNCIL": (WELCOME, VETO), "ISSUER": (ISSUE,), "REVIEWER": (APPROVE,)}
OF_HOLDERS = (PROPOSE, VOTE)
# A Safe checks its owners' signatures and calls on; whichever owner carries it out pays for that.
BY_SAFE = 150_000


@dataclass
class Need:
    """What an account needs for its acts at a price of gas (wei), and what it holds. `of` is the
    Safe whose owner it is: of its owners the one who carries an act out pays."""

    address: str
    name: str
    roles: list[str] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    of: str | None = None
    holds: int = 0

    def needs(self, price: int) -> int:
        """For one of each of its acts, in wei."""
        from daoctl.chain.sending import with_margin

        more = BY_SAFE if self.of else 0
        return sum(with_margin(act.gas + more) for act in self.acts) * price

    def lacks(self, price: int) -> int:
        """What is missing for it, in wei."""
        return max(0, self.needs(price) - self.holds)


def run_needs(shared: Shared) -> None:
    """Prints who needs how much, holds how much and lacks how much. Raises ConnectionFailed or
    UsageError where no chain can be asked."""
    from daoctl.chain.sending import fees
    from daoctl.cli.account_new import say_tightened
    from daoctl.cli.account_standing import at_hand, read_standing
    from daoctl.cli.session import voice
    from daoctl.errors import UsageError

    out = voice(shared)
    with at_hand(shared, out) as here:
        if here.chain is None:
            raise UsageError(
                _("Without a chain nobody can say what gas costs."),
                hint=_("Name it, such as: --network ethereum:sepolia:node --rpc URL"),
            )
        say_tightened(out)
        standing = read_standing(here)
        price = fees(here.chain)[0]
        found, safes = read_needs(here, standing, shared.account)
        for one in found:
            one.holds = here.chain.balance(one.address)
    _show(out, found, safes, standing, price)


def read_needs(
    here: AtHand, standing: Standing, deployer: str | None
) -> tuple[list[Need], list[ContractAccount]]:
    """Everybody with their usual next acts, without what they hold, and the contracts among the
    roles' members, which need no gas."""
    from daoctl.chain.safes import contract_account

    assert here.chain is not None
    found: dict[str, Need] = {}
    safes: dict[str, ContractAccount] = {}
    for role, members in standing.members.items():
        for member in members:
            contract = contract_account(here.chain, member)
            if contract is None:
                _add(found, standing, member, BY_ROLE[role], role)
                continue
            safes[member] = contract
            for owner in contract.owners:
                _add(found, standing, owner, BY_ROLE[role], role, of=member)
    if here.village is None:
        for founder in _founders(here.chain, standing, deployer):
            _add(found, standing, founder, (FOUND,))
    else:
        for holder in _holders(here, standing):
            _add(found, standing, holder, OF_HOLDERS)
    return list(found.values()), list(safes.values())


def _add(
    found: dict[str, Need],
    standing: Standing,
    address: str,
    acts: Iterable[Act],
    role: str | None = None,
    of: str | None = None,
) -> None:
    one = found.setdefault(address, Need(address, standing.name_of(address), of=of))
    if role and role not in one.roles:
        one.roles.append(role)
    one.acts.extend(act for act in acts if act not in one.acts)


def _founders(chain: Chain, standing: Standing, named: str | None) -> list[str]:
    """Who would found the village: --account, else this computer's only account."""
    from daoctl.chain.accounts import account_address

    if named:
        return [account_address(named)]
    own = [address for name, address in standing.known.items() if not name.startswith("TEST::")]
    return own if len(own) == 1 else []


def _holders(here: AtHand, standing: Standing) -> list[str]:
    """This computer's accounts that hold a token and could vote."""
    assert here.village is not None
    addresses = list(standing.known.values())
    balances = here.village.villager.read_many("balanceOf", [[one] for one in addresses])
    return [one for one, balance in zip(addresses, balances, strict=True) if balance]


def _show(
    out: Output,
    found: list[Need],
    safes: list[ContractAccount],
    standing: Standing,
    price: int,
) -> None:
    if out.as_json:
        out.emit_json(
            {
                "gas_price": Wei(price),
                "accounts": [_json(one, price) for one in found],
                "contracts": [
                    {
                        "address": one.address,
                        "safe": one.is_safe,
                        "owners": list(one.owners),
                        "threshold": one.threshold,
                    }
                    for one in safes
                ],
                "absent": standing.absent,
            }
        )
        return
    for safe in safes:
        out.say(
            _("{address} is {what}: it needs no gas, whoever carries its acts out does.").format(
                address=safe.address, what=safe.words()
            )
        )
    for role, names in standing.absent.items():
        out.say(
            _("Not known on this computer ({role}): {names}").format(
                role=_role(role), names=", ".join(names)
            )
        )
    if not found:
        out.say(_("Nobody is known who is about to do anything."))
        return
    out.table(
        (_("account"), _("what for"), _("needs"), _("holds"), _("lacks")),
        [_row(out, one, price) for one in found],
        right=(2, 3, 4),
    )
    for one in found:
        if one.lacks(price):
            out.say(
                _("Send {amount} to {address} ({name}).").format(
                    amount=out.amount(_up(one.lacks(price))),
                    address=one.address,
                    name=one.name or ", ".join(map(_role, one.roles)),
                ),
                style="yellow",
            )
    if not any(one.lacks(price) for one in found):
        out.say(_("Nobody lacks gas."))


def _row(out: Output, one: Need, price: int) -> tuple[str, ...]:
    lacks = one.lacks(price)
    return (
        one.name or one.address,
        _("; ").join(_(act.words) for act in one.acts),
        out.amount(_up(one.needs(price))),
        out.amount(one.holds),
        out.amount(_up(lacks)) if lacks else "–",
    )


def _json(one: Need, price: int) -> dict[str, Any]:
    return {
        "name": one.name,
        "address": one.address,
        "roles": one.roles,
        "acts": [act.key for act in one.acts],
        "owner_of": one.of,
        "needs": Wei(one.needs(price)),
        "holds": Wei(one.holds),
        "lacks": Wei(one.lacks(price)),
    }


def _up(wei: int) -> int:
    from daoctl.cli.acting import round_up

    return round_up(wei)


def _role(role: str) -> str:
    from daoctl.cli.account_standing import role_words

    return role_words(role)
