"""The brake for an issuer's stolen key, and the day that issuing and renewing share: what the office
and the council read at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from daoctl.chain.accounts import account_address
from daoctl.times import DAY
from daoctl.villager.stopping import is_much
from tests.chain import certificate_terminal as scene
from tests.chain.certificate_terminal import ANN, COUNCIL, ISSUER, LIMIT, as_village, contract
from tests.chain.governance_village import founded, person
from tests.chain.test_governance_cli import Terminal

anvil, village, terminal = scene.anvil, scene.village, scene.terminal

HOLDERS = [person(n).address for n in range(LIMIT + 1)]


def issue(terminal: Terminal, count: int) -> None:
    """Certificates for the first so many."""
    rows = [f"{one},basic,90 days" for one in HOLDERS[:count]]
    Path("members.csv").write_text("\n".join(["address,tier,valid_for", *rows]) + "\n")
    terminal.run("certificate", "issue", "members.csv", "--yes")


def test_the_council_stops_every_issuer_and_only_the_village_lets_them_go_on(terminal):
    """Twice is success; no other account may; a Safe gets the calldata; the day after is no
    better."""
    issue(terminal, 2)
    certificate = contract(terminal, "certificate", "ResidentCertificate")
    written = terminal.run("certificate", "stop", "--output", "calldata")
    looked = terminal.json("certificate", "stop", "--dry-run")
    terminal.run("certificate", "stop", "--account", ANN, "--yes", code=3)
    assert json.loads(written.stdout)["data"] == "0x" + certificate.call("stopIssuing").data.hex()
    assert looked["dry_run"]
    assert LIMIT == certificate.read("dailyLimit")

    said = terminal.run("certificate", "stop", "--yes")
    again = terminal.json("certificate", "stop", "--yes")
    assert "daoctl proposal draft --kind limits" in said.stderr
    assert {"daily_limit": 0, "tx": None, "already": True} == again
    terminal.chain.advance_to(terminal.chain.now() + 2 * DAY)
    for verb in (
        ("issue", "members.csv"),
        ("renew", "1", "--until", "2095-01-01"),
        ("revoke", "1", "--reason", "moved"),
        ("reissue", "1", HOLDERS[3]),
    ):
        Path("members.csv").write_text(f"address,tier,valid_for\n{HOLDERS[2]},basic,90 days\n")
        refused = terminal.run("certificate", *verb, "--yes", code=3)
        assert "Issuing is stopped" in refused.stderr, verb

    as_village(terminal, certificate.call("setDailyLimit", 1))
    terminal.run("certificate", "issue", "members.csv", "--yes")
    assert HOLDERS[2] == certificate.read("ownerOf", 3)


def test_the_doctor_says_that_issuing_is_stopped(terminal):
    """Whoever looks for why the office can do nothing finds it there."""
    before = [one["check"] for one in terminal.json("doctor")["checks"]]
    terminal.run("certificate", "stop", "--yes")
    (found,) = [one for one in terminal.json("doctor")["checks"] if one["check"] == "issuing"]

    assert "issuing" not in before
    assert ("warn", "Issuing is stopped: the daily limit is 0.") == (found["level"], found["words"])


def test_the_doctor_tells_when_a_days_issuing_outweighs_the_village(anvil, tmp_path, monkeypatch):
    """Where certificates decide: more than a twentieth of all votes in one key's day."""
    monkeypatch.chdir(tmp_path)
    office, council = account_address(ISSUER), account_address(COUNCIL)
    with founded(
        tmp_path,
        certificates=HOLDERS,
        rpc=anvil.url,
        issuer=office,
        council=council,
        electorate="certificate",
    ) as scene:
        there = Terminal(tmp_path, anvil.url, scene.chain)
        certificate = contract(there, "certificate", "ResidentCertificate")
        much = [one for one in there.json("doctor")["checks"] if one["check"] == "issuing"]
        as_village(there, certificate.call("setDailyLimit", 1))
        still = [one for one in there.json("doctor")["checks"] if one["check"] == "issuing"]

    assert "more than a twentieth of all 4 votes" in much[0]["words"]
    assert "take 5,000 votes away" in much[0]["words"]
    assert "take 1 votes away" in still[0]["words"]


def test_a_twentieth_of_all_votes_is_not_much():
    """The bound itself is allowed."""
    assert [False, True, True] == [is_much(5, 100), is_much(6, 100), is_much(1, 0)]


def test_renewing_counts_toward_the_day_as_issuing_does(terminal):
    """What the day does not allow is refused with the moment from which on it may, and the same
    command goes on then."""
    issue(terminal, LIMIT - 1)
    done = terminal.run("certificate", "renew", "1", "--until", "2095-01-01", "--yes")
    late = ("certificate", "renew", "2", "--until", "2095-01-01", "--yes")
    refused = terminal.run(*late, code=3)
    assert "leaves 0 to issue or renew" in done.stderr
    assert f"The daily limit of {LIMIT} certificates is used up." in refused.stderr
    assert "Run the same command again from" in refused.stderr
    terminal.run("certificate", "renew", "1", "--until", "2095-01-01", "--yes")

    terminal.chain.advance_to(terminal.chain.now() + DAY)
    after = terminal.run(*late)
    assert f"leaves {LIMIT - 1} to issue or renew" in after.stderr
