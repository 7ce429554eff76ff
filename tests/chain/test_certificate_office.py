"""Lapsing, forgetting and printing certificates, pausing the sale, leaving the village, and where
its pictures stand: what each verb answers at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.sending import send
from daoctl.charter.register import open_register
from daoctl.times import DAY
from tests.chain import certificate_terminal as scene
from tests.chain.certificate_terminal import ANN, BOB, CEM, as_village, contract
from tests.chain.governance_village import person
from tests.chain.test_governance_cli import Terminal

anvil, village, terminal = scene.anvil, scene.village, scene.terminal

A, B, C = (person(n).address for n in range(3))


def issue(terminal: Terminal, *rows: str) -> None:
    """Certificates for the rows of a table."""
    Path("members.csv").write_text("\n".join(["address,tier,valid_for,name,consent", *rows]) + "\n")
    terminal.run("certificate", "issue", "members.csv", "--yes")


# ---------------------------------------------------------------- lapse


def test_expired_certificates_lose_their_vote_and_lapsing_twice_is_success(terminal, monkeypatch):
    """All that have expired, by anybody, in as many transactions as it takes; those still valid
    keep theirs."""
    monkeypatch.setattr("daoctl.villager.lapsing.PER_TRANSACTION", 1)
    issue(terminal, f"{A},basic,2 days,,", f"{B},basic,2 days,,", f"{C},basic,90 days,,")
    certificate = contract(terminal, "certificate", "ResidentCertificate")
    terminal.chain.advance_to(terminal.chain.now() + 3 * DAY)
    looked = terminal.json("certificate", "lapse", "--account", BOB, "--dry-run")
    first = terminal.json("certificate", "lapse", "--account", BOB, "--yes")
    again = terminal.json("certificate", "lapse", "--account", BOB, "--yes")

    assert looked["dry_run"]
    assert ([1, 2], 2) == (first["lapsed"], len(first["transactions"]))
    assert ([], []) == (again["lapsed"], again["transactions"])
    assert [0, 0, 1] == [certificate.read("getVotes", one) for one in (A, B, C)]


def test_named_certificates_are_checked_before_the_first_is_lapsed(terminal):
    """One that is valid or never was refuses them all; one that lapsed or was revoked is done."""
    issue(terminal, f"{A},basic,2 days,,", f"{B},basic,2 days,,", f"{C},basic,90 days,,")
    terminal.run("certificate", "revoke", "2", "--reason", "moved", "--yes")
    terminal.chain.advance_to(terminal.chain.now() + 3 * DAY)
    refused = terminal.run("certificate", "lapse", "1", "3", "9", "--account", BOB, "--yes", code=3)
    assert "Certificate 3 is valid until" in refused.stderr
    assert "no certificate of 9" in refused.stderr

    done = terminal.json("certificate", "lapse", "1", "2", "--account", BOB, "--yes")
    assert ([1], [2]) == (done["lapsed"], done["before"])


# ---------------------------------------------------------------- forget


def test_a_person_is_forgotten_with_the_salt_and_told_what_stays(terminal):
    """Not without a yes; what is gone cannot be checked any more; forgetting twice is success."""
    issue(terminal, f"{A},basic,90 days,山田花子,", f"{B},basic,90 days,田中,")
    terminal.run("certificate", "forget", A, code=2)
    looked = terminal.run("certificate", "forget", "1", "--dry-run")
    assert "stays on the chain: certificate 1" in looked.stderr
    assert "name, and the salt" in looked.stderr
    program = terminal.json("certificate", "forget", "1", "--dry-run")
    assert {"dry_run": True, "address": A, "columns": ["name"]} == program

    first = terminal.json("certificate", "forget", "1", "--yes")
    again = terminal.json("certificate", "forget", A, "--yes")
    assert [True, False] == [first["forgotten"], again["forgotten"]]
    with open_register(terminal.folder, writing=False) as register:
        assert [B] == [entry.address for entry in register]
    terminal.run("certificate", "verify", "1", "--name", "山田花子", code=1)
    terminal.run("certificate", "verify", "1")


def test_a_reissued_certificates_entry_is_found_by_the_old_number(terminal):
    """It moved with the certificate, and the old paper is what people hold in their hands."""
    issue(terminal, f"{A},basic,90 days,山田花子,")
    terminal.run("certificate", "reissue", "1", C, "--yes")
    found = terminal.json("certificate", "forget", "1", "--yes")

    assert (C, True, 2) == (found["address"], found["forgotten"], found["certificate"]["id"])


# ---------------------------------------------------------------- card


def test_a_card_names_its_owner_only_with_their_consent(terminal):
    """From the table's own column, or told later with a date; the page is its owner's alone."""
    issue(terminal, f"{A},basic,90 days,山田花子,", f"{B},basic,90 days,田中一郎,はい")
    silent = terminal.json("certificate", "card", "1")
    page = Path(silent["file"])
    assert ("certificate-1.html", False) == (silent["file"], silent["named"])
    assert "山田" not in page.read_text("utf-8")
    assert 0o600 == page.stat().st_mode & 0o777
    assert silent["command"] in page.read_text("utf-8")

    terminal.run("certificate", "card", "1", "--agreed", "いいえ", code=1)
    told = terminal.json("certificate", "card", "1", "--agreed", "2026-11-22")
    later = terminal.json("certificate", "card", A)
    column = terminal.json("certificate", "card", "2")
    assert [True] * 3 == [one["named"] for one in (told, later, column)]
    assert "山田花子" in page.read_text("utf-8")


def test_a_card_is_printed_of_what_holds_and_over_nothing_else(terminal):
    """No page of a revoked or expired certificate, and no file of somebody's lost."""
    issue(terminal, f"{A},basic,2 days,,", f"{B},basic,90 days,,")
    Path("mine.html").write_text("mine", "utf-8")
    terminal.run("certificate", "card", "1", "--file", "mine.html", code=1)
    terminal.run("certificate", "revoke", "2", "--reason", "error", "--yes")
    revoked = terminal.run("certificate", "card", "2", code=3)
    terminal.chain.advance_to(terminal.chain.now() + 3 * DAY)
    expired = terminal.run("certificate", "card", "1", code=3)

    assert "mine" == Path("mine.html").read_text("utf-8")
    assert "revoked" in revoked.stderr
    assert "daoctl certificate renew 1" in expired.stderr


