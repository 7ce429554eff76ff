"""What must fit together between the parts of a charter, and what founding asks beyond that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from daoctl.charter.fields import ETH, Asset, asset
from daoctl.charter.model import Budget, Charter, Phase, read_price
from daoctl.charter.problems import Place, Problem, sentence
from daoctl.errors import CharterError, UserError
from daoctl.times import HOUR, format_time
from daoctl.words import _

# The first phase opens at least so long after founding (CONTRACTS, deployment order), so that
# people can read what was founded before they pay.
FOUNDING_NOTICE = HOUR

_PHASES: Place = ("villager", "phase")
_BUDGETS: Place = ("treasury", "budget")

Section = TypeVar("Section", bound=BaseModel)


def cross_problems(raw: dict[str, Any]) -> list[Problem]:
    """What does not fit between the sections of a charter as `tomllib` read it.

    Works on the sections that can be read by themselves, so that one wrong key elsewhere does
    not hide what is wrong here: all mistakes are to be told at once.
    """
    villager, treasury = _table(raw, "villager"), _table(raw, "treasury")
    phases = _readable(villager.get("phase"), Phase)
    budgets = _readable(treasury.get("budget"), Budget)
    assets = _assets(treasury)
    return [
        *_twice(_PHASES, phases),
        *_twice(_BUDGETS, budgets),
        *_caps(villager, phases),
        *_money(phases, assets),
        *_shares(phases, budgets, assets),
        *_budget_terms(budgets, assets),
    ]


def check_deployable(charter: Charter, now: int) -> None:
    """Raises CharterError when a village cannot be founded by the charter at `now` (the chain's
    time): a phase opens in the past or within the next hour, or a budget has expired."""
    zone = charter.village.timezone
    late = [
        _("the phase “{name}” opens at {time}").format(
            name=phase.name, time=format_time(phase.opens, zone)
        )
        for phase in charter.villager.phases
        if phase.opens < now + FOUNDING_NOTICE
    ] + [
        _("the budget “{name}” expires at {time}").format(
            name=budget.name, time=format_time(budget.expires, zone)
        )
        for budget in charter.treasury.budgets
        if budget.expires <= now
    ]
    if late:
        raise CharterError(
            _("The village cannot be founded with these dates."),
            cause=_("On the chain it is {now}; {late}.").format(
                now=format_time(now, zone), late=_("; ").join(late)
            ),
            hint=_("Let the first phase open at least an hour after founding."),
        )


def _twice(
    where: Place, sections: list[tuple[int, Phase]] | list[tuple[int, Budget]]
) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, section in sections:
        if section.name is not None and section.name in seen:
            reason = _("`{name}` is the name of two; each needs its own").format(name=section.name)
            yield Problem((*where, number, "name"), reason)
        seen.add(section.name)


def _caps(villager: dict[str, Any], phases: list[tuple[int, Phase]]) -> Iterator[Problem]:
    supply, reserve = villager.get("max_supply"), villager.get("resident_reserve", 0)
    if not isinstance(supply, int) or not isinstance(reserve, int) or reserve > supply:
        return
    for number, phase in phases:
        if phase.cap is not None and phase.cap > supply - reserve:
            reason = _("is more than can be sold: max_supply less resident_reserve is {most}")
            yield Problem((*_PHASES, number, "cap"), reason.format(most=supply - reserve))


def _money(phases: list[tuple[int, Phase]], assets: list[Asset]) -> Iterator[Problem]:
    for number, phase in phases:
        if phase.price is None:
            continue
        try:
            read_price(phase.price, assets)
        except UserError as error:
            yield Problem((*_PHASES, number, "price"), sentence(error))


def _shares(
    phases: list[tuple[int, Phase]],
    budgets: list[tuple[int, Budget]],
    assets: list[Asset],
) -> Iterator[Problem]:
    known = {budget.name: budget for _number, budget in budgets}
    for number, phase in phases:
        place = (*_PHASES, number, "budget")
        if phase.budget is None:
            if phase.activity_budget and "budget" not in phase.model_fields_set:
                yield Problem(
                    (*_PHASES, number, "activity_budget"),
                    _("names a share, but `budget` does not say of which budget"),
                )
            continue
        budget = known.get(phase.budget)
        if budget is None:
            reason = _("there is no budget `{name}` under [[treasury.budget]]")
            yield Problem(place, reason.format(name=phase.budget))
            continue
        if budget.expires is not None and phase.opens is not None and budget.expires <= phase.opens:
            yield Problem(place, _("that budget expires before the phase opens"))
        currency = _currency(phase, assets)
        if currency and budget.asset is not None and not currency.answers_to(budget.asset):
            reason = _("that budget is in {budget}, but the phase is paid in {phase}")
            yield Problem(place, reason.format(budget=budget.asset, phase=currency.symbol))


def _currency(phase: Phase, assets: list[Asset]) -> Asset | None:
    try:
        return read_price(phase.price, assets)[1] if phase.price is not None else None
    except UserError:
        return None


def _budget_terms(budgets: list[tuple[int, Budget]], assets: list[Asset]) -> Iterator[Problem]:
    for number, budget in budgets:
        if budget.asset is not None and not any(one.answers_to(budget.asset) for one in assets):
            reason = _("`{asset}` is not in the treasury's assets").format(asset=budget.asset)
            yield Problem((*_BUDGETS, number, "asset"), reason)
        if budget.ceiling and "awarder" not in budget.model_fields_set:
            reason = _("is said, but no awarder who would be bound by it")
            yield Problem((*_BUDGETS, number, "ceiling"), reason)
        if budget.awarder is not None and budget.ceiling == 0:
            reason = _("must be said too: how much of the budget the awarder may award")
            yield Problem((*_BUDGETS, number, "ceiling"), reason)


def _table(raw: dict[str, Any], key: str) -> dict[str, Any]:
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def _readable(entries: object, model: type[Section]) -> list[tuple[int, Section]]:
    """The entries with their numbers. Of one that has mistakes, the keys that can be read by
    themselves; the others stand at None, which every check here passes over, and in
    `model_fields_set` if they were given at all."""
    found = []
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict):
            continue
        try:
            found.append((number, model.model_validate(entry)))
        except ValidationError:
            values = {
                name: _value(entry, name, field) for name, field in model.model_fields.items()
            }
            found.append((number, model.model_construct(_fields_set=set(entry), **values)))
    return found


def _value(entry: dict[str, Any], name: str, field: FieldInfo) -> Any:
    key = field.alias or name
    if key not in entry:
        return None if field.is_required() else field.default
    try:
        # What pydantic does for a field, without its section.
        kind: Any = (
            Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        )
        return TypeAdapter(kind).validate_python(entry[key])
    except ValidationError:
        return None


def _assets(treasury: dict[str, Any]) -> list[Asset]:
    found = []
    entries = treasury.get("assets", [ETH])
    for entry in entries if isinstance(entries, list) else []:
        try:
            found.append(asset(entry))
        except UserError:
            continue
    return found
