"""What each function of the village's contracts does when the village calls it, in words.

`ACTION_WORDS` has a sentence for every function that a proposal may reasonably call; arguments
come by their ABI names, structs as named tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from daoctl.charter.authority import role_by_id
from daoctl.governance.setting import Setting
from daoctl.times import format_duration
from daoctl.units import Quorum, format_fraction
from daoctl.words import _, ngettext

Args = Mapping[str, Any]
Sentence = Callable[[Args, Setting], str]


def _pay(a: Args, s: Setting) -> str:
    words = _("Pay {amount} of free money to {account}").format(
        amount=s.money(a["asset"], a["amount"]), account=s.account(a["to"])
    )
    return words + (_(" ({memo})").format(memo=a["memo"]) if a["memo"] else "")


def _award(a: Args, s: Setting) -> str:
    plan = a["plan"]
    steps = [
        _("{amount} within {days} days").format(
            amount=s.money(plan.asset, step.amount), days=step.dueDays
        )
        for step in plan.milestones
    ]
    total = sum(step.amount for step in plan.milestones)
    return _(
        "Grant {total} out of {source} to {account}, paid step by step when reported and "
        "approved: {steps}"
    ).format(
        total=s.money(plan.asset, total),
        source=s.budget(a["source"]),
        account=s.account(plan.recipient),
        steps=_("; ").join(steps),
    )


def _open_budget(a: Args, s: Setting) -> str:
    words = _("Open the budget {name} with {amount}, until {date}").format(
        name=a["name"], amount=s.money(a["asset"], a["amount"]), date=s.time(a["expires"])
    )
    if int(a["awarder"], 16):
        words += _("; {account} may award from it, {share} of it at a time").format(
            account=s.account(a["awarder"]), share=format_fraction(a["ceilingBps"])
        )
    return words


def _fund_budget(a: Args, s: Setting) -> str:
    line = s.budgets.get(a["budget_"])
    amount = s.money(line.asset, a["amount"]) if line else str(a["amount"])
    return _("Move {amount} of free money into {budget}").format(
        amount=amount, budget=s.budget(a["budget_"])
    )


def _set_awarder(a: Args, s: Setting) -> str:
    form = (
        _("Let {account} award from {budget}")
        if a["allowed"]
        else _("Let {account} award no longer from {budget}")
    )
    return form.format(account=s.account(a["awarder"]), budget=s.budget(a["budget_"]))


def _add_phase(a: Args, s: Setting) -> str:
    phase = a["terms"]
    words = _(
        "Add the sale phase {name}: {cap} tokens for {price} each, {limit} a holder at most, "
        "from {opens} to {closes}"
    ).format(
        name=phase.name,
        cap=phase.cap,
        price=s.money(phase.currency, phase.price),
        limit=phase.walletLimit,
        opens=s.time(phase.opens),
        closes=s.time(phase.closes),
    )
    if phase.allowlisted:
        words += _("; for listed people only")
    if phase.budget:
        words += _("; {share} of the proceeds into {budget}").format(
            share=format_fraction(phase.shareBps), budget=s.budget(phase.budget)
        )
    return words


def _publish(a: Args, s: Setting) -> str:
    kind = _ascii(a["kind"])
    if kind == "text":
        return _("State the text of this proposal (SHA-256 {hash})").format(
            hash=bytes(a["root"]).hex()
        )
    return _("Publish {kind}: {hash}").format(kind=kind, hash=_hex(a["root"]))


def _register(a: Args, s: Setting) -> str:
    if int(a["location"], 16) == 0:
        return _("Take {key} out of the village's directory").format(key=_ascii(a["key"]))
    return _("Enter {key} in the village's directory as {account}").format(
        key=_ascii(a["key"]), account=s.account(a["location"])
    )


def _grant_role(a: Args, s: Setting) -> str:
    return _("Give the role {role} to {account}").format(
        role=role_by_id(a["roleId"]).name, account=s.account(a["account"])
    )


def _revoke_role(a: Args, s: Setting) -> str:
    return _("Take the role {role} from {account}").format(
        role=role_by_id(a["roleId"]).name, account=s.account(a["account"])
    )


def _quorum(a: Args, s: Setting) -> str:
    rule = Quorum("more_than" if s.quorum_more_than else "at_least", a["newQuorumNumerator"])
    return _("Set the quorum to {rule} of all votes").format(rule=rule.words())


def _threshold(a: Args, s: Setting) -> str:
    votes = a["newProposalThreshold"]
    return ngettext(
        "Let everybody propose who has {votes} vote",
        "Let everybody propose who has {votes} votes",
        votes,
    ).format(votes=f"{votes:,}")


def _duration(form: Callable[[], str], name: str) -> Sentence:
    """A sentence about one length of time."""
    return lambda a, _setting: form().format(time=format_duration(a[name]))


def _budget(form: Callable[[], str]) -> Sentence:
    """A sentence about one budget."""
    return lambda a, s: form().format(budget=s.budget(a["budget_"]))


def _asset(form: Callable[[], str]) -> Sentence:
    """A sentence about one asset."""
    return lambda a, s: form().format(asset=s.asset_at(a["asset"]).symbol)


def _plain(form: Callable[[], str]) -> Sentence:
    """A sentence that takes its values as they are."""
    return lambda a, _setting: form().format(**{k: _shown(v) for k, v in a.items()})


def _cancel(a: Args, s: Setting) -> str:
    return _("Cancel grant {number}; what is not approved or paid goes back ({reason})").format(
        number=a["grant_"], reason=a["reason"]
    )


def _replace_recipient(a: Args, s: Setting) -> str:
    return _("Hand grant {number} over to {account}").format(
        number=a["grant_"], account=s.account(a["recipient"])
    )


def _election_bounds(a: Args, _setting: Setting) -> str:
    least = a["bounds_"]
    quorum = Quorum(
        "more_than" if least.minimumQuorumMoreThan else "at_least", least.minimumQuorumBps
    )
    return _(
        "Let the council open elections with at least {nomination} for nominations, at least "
        "{voting} for voting, and a quorum of {quorum} or a higher one"
    ).format(
        nomination=format_duration(least.minimumNomination),
        voting=format_duration(least.minimumVoting),
        quorum=quorum.words(),
    )


def _electorate(a: Args, s: Setting) -> str:
    form = (
        _("Let elections be held among the holders of {account}")
        if a["allowed"]
        else _("Let elections be held no longer among the holders of {account}")
    )
    return form.format(account=s.account(a["electorate"]))


def _transfer_nft(a: Args, s: Setting) -> str:
    return _("Send token {number} of {token} to {account}").format(
        number=a["tokenId"], token=s.account(a["token"]), account=s.account(a["to"])
    )


# Functions as values, so that each sentence is translated when it is spoken.
ACTION_WORDS: Mapping[tuple[str, str], Sentence] = MappingProxyType(
    {
        ("treasury", "pay"): _pay,
        ("treasury", "award"): _award,
        ("treasury", "cancel"): _cancel,
        ("treasury", "replaceRecipient"): _replace_recipient,
        ("treasury", "transferNFT"): _transfer_nft,
        ("treasury", "openBudget"): _open_budget,
        ("treasury", "fundBudget"): _fund_budget,
        ("treasury", "setAwarder"): _set_awarder,
        ("treasury", "closeBudget"): _budget(
            lambda: _("Close {budget}; what is left in it is free money again")
        ),
        ("treasury", "releaseReservation"): _plain(
            lambda: _("Give up what is left of reservation {reservation_}")
        ),
        ("treasury", "listAsset"): _asset(lambda: _("Let the treasury take {asset}")),
        ("treasury", "delistAsset"): _asset(lambda: _("Let the treasury take {asset} no longer")),
        ("treasury", "approve"): _plain(
            lambda: _("Approve the report on milestone {milestone_} of grant {grant_}")
        ),
        ("treasury", "reject"): _plain(
            lambda: _("Reject the report on milestone {milestone_} of grant {grant_} ({reason})")
        ),
        ("charter", "rename"): _plain(lambda: _("Rename the village to {name_}")),
        ("charter", "adopt"): _plain(
            lambda: _("Adopt a new version of the charter: {contentHash} {uri}")
        ),
        ("charter", "register"): _register,
        ("charter", "publish"): _publish,
        ("villager", "setBaseURI"): _plain(
            lambda: _("Let the tokens' pictures stand at {baseURI}")
        ),
        ("villager", "freezeBaseURI"): _plain(
            lambda: _("Fix for ever where the tokens' pictures stand")
        ),
        ("certificate", "setDailyLimit"): _plain(
            lambda: _("Let an issuer issue or renew {dailyLimit_} certificates a day at most")
        ),
        ("certificate", "stopIssuing"): _plain(
            lambda: _("Stop every issuer until another daily limit is set")
        ),
        ("certificate", "revoke"): _plain(lambda: _("Revoke certificate {id}")),
        ("certificate", "reissue"): _plain(
            lambda: _("Revoke certificate {id} and issue it anew to {newHolder}")
        ),
        ("election", "setBounds"): _election_bounds,
        ("election", "setElectorate"): _electorate,
        ("sale", "addPhase"): _add_phase,
        ("sale", "setAllowlist"): _plain(
            lambda: _("Set the allowlist of sale phase {phase_}: {root}")
        ),
        ("sale", "pause"): _plain(lambda: _("Stop the sale for now")),
        ("sale", "unpause"): _plain(lambda: _("Let the sale go on")),
        ("governor", "updateQuorumNumerator"): _quorum,
        ("governor", "setProposalThreshold"): _threshold,
        ("governor", "setVotingDelay"): _duration(
            lambda: _("Let {time} pass between a proposal and its vote"), "newVotingDelay"
        ),
        ("governor", "setVotingPeriod"): _duration(
            lambda: _("Keep a vote open for {time}"), "newVotingPeriod"
        ),
        ("governor", "setLateQuorumVoteExtension"): _duration(
            lambda: _("Keep a vote open for {time} once its quorum is reached late"),
            "newVoteExtension",
        ),
        ("timelock", "updateDelay"): _duration(
            lambda: _("Let {time} pass between a passed vote and its execution"), "newDelay"
        ),
        ("authority", "grantRole"): _grant_role,
        ("authority", "revokeRole"): _revoke_role,
    }
)


def spoken(key: str, function: str, args: Args, setting: Setting) -> str | None:
    """The sentence for a call, or None where there is none."""
    sentence = ACTION_WORDS.get((key, function))
    return sentence(args, setting) if sentence else None


def written(key: str, function: str, args: Args) -> str:
    """The call as engineers write it."""
    shown = ", ".join(f"{name}={_shown(value)}" for name, value in args.items())
    return f"{key}.{function}({shown})"


def _shown(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return _hex(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        parts = zip(value._fields, value, strict=True)
        return "(" + ", ".join(f"{name}={_shown(one)}" for name, one in parts) + ")"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    return str(value)


def _hex(value: bytes | bytearray) -> str:
    return "0x" + bytes(value).hex()


def _ascii(value: bytes) -> str:
    text = bytes(value).rstrip(b"\0")
    if not text.isascii() or not text.decode("ascii").isprintable():
        return _hex(value)
    return text.decode("ascii")