# ---------------------------------------------------------------- sale pause, resume


def test_the_council_stops_the_sale_and_lets_it_go_on(terminal):
    """Each twice is success; nobody else may; a Safe gets the calldata."""
    sale = contract(terminal, "sale", "VillagerSale")
    written = terminal.run("sale", "pause", "--output", "calldata")
    assert json.loads(written.stdout)["data"] == "0x" + sale.call("pause").data.hex()
    terminal.run("sale", "pause", "--account", ANN, "--yes", code=3)
    seen = []
    for verb in ("pause", "pause", "resume", "resume"):
        found = terminal.json("sale", verb, "--yes")
        seen.append((found["already"], found["paused"], sale.read("paused")))

    assert [
        (False, True, True),
        (True, True, True),
        (False, False, False),
        (True, False, False),
    ] == seen


# ---------------------------------------------------------------- villager leave


def test_a_holder_leaves_and_is_told_what_is_lost(terminal):
    """One token, then all; a burned one is said to be; somebody else's cannot be burned."""
    villager = contract(terminal, "villager", "DigitalVillager")
    ann = account_address(ANN)
    looked = terminal.run("villager", "leave", "1", "--account", ANN, "--dry-run")
    assert "votes: 3 now, 2 afterwards" in looked.stderr
    assert "cannot be brought back" in looked.stderr

    one = terminal.json("villager", "leave", "1", "--account", ANN, "--yes")
    again = terminal.json("villager", "leave", "1", "--account", ANN, "--yes")
    assert ([1], [2, 3], 2) == (one["burned"], one["kept"], one["units"])
    assert ([], [1], []) == (again["burned"], again["before"], again["transactions"])
    other = terminal.run("villager", "leave", "2", "4", "--account", ANN, "--yes", code=3)
    assert "does not hold: 4" in other.stderr
    assert 2 == villager.read("balanceOf", ann)

    rest = terminal.run("villager", "leave", "--all", "--account", ANN, "--yes")
    assert "no digital villager any more" in rest.stdout
    assert (0, 2) == (villager.read("balanceOf", ann), villager.read("totalSupply"))
    nothing = terminal.json("villager", "leave", "--all", "--account", CEM, "--yes")
    assert [] == nothing["burned"]


def test_nobody_leaves_by_a_slip_of_the_keyboard(terminal):
    """Without a number and without --all nothing is meant, and both at once neither."""
    terminal.run("villager", "leave", "--account", BOB, "--yes", code=2)
    terminal.run("villager", "leave", "4", "--all", "--account", BOB, "--yes", code=2)
    bob = account_address(BOB)
    written = terminal.run("villager", "leave", "4", "--from", bob, "--output", "calldata")

    assert json.loads(written.stdout)["data"].startswith("0x42966c68")  # burn


# ---------------------------------------------------------------- villager metadata


def test_metadata_tells_where_the_pictures_stand_and_whether_that_is_fixed(terminal):
    """At founding nothing is set; what is named by its content is safe, a web server is not."""
    villager = contract(terminal, "villager", "DigitalVillager")
    empty = terminal.json("villager", "metadata")
    assert ("", False, 5) == (empty["base_uri"], empty["frozen"], empty["token"])
    assert {"place": False, "frozen": False} == {c["check"]: c["good"] for c in empty["checks"]}

    for base, good in (("https://example.org/m/", False), ("ipfs://bafyexample/", True)):
        as_village(terminal, villager.call("setBaseURI", base))
        found = terminal.json("villager", "metadata", "2")
        checks = {c["check"]: c["good"] for c in found["checks"]}
        assert (base, base + "2") == (found["base_uri"], found["token_uri"])
        assert {"place": good, "charter": False, "frozen": False} == checks
    as_village(terminal, villager.call("freezeBaseURI"))
    fixed = terminal.json("villager", "metadata")
    assert fixed["frozen"]
    assert ["", "https://example.org/m/", "ipfs://bafyexample/", None] == [
        one["base_uri"] for one in fixed["changes"]
    ]
    assert "fixed for ever" in terminal.run("villager", "metadata").stdout
    terminal.run("villager", "metadata", "99", code=1)


def test_a_burned_tokens_metadata_is_not_shown_as_if_it_lived(terminal):
    """Its holder has left."""
    villager = contract(terminal, "villager", "DigitalVillager")
    send(terminal.chain, villager.call("burn", 5), ape_signer(terminal.chain, BOB))

    assert 4 == terminal.json("villager", "metadata")["token"]
    assert "burned" in terminal.run("villager", "metadata", "5", code=1).stderr
