"""The kinds of proposals that move money or say what money is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from daoctl.charter.fields import Asset, fraction, public_text
from daoctl.governance import readers
from daoctl.governance.action import Action
from daoctl.governance.document import Document
from daoctl.governance.front_matter import Fields, ok
from daoctl.governance.setting import Setting
from daoctl.units import ZERO_ADDRESS
from daoctl.words import _

# VillageTreasury.MAX_MILESTONES
MAX_MILESTONES = 8


def pay(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """Free money to somebody: `to`, `amount`, `memo`."""
    to = fields.take("to", readers.payee(setting))
    sum_ = fields.take("amount", readers.money(setting))
    memo = fields.take("memo", public_text, "")
    if not ok(to, sum_, memo):
        return []
    amount, asset = sum_
    if amount == 0:
        fields.wrong("amount", _("must be more than nothing"))
    return [Action("treasury", "pay", (asset.address, to, amount, memo))]


def grant(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """A plan's milestones, paid as each is reported and approved: `recipient`, `milestones` of
    `amount` and `due` (days from the award), `budget` (free money without)."""
    source = fields.take("budget", readers.budget(setting), 0)
    found = milestones(fields, setting, document)
    if found is None or not ok(source):
        return []
    if source and setting.budgets[source].asset.lower() != found.asset.address.lower():
        unit = setting.asset_at(setting.budgets[source].asset).symbol
        fields.wrong("budget", _("holds {unit}, and the milestones do not").format(unit=unit))
    return [Action("treasury", "award", (source, found.values))]


@dataclass(frozen=True)
class Plan:
    """A plan that asks for money: who carries it out, in which asset, the `amount` and days from
    the award of each milestone, and the text that is published."""

    recipient: str
    asset: Asset
    milestones: tuple[tuple[int, int], ...]
    document: Document

    @property
    def amount(self) -> int:
        """What all of it costs, in the asset's smallest unit."""
        return sum(amount for amount, _due in self.milestones)

    @property
    def values(self) -> tuple[str, str, tuple[tuple[int, int], ...], bytes, str]:
        """The plan as the treasury takes it: recipient, asset, milestones, hash and address of
        its text."""
        text = self.document
        return self.recipient, self.asset.address, self.milestones, text.sha256, text.uri


def milestones(fields: Fields, setting: Setting, document: Document) -> Plan | None:
    """The plan of a part with `recipient` and `milestones`, each of `amount` and `due` (days from
    the award); None where it could not be read."""
    recipient = fields.take("recipient", readers.payee(setting))
    steps: list[tuple[int, int]] = []
    assets: list[Asset] = []
    parts = fields.take_parts("milestones")
    for part in parts:
        sum_ = part.take("amount", readers.money(setting))
        due = part.take("due", readers.days)
        part.finish()
        if not ok(sum_, due):
            continue
        amount, asset = sum_
        if amount == 0:
            part.wrong("amount", _("must be more than nothing"))
        if assets and asset != assets[0]:
            part.wrong("amount", _("must be in the same asset as the first milestone"))
        steps.append((amount, due))
        assets.append(asset)
    if len(parts) > MAX_MILESTONES:
        reason = _("must be {most} at most").format(most=MAX_MILESTONES)
        fields.wrong("milestones", reason)
    if not steps or not ok(recipient):
        return None
    if sum(amount for amount, _due in steps) > readers.MAX_UINT128:
        fields.wrong("milestones", _("come to more than a contract can hold"))
    return Plan(recipient, assets[0], tuple(steps), document)


def grant_cancel(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """What is not approved or paid of a grant goes back: `grant` (its number), `reason`."""
    number = fields.take("grant", readers.number)
    reason = fields.take("reason", public_text)
    return [Action("treasury", "cancel", (number, reason))] if ok(number, reason) else []


def budget(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """`do: open` (`name`, `amount`, `expires`, `awarder`, `ceiling`), `do: close` (`budget`),
    `do: fund` (`budget`, `amount`), `do: awarder` (`budget`, `awarder`, `allowed`)."""
    act = fields.take("do", readers.one_of("open", "close", "fund", "awarder"))
    if not ok(act):
        # Which keys belong here is not known, so none of them is called unknown.
        fields.taken.extend(fields.values)
        return []
    return {"open": _open, "close": _close, "fund": _fund, "awarder": _awarder}[act](
        fields, setting
    )


def _open(fields: Fields, setting: Setting) -> list[Action]:
    name = fields.take("name", public_text)
    sum_ = fields.take("amount", readers.money(setting))
    expires = fields.take("expires", readers.moment(setting))
    awarder = fields.take("awarder", readers.awarder(setting), ZERO_ADDRESS)
    ceiling = fields.take("ceiling", fraction, 0)
    if not ok(name, sum_, expires, awarder, ceiling):
        return []
    if any(line.name == name and not line.closed for line in setting.budgets.values()):
        fields.wrong("name", _("is the name of an open budget already"))
    amount, asset = sum_
    args: tuple[Any, ...] = (asset.address, amount, expires, name, awarder, ceiling)
    return [Action("treasury", "openBudget", args)]


def _close(fields: Fields, setting: Setting) -> list[Action]:
    number = fields.take("budget", readers.budget(setting))
    return [Action("treasury", "closeBudget", (number,))] if ok(number) else []


def _fund(fields: Fields, setting: Setting) -> list[Action]:
    number = fields.take("budget", readers.budget(setting))
    sum_ = fields.take("amount", readers.money(setting))
    if not ok(number, sum_):
        return []
    amount, asset = sum_
    if amount == 0:
        fields.wrong("amount", _("must be more than nothing"))
    if setting.budgets[number].asset.lower() != asset.address.lower():
        unit = setting.asset_at(setting.budgets[number].asset).symbol
        fields.wrong("amount", _("must be in {unit}, which the budget holds").format(unit=unit))
    return [Action("treasury", "fundBudget", (number, amount))]


def _awarder(fields: Fields, setting: Setting) -> list[Action]:
    number = fields.take("budget", readers.budget(setting))
    awarder = fields.take("awarder", readers.awarder(setting))
    allowed = fields.take("allowed", readers.yes, True)
    if not ok(number, awarder, allowed):
        return []
    return [Action("treasury", "setAwarder", (number, awarder, allowed))]


def nft(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """A picture or another single thing (ERC-721) that the treasury holds, to somebody: `token` (an
    address, or "villager" for the village's own), `id`, `to`."""
    token = fields.take("token", readers.token(setting))
    number = fields.take("id", readers.token_id)
    to = fields.take("to", readers.payee(setting))
    if not ok(token, number, to):
        return []
    if any(one.address.lower() == token.lower() for one in setting.assets):
        fields.wrong("token", _("is money that the treasury takes; use `kind: pay`"))
    if to.lower() == setting.contracts.get("treasury", "").lower():
        fields.wrong("to", _("is the treasury itself"))
    return [Action("treasury", "transferNFT", (token, to, number))]


def assets(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """What the treasury takes: `do: add` or `do: remove`, and `asset`."""
    act = fields.take("do", readers.one_of("add", "remove"))
    asset = fields.take("asset", readers.asset(setting))
    if not ok(act, asset):
        return []
    return [Action("treasury", "listAsset" if act == "add" else "delistAsset", (asset,))]
