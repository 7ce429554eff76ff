"""The story of a small village: what `daoctl demo` tells.

A village is founded, admits people from near and far, certifies its residents, decides to have its
water wheel repaired, pays the carpenter for the first of three milestones, and elects small plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.demo.small_election import elect
from daoctl.demo.stage import POCKET_MONEY, Stage
from daoctl.demo.voting import carry_out, propose, vote
from daoctl.errors import Unexpected
from daoctl.governance.actions import decode
from daoctl.governance.counting import Choice
from daoctl.governance.setting import read_setting
from daoctl.governance.tally import rule_words, tally, verdict_words
from daoctl.governance.votes import choice_words, delegate
from daoctl.times import DAY, format_duration
from daoctl.treasury.ledger import read_ledger
from daoctl.treasury.projects import (
    plan_approve,
    plan_claim,
    plan_report,
    read_project,
)
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.proposals import Proposal

CHARTER = "demo"

# Buyers: the phase, and how many tokens. Chika's phase is for those on the council's list.
BUYERS = {"Aoi": (1, 10), "Chika": (2, 5), "Ben": (3, 10)}
RESIDENTS = ("Hana", "Ichiro", "Kenji", "Midori", "Sakura", "Taro")
VOTES: dict[str, Choice] = {"Aoi": "for", "Kenji": "for", "Ben": "abstain", "Chika": "against"}

REPORT = b"The old wheel is taken down, the beams are measured, the oak is ordered.\n"

# What it asks for; its words are the reader's.
DRAFT = """---
title: "{title}"
kind: grant
recipient: "{recipient}"
budget: activity
milestones:
  - amount: 0.1 ETH
    due: 60 days
  - amount: 0.1 ETH
    due: 120 days
  - amount: 0.1 ETH
    due: 180 days
---
{text}
"""


def play(stage: Stage) -> None:
    """Tells the story from the founding to the last grant."""
    village = found(stage)
    sales(stage, village)
    welcome(stage, village)
    certify(stage, village)
    lose_a_phone(stage, village)
    proposal = decide(stage, village)
    pay(stage, village, proposal)
    elect(stage, village)
    settle(stage, village)


def found(stage: Stage) -> Village:
    """The village is founded and handed over to itself."""
    stage.step(_("The village is founded by its charter."))
    village = stage.found(CHARTER)
    stage.fund(dict.fromkeys((*BUYERS, *RESIDENTS, "carpenter"), 10 * POCKET_MONEY))
    stage.detail(
        _("{name}: its contracts stand, and nobody's key rules them any more.").format(
            name=village.name
        )
    )
    stage.detail(
        _("Its one public address: {address}").format(address=village.record.addresses["charter"])
    )
    return village


def sales(stage: Stage, village: Village) -> None:
    """Three people become digital villagers, one of them in a phase with an allowlist."""
    from daoctl.villager.sale import (
        Allowed,
        Allowlist,
        plan_allowlist,
        plan_buy,
        plan_sweep,
        read_desk,
        save_allowlist,
    )

    stage.step(_("People from anywhere become digital villagers, in three sale phases."))
    listed = [Allowed(stage.address("Chika"), 5)]
    stage.do(plan_allowlist(village, 2, listed), stage.wallet("council"))
    save_allowlist(village, Allowlist.of(village, 2, listed))
    stage.detail(_("The council publishes who may buy in the second phase: Chika, 5 tokens."))
    for name, (number, count) in BUYERS.items():
        phase = read_desk(village).phase(number)
        stage.until(phase.opens)
        buyer = stage.wallet(name)
        stage.do(plan_buy(village, number, count, buyer.address), buyer)
        stage.detail(
            _("{name} buys {count} tokens in {phase} at {price} each: {total}.").format(
                name=name,
                count=count,
                phase=phase.name,
                price=stage.money(phase.price),
                total=stage.money(phase.price * count),
            )
        )
    stage.until(read_desk(village).phase(3).closes)
    stage.do(plan_sweep(village), stage.wallet("Aoi"))
    ledger = read_ledger(village)
    stage.detail(
        _("The proceeds go to the treasury: {total}, {share} of it for activities.").format(
            total=stage.money(ledger.holding().balance),
            share=stage.money(ledger.budgets[0].remainder),
        )
    )


def welcome(stage: Stage, village: Village) -> None:
    """The residents get a token each, free."""
    from daoctl.villager.welcome import plan_welcome

    stage.step(_("The people who live in the village are welcomed with a free token each."))
    addresses = [stage.address(name) for name in RESIDENTS]
    stage.do(plan_welcome(village, addresses), stage.wallet("council"))
    stage.detail(
        _("{names}: one each, from the residents' reserve.").format(names=", ".join(RESIDENTS))
    )


def certify(stage: Stage, village: Village) -> None:
    """The office issues certificates. What it knows of people stays in its register: on the chain
    is a commitment that says nothing without the register's salt."""
    from daoctl.villager.issuing import Member, plan_issue

    stage.step(_("The office issues digital resident certificates."))
    valid_until = stage.chain.now() + 365 * DAY
    members = [
        Member(stage.address(name), 0, valid_until, personal={"name": name}) for name in RESIDENTS
    ]
    with stage.register(village) as register:
        for one in members:
            register.put(one.address, one.personal)
        commitments = {one.address: register.commit(one.address) for one in members}
    office = stage.wallet("office")
    stage.do(plan_issue(village, members, office.address, commitments), office)
    stage.detail(
        _("{count} certificates; names stay in the office's register, never on the chain.").format(
            count=len(RESIDENTS)
        )
    )


