"""The kinds of proposals that change the village's rules, its sale or its offices, or that only
state something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from daoctl.charter.authority import ADMIN, DAO, ROLES, role_by_name
from daoctl.charter.fields import folder_address, quorum
from daoctl.charter.model import (
    MAX_DELAY,
    MAX_ELECTION_BOUND,
    MAX_PERIOD,
    MAX_TIMELOCK,
    MIN_PERIOD,
    Phase,
    read_price,
)
from daoctl.charter.problems import from_validation
from daoctl.errors import UserError
from daoctl.governance import readers
from daoctl.governance.action import Action
from daoctl.governance.document import Document
from daoctl.governance.front_matter import Fields, ok
from daoctl.governance.setting import Setting
from daoctl.units import Quorum, format_quorum, plain_date
from daoctl.words import _

# What VillageCharter.publish calls a text that only states something.
TEXT_KIND = b"text".ljust(32, b"\0")


def text(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """A statement: its text's hash is published, since the Governor takes no empty proposal."""
    return [Action("charter", "publish", (TEXT_KIND, document.sha256, 1, document.uri))]


def limits(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """How many certificates an issuer may issue or renew a day: `daily_issue_limit`."""
    limit = fields.take("daily_issue_limit", readers.number)
    if ok(limit) and limit >= 2**32:
        fields.wrong("daily_issue_limit", _("is more than a contract can hold"))
    return [Action("certificate", "setDailyLimit", (limit,))] if ok(limit) else []


def rule(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """The settings of voting: any of `quorum`, `voting_delay`, `voting_period`, `late_extension`,
    `proposal_threshold`, `timelock`."""
    share = fields.take("quorum", quorum, None)
    delay = fields.take("voting_delay", readers.between(0, MAX_DELAY), None)
    period = fields.take("voting_period", readers.between(MIN_PERIOD, MAX_PERIOD), None)
    extension = fields.take("late_extension", readers.between(0, MAX_PERIOD), None)
    threshold = fields.take("proposal_threshold", readers.number, None)
    timelock = fields.take("timelock", readers.between(0, MAX_TIMELOCK), None)
    if not ok(share, delay, period, extension, threshold, timelock):
        return []
    if share is not None and share.exclusive != setting.quorum_more_than:
        fields.wrong("quorum", _wrong_kind(share, setting))
    if (setting.late_extension if extension is None else extension) > (
        setting.voting_period if period is None else period
    ):
        fields.wrong(
            "late_extension" if extension is not None else "voting_period",
            _("late_extension must not be longer than voting_period"),
        )
    spans = []
    if period is not None:
        spans.append(Action("governor", "setVotingPeriod", (period,)))
    if extension is not None:
        # The contract refuses an extension beyond the period at every single step.
        first = extension <= setting.voting_period
        spans.insert(
            0 if first else 1, Action("governor", "setLateQuorumVoteExtension", (extension,))
        )
    single = (
        ("governor", "updateQuorumNumerator", None if share is None else share.bps),
        ("governor", "setVotingDelay", delay),
        ("governor", "setProposalThreshold", threshold),
        ("timelock", "updateDelay", timelock),
    )
    actions = [Action(key, name, (value,)) for key, name, value in single if value is not None]
    if not actions and not spans:
        fields.wrong("", _("names no setting to change"))
    return spans + actions


def elections(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """Within which bounds the council opens elections (any of `minimum_nomination`,
    `minimum_voting`, `minimum_quorum`; the others stay), and who may vote in them: `electorate`
    (villager, certificate or an address), `allowed`."""
    nomination = fields.take("minimum_nomination", readers.between(0, MAX_ELECTION_BOUND), None)
    voting = fields.take("minimum_voting", readers.between(1, MAX_ELECTION_BOUND), None)
    share = fields.take("minimum_quorum", quorum, None)
    electorate = fields.take("electorate", readers.electorate(setting), None)
    allowed = fields.take("allowed", readers.yes, True)
    now = setting.election_bounds
    if now is None:
        fields.wrong("kind", _("is for villages with general elections, and this one has none"))
    if now is None or not ok(nomination, voting, share, electorate, allowed):
        return []
    actions = []
    if not (nomination is None and voting is None and share is None):
        least = now[2] if share is None else share
        bounds = (
            now[0] if nomination is None else nomination,
            now[1] if voting is None else voting,
            least.bps,
            least.exclusive,
        )
        actions.append(Action("election", "setBounds", (bounds,)))
    if electorate is not None:
        actions.append(Action("election", "setElectorate", (electorate, allowed)))
    if not actions:
        fields.wrong("", _("names nothing to change"))
    return actions


def _wrong_kind(share: Quorum, setting: Setting) -> str:
    fixed = Quorum("more_than" if setting.quorum_more_than else "at_least", share.bps)
    return _("must be written `{fixed}`: the sign was settled at founding for ever").format(
        fixed=format_quorum(fixed)
    )


def metadata(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """Where the villager tokens' pictures stand: `base`, and `freeze: yes` to fix it for ever."""
    base = fields.take("base", folder_address, None)
    freeze = fields.take("freeze", readers.yes, False)
    if not ok(base, freeze):
        return []
    actions = [] if base is None else [Action("villager", "setBaseURI", (base,))]
    if freeze:
        actions.append(Action("villager", "freezeBaseURI", ()))
    if not actions:
        fields.wrong("", _("names nothing to change"))
    return actions


def role(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """Who holds an office: `do: grant` or `do: revoke`, `role`, `account`."""
    act = fields.take("do", readers.one_of("grant", "revoke"))
    name = fields.take("role", readers.one_of(*(one.name.lower() for one in ROLES)))
    account = fields.take("account", readers.account)
    if not ok(act, name, account):
        return []
    office = role_by_name(name)
    if office in (ADMIN, DAO):
        fields.wrong("role", _("is the village's own, which no account may hold"))
    if act == "grant":
        # No delay: an office works from the moment it is given.
        return [Action("authority", "grantRole", (office.id, account, 0))]
    if account.lower() == setting.contracts.get("timelock", "").lower():
        fields.wrong("account", _("is the village itself, which sits in every office"))
    return [Action("authority", "revokeRole", (office.id, account))]


def phase(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """A new sale phase, with the keys of [[villager.phase]] in village.toml. Its allowlist is set
    by `daoctl sale allowlist` once the phase has its number."""
    model = _phase_model(fields)
    budget = fields.take("budget", readers.budget(setting), 0)
    if model is None or not ok(budget):
        return []
    try:
        price, asset = read_price(model.price, list(setting.assets))
    except UserError as error:
        fields.wrong("price", error.message)
        return []
    if model.activity_budget and not budget:
        fields.wrong("budget", _("is missing: activity_budget must go somewhere"))
    return [
        Action(
            "sale",
            "addPhase",
            (
                (
                    model.name,
                    asset.address,
                    price,
                    model.opens,
                    model.closes,
                    model.cap,
                    model.wallet_limit,
                    budget,
                    model.activity_budget,
                    model.allowlist is not None,
                    bytes(32),
                ),
            ),
        )
    ]


def _phase_model(fields: Fields) -> Phase | None:
    """The charter's own model of a phase, so that both are refused for the same reasons."""
    values: dict[str, Any] = {}
    for key in Phase.model_fields:
        written = fields.take_raw(key)
        fields.taken.append(key)
        if written is not None:
            values[key] = _as_toml(key, written)
    try:
        return Phase.model_validate(values)
    except ValidationError as error:
        for problem in from_validation(error, Phase):
            fields.wrong(str(problem.place[0]) if problem.place else "", problem.reason)
        return None


def _as_toml(key: str, written: str) -> Any:
    """What TOML would have made of the value."""
    if key in ("opens", "closes"):
        try:
            return datetime.fromisoformat(plain_date(written))
        except ValueError:
            return written
    if key in ("cap", "wallet_limit") and written.isascii() and written.isdigit():
        return int(written)
    return written
