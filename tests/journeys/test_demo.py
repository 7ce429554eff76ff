"""`daoctl demo`: the story, and both replays at full size, recounted by Foundry's `cast`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.journeys.process import DAOCTL, answer, daoctl, environment

ZERO = "0x" + "00" * 32
TRANSFER = "Transfer(address,address,uint256)"


@contextmanager
def kept(scenario: str, folder: Path) -> Iterator[dict[str, Any]]:
    """What a story answers whose chain is left running; the chain ends with the block."""
    found = answer("demo", "--scenario", scenario, "--keep", cwd=folder)
    try:
        yield found
    finally:
        os.kill(found["pid"], signal.SIGTERM)


def cast(rpc: str, *arguments: str) -> str:
    """What Foundry's `cast` says of the chain."""
    done = subprocess.run(
        ["cast", *arguments, "--rpc-url", rpc], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def contract(rpc: str, village: str, key: str) -> str:
    """The address of a village's contract, by the directory of its one public address."""
    word = "0x" + key.encode().hex().ljust(64, "0")
    return cast(rpc, "call", village, "contractOf(bytes32)(address)", word)


def number(rpc: str, address: str, signature: str, *values: str) -> int:
    """A whole number that a contract answers."""
    return int(cast(rpc, "call", address, signature, *values).split()[0])


def holdings(rpc: str, token: str) -> Counter[str]:
    """Who holds how many tokens, from the Transfer events alone."""
    text = cast(rpc, "logs", "--from-block", "0", "--address", token, TRANSFER, "--json")
    held: Counter[str] = Counter()
    for log in json.loads(text):
        _topic, sender, receiver, _id = log["topics"]
        if sender != ZERO:
            held[sender] -= 1
        if receiver != ZERO:
            held[receiver] += 1
    return +held


def test_the_story_is_told_on_the_embedded_chain(tmp_path: Path) -> None:
    """Without Anvil or any option the story ends with the first milestone paid, two plans elected
    and a treasury that adds up."""
    found = answer("demo", cwd=tmp_path, PATH=str(Path(sys.executable).parent))

    assert 31 == found["tokens"]
    assert 6 == found["certificates"]
    assert [True] == [one["passed"] for one in found["proposals"]]
    assert ["Executed"] == [one["state"] for one in found["proposals"]]
    grant = found["grants"][0]
    assert (3 * 10**17, 10**17) == (int(grant["total"]), int(grant["paid"]))
    (election,) = found["elections"]
    assert (3, 2, [3, 1]) == (election["candidates"], election["seats"], election["elected"])
    # Of 31 votes: Aoi's ten and Hana's, Ben's ten, and the three that the office brought.
    assert (4, 24) == (election["quorum_needed"], election["votes"])
    assert [2 * 10**16] == [int(election["reserved"])]
    assert [10**16] * 2 == [int(one["total"]) for one in found["grants"][1:]]
    treasury = {name: int(wei) for name, wei in found["treasury"].items()}
    assert 7 * 10**17 == treasury["eth"]
    assert treasury["eth"] == treasury["reserved"] + treasury["free"]
    assert None is found["pid"]


def test_the_story_is_told_in_japanese(tmp_path: Path) -> None:
    """In Japanese every step is in Japanese, on stdout, and nothing of a library's is there."""
    done = daoctl("demo", "--lang", "ja", cwd=tmp_path)

    assert 0 == done.returncode, done.stderr
    steps = [line for line in done.stdout.splitlines() if line[:3].strip(" 0123456789.") == ""]
    assert len(steps) >= 12
    assert all(any(ord(letter) > 0x3000 for letter in line) for line in steps)


def test_yamakoshi_ends_with_its_figures(tmp_path: Path) -> None:
    """2,937 tokens, 1,779 holders, 68.675 ETH (DOMAIN), as daoctl says and as cast counts."""
    with kept("yamakoshi_replay", tmp_path) as found:
        rpc, village = found["rpc"], found["village"]
        token, treasury = contract(rpc, village, "villager"), contract(rpc, village, "treasury")
        held = holdings(rpc, token)
        supply = number(rpc, token, "totalSupply()(uint256)")
        balance = int(cast(rpc, "balance", treasury))
        grants = number(rpc, treasury, "grantCount()(uint256)")
        voted = election_by_hand(rpc, contract(rpc, village, "election"))

    assert (2937, 1779) == (found["tokens"], found["holders"])
    assert (2937, 1779) == (supply, len(held))
    assert 2937 == held.total()
    people = {87: 1, 20: 8, 6: 20, 4: 50, 3: 120, 2: 430, 1: 1150}
    assert people == dict(Counter(held.values()))
    assert 68_675 * 10**15 == balance == int(found["treasury"]["eth"])
    # 30 % of phase 1, and nothing else: 3 ETH of it promised to the elected, the rest still there.
    assert 315 * 10**16 == int(found["treasury"]["reserved"])

    (election,) = found["elections"]
    assert (1, 12, 4) == (election["number"], election["candidates"], election["seats"])
    assert str(3 * 10**18) == election["reserved"]
    # More than 10 % of the 350 who held a token when voting began; those of phase 2 came later.
    assert (36, 280) == (election["quorum_needed"], election["votes"])
    ranking, senders, bringers = voted
    assert ranking == election["elected"]
    assert (140, 1) == (senders, bringers)
    assert 4 == grants
    assert [(75 * 10**16, 0)] * 4 == [
        (int(one["total"]), int(one["paid"])) for one in found["grants"]
    ]


def election_by_hand(rpc: str, election: str) -> tuple[list[int], int, int]:
    """The four candidates with the most votes in the ballots' events, how many accounts sent a
    ballot of their own, and how many brought those of others."""
    event = "ChoicesCast(uint256,address,uint64,uint256)"
    logs = json.loads(
        cast(rpc, "logs", "--from-block", "0", "--address", election, event, "--json")
    )
    votes: Counter[int] = Counter()
    batches: Counter[str] = Counter()
    for log in logs:
        choices, weight = int(log["data"][2:66], 16), int(log["data"][66:], 16)
        votes.update({place + 1: weight for place in range(64) if choices >> place & 1})
        batches[log["transactionHash"]] += 1
    ranked = sorted(votes, key=lambda one: (-votes[one], one))[:4]
    alone = [tx for tx, ballots in batches.items() if ballots == 1]
    brought = [tx for tx, ballots in batches.items() if ballots > 1]
    senders = {cast(rpc, "tx", tx, "from") for tx in brought}
    return ranked, len(alone), len(senders)


def test_localdao_is_decided_four_ways(tmp_path: Path) -> None:
    """400 of 2,900 votes pass where 291 are needed; 160 of 1,700 heads fail where 171 are; exactly
    290 votes fail and 291 pass."""
    with kept("localdao_2024", tmp_path) as found:
        counted = []
        for proposal in found["proposals"]:
            governor = contract(found["rpc"], proposal["village"], "governor")
            which = str(proposal["number"])
            votes = cast(
                *(found["rpc"], "call", governor),
                *("proposalVotes(uint256)(uint256,uint256,uint256)", which),
            )
            snapshot = number(found["rpc"], governor, "proposalSnapshot(uint256)(uint256)", which)
            needed = number(found["rpc"], governor, "quorum(uint256)(uint256)", str(snapshot))
            counted.append((*(int(line.split()[0]) for line in votes.splitlines()), needed))

    by_token, by_head, short, enough = found["proposals"]
    assert (390, 6, 4) == (by_token["for"], by_token["against"], by_token["abstain"])
    assert (291, True) == (by_token["quorum_needed"], by_token["passed"])
    assert 160 == by_head["for"] + by_head["against"] + by_head["abstain"]
    assert (171, False) == (by_head["quorum_needed"], by_head["passed"])
    assert [(290, False), (291, True)] == [
        (one["for"] + one["against"] + one["abstain"], one["passed"]) for one in (short, enough)
    ]
    assert [(6, 390, 4, 291), (3, 155, 2, 171), (6, 280, 4, 291), (6, 281, 4, 291)] == counted
    assert by_token["village"] != by_head["village"]
    assert {by_token["village"]} == {short["village"], enough["village"]}
    assert [(2900, 1700), (2900, 1700)] == [
        (one["tokens"], one["holders"]) for one in found["villages"]
    ]


def test_a_story_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    """A mistyped scenario ends with exit 1 and the list."""
    done = daoctl("demo", "--scenario", "yamakoshi", cwd=tmp_path)

    assert 1 == done.returncode
    assert "yamakoshi_replay" in done.stderr


def test_ctrl_c_stops_it_with_a_word(tmp_path: Path) -> None:
    """Interrupted in the middle, it says so and exits 130."""
    with subprocess.Popen(
        [*DAOCTL, "demo", "--json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        said = running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said += running.stderr.read()

    assert 130 == running.returncode
    assert "Stopped." in said
    assert "Traceback" not in said
