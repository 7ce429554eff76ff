"""What every story's vote goes through, step by step: proposed, voted on, counted, carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from daoctl.governance.counting import Choice
from daoctl.governance.drafts import parse_draft
from daoctl.governance.lifecycle import execute, queue, submit
from daoctl.governance.proposals import Proposal, read_proposal, read_proposals
from daoctl.governance.setting import read_setting
from daoctl.governance.votes import cast_all

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.demo.stage import Stage


def propose(stage: Stage, village: Village, draft: str, proposer: str) -> Proposal:
    """Proposes what the draft says; the wallet of that name is its proposer."""
    setting = read_setting(village)
    wallet = stage.wallet(proposer)
    submission = submit(village, parse_draft(draft, setting), wallet.address, setting)
    stage.do(submission.calls, wallet)
    return read_proposals(village)[-1]


def vote(stage: Stage, village: Village, proposal: Proposal, votes: Mapping[str, Choice]) -> None:
    """Each wallet votes, once voting is open."""
    stage.until(proposal.opens)
    wallets = {stage.address(name): stage.wallet(name) for name in votes}
    choices = {stage.address(name): choice for name, choice in votes.items()}
    ballots = cast_all(village, proposal.number, choices)
    stage.do_many([(call, wallets[voter]) for voter in ballots for call in ballots[voter].calls])


def carry_out(stage: Stage, village: Village, number: int, who: str) -> Proposal:
    """Queues a passed proposal when its vote is over, waits for the timelock, executes it."""
    wallet = stage.wallet(who)
    stage.until(read_proposal(village, number).deadline + 1)
    stage.do(queue(village, read_proposal(village, number)), wallet)
    queued = read_proposal(village, number)
    stage.until(queued.eta)
    stage.do(execute(village, queued), wallet)
    return read_proposal(village, number)