def lose_a_phone(stage: Stage, village: Village) -> None:
    """Ichiro loses his phone, and with it his key: the office revokes and reissues."""
    from daoctl.villager.certificate_acts import plan_reissue
    from daoctl.villager.certificates import need_certificate

    stage.step(_("Ichiro loses his phone. The office moves his certificate to a new one."))
    old, new = stage.address("Ichiro"), stage.address("Ichiro's new phone")
    lost = need_certificate(village, old)
    stage.do(plan_reissue(village, lost, new), stage.wallet("office"))
    with stage.register(village) as register:
        register.move(old, new)
    issued = need_certificate(village, new)
    stage.detail(
        _("Certificate {old} is revoked as lost; {new} stands in its place, counted once.").format(
            old=lost.id, new=issued.id
        )
    )


def decide(stage: Stage, village: Village) -> Proposal:
    """A proposal is made, voted on, counted, and carried out."""
    stage.step(_("Hana cannot follow every vote and lets Aoi vote for her."))
    stage.do(delegate(village, stage.address("Hana"), stage.address("Aoi")), stage.wallet("Hana"))
    stage.until(stage.opens_to_proposals([village]))
    stage.step(_("Kenji proposes to have the water wheel repaired, in three milestones."))
    draft = DRAFT.format(
        recipient=stage.address("carpenter"),
        title=_("Repair the water wheel"),
        text=_(
            "The wheel stands still since the autumn storm. Take down the old one, build a new one "
            "of oak, and set it turning again before the rice is planted."
        ),
    )
    proposal = propose(stage, village, draft, "Kenji")
    for action in proposal.actions:
        stage.detail(decode(action, read_setting(village)).words)
    stage.step(_("The village votes."))
    vote(stage, village, proposal, VOTES)
    for name, choice in VOTES.items():
        weight = village.governor.read("getVotes", stage.address(name), proposal.snapshot)
        stage.detail(
            ngettext(
                "{name} votes {choice}, with {count} vote.",
                "{name} votes {choice}, with {count} votes.",
                weight,
            ).format(name=name, choice=choice_words(choice), count=weight)
        )
    stage.until(proposal.deadline + 1)
    count(stage, village, proposal.number)
    stage.step(
        _("For {delay} everybody can read what was decided before it is done.").format(
            delay=format_duration(village.timelock.read("getMinDelay"))
        )
    )
    done = carry_out(stage, village, proposal.number, "Kenji")
    stage.step(_("The decision is carried out: the carpenter's project is funded."))
    return done


def count(stage: Stage, village: Village, number: int) -> None:
    """Everybody can count the votes again, from the chain's logs."""
    found = tally(village, number)
    totals = found.count.totals
    stage.step(_("The votes are counted again from the chain's own records."))
    stage.detail(
        _("{for_} for, {against} against, {abstain} abstaining.").format(
            for_=totals.for_, against=totals.against, abstain=totals.abstain
        )
    )
    stage.detail(rule_words(found.count))
    stage.detail(verdict_words(found))


def pay(stage: Stage, village: Village, proposal: Proposal) -> None:
    """The carpenter reports the first milestone; the reviewer reads and approves; it is paid."""
    import hashlib

    stage.until(stage.chain.now() + 30 * DAY)
    stage.step(_("A month later the carpenter reports the first milestone."))
    content = hashlib.sha256(REPORT).digest()
    project = read_project(village, 1)
    stage.do(
        plan_report(village, project, 1, content, "https://example.org/report-1.txt"),
        stage.wallet("carpenter"),
    )
    stage.detail(_("The report's SHA-256: {hash}").format(hash=content.hex()))
    stage.step(_("The reviewer reads the report and approves it, naming it by its hash."))
    stage.do(plan_approve(village, read_project(village, 1), 1, content), stage.wallet("reviewer"))
    stage.step(_("The milestone is paid; anyone may press the button."))
    stage.do(plan_claim(village, read_project(village, 1), 1), stage.wallet("Taro"))
    paid = read_project(village, 1)
    stage.detail(
        _("{paid} of {total} are paid; the rest waits for its reports.").format(
            paid=paid.money(paid.paid), total=paid.money(paid.total)
        )
    )


def settle(stage: Stage, village: Village) -> None:
    """The treasury in the end, with every amount adding up."""
    from daoctl.villager.sale import read_phases

    sold = sum(phase.swept for phase in read_phases(village))
    ledger = read_ledger(village)
    paid = sum(grant.paid for grant in ledger.grants)
    wheel, *elected = (grant.unpaid for grant in ledger.grants)
    promised = wheel + sum(elected)
    budgets = sum(budget.remainder for budget in ledger.budgets)
    holding = ledger.holding()
    stage.step(_("The treasury in the end, every amount accounted for:"))
    for words, amount in (
        (_("came in from the sales"), sold),
        (_("paid to the carpenter"), -paid),
        (_("in the treasury"), holding.balance),
        (_("  of it promised to the carpenter"), wheel),
        (_("  of it promised to the elected plans"), sum(elected)),
        (_("  of it left for other activities"), budgets),
        (_("  of it free for new decisions"), holding.free),
    ):
        stage.detail(f"{stage.money(amount):>10}  {words}")
    if not (
        ledger.adds_up
        and holding.balance == sold - paid
        and holding.balance == promised + budgets + holding.free
    ):
        raise Unexpected(_("The treasury's amounts do not add up."))
    stage.detail(_("It adds up."))
