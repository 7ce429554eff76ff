"""The ballots of one consultation judged line by line, for whoever looks before counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.governance.ballot_check import check_files, highest_serial
from daoctl.governance.ballot_judging import Judged, judged_of, refused
from daoctl.governance.ballot_votes import Vote, powers, unique
from daoctl.governance.ballot_wallets import answered, wallets_at

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.consultation import Consultation


def judge_consultation(
    village: Village, asked: Consultation, files: Sequence[Path]
) -> list[Judged]:
    """Every line of the files, in their order, by the consultation's rule. Raises UserError for a
    file that cannot be read, ChainError when the node cannot answer."""
    chain = village.chain
    block = chain.head()
    now = chain.time_of(block)
    token = village.villager if asked.electorate == "villager" else village.certificate
    past = asked.snapshot < now
    # Wallets are asked as the count will ask them: after the last block of the snapshot.
    pinned = chain.block_at(asked.snapshot) if past else block
    vote = Vote(
        "consultation",
        asked.id,
        asked.title,
        village.charter_contract,
        token,
        "open",
        0,
        0,
        asked.snapshot,
        block,
        now,
        village.founded_block,
    )
    verdicts = list(check_files(files, asked.context))
    voters = unique(one.ballot.voter_address for one in verdicts if one.ballot)
    weight = dict(zip(voters, powers(vote, voters), strict=True))
    weighed = [
        refused(one, "no_power")
        if one.ballot is not None and one.state != "fault" and not weight[one.ballot.voter_address]
        else one
        for one in verdicts
    ]
    wallets = {place for place, one in enumerate(weighed) if one.state == "pending"}
    decided = highest_serial(answered(weighed, wallets_at(chain, pinned)))
    found = []
    for place, one in enumerate(decided):
        voter = one.ballot.voter_address if one.ballot else ""
        made = judged_of(one, vote, weight.get(voter, 0), place in wallets)
        found.append(made if one.ballot else replace(made, vote=None))
    return found
