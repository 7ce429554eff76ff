"""Vouchers at the command line: signed by the office, claimed by whoever pays, each once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.sending import send
from daoctl.charter.register import open_register
from daoctl.times import DAY
from daoctl.villager.voucher_file import parse_vouchers, voucher_line
from daoctl.villager.vouchers import typed_data
from tests.chain import certificate_terminal as scene
from tests.chain.certificate_terminal import ANN, BOB, CEM, ISSUER, LIMIT, as_village, contract
from tests.chain.governance_village import person
from tests.chain.test_governance_cli import Terminal

anvil, village, terminal = scene.anvil, scene.village, scene.terminal

HOLDER = person(1).address


def sign(terminal: Terminal, who: str, *more: str) -> dict:
    """A voucher, as the file has it."""
    found = terminal.json("certificate", "voucher", who, "--yes", *more)
    return found["vouchers"][0]


def saved(voucher: dict, name: str = "voucher.json") -> str:
    """The voucher in a file; its name."""
    Path(name).write_text(json.dumps(voucher), "utf-8")
    return name


def claimed(terminal: Terminal, file: str, code: int = 0, account: str = BOB):
    """What claiming it says."""
    return terminal.run("certificate", "claim", file, "--account", account, "--yes", code=code)


def test_the_office_signs_and_somebody_else_pays(terminal):
    """The holder's name is in the register before anything is signed, proves right afterwards, and
    nothing of it stands in the voucher; the office sends no transaction."""
    office = account_address(ISSUER)
    before = terminal.chain.node.nonces([office])
    voucher = sign(terminal, HOLDER, "--name", "山田花子", "--field", "contact=x@example.org")
    file = saved(voucher)
    assert "山田" not in Path(file).read_text("utf-8")
    with open_register(terminal.folder, writing=False) as register:
        entry = register.get(HOLDER)
    assert voucher["message"]["commitment"] == "0x" + entry.commitment.hex()

    first = terminal.json("certificate", "claim", file, "--account", BOB, "--yes")
    again = terminal.json("certificate", "claim", file, "--account", CEM, "--yes")
    assert before == terminal.chain.node.nonces([office])
    (row,) = first["certificates"]
    assert (HOLDER, "living", "basic", False) == (
        row["holder"], row["status"], row["tier"], row["already"],
    )  # fmt: skip
    assert ([], True) == (again["transactions"], again["certificates"][0]["already"])
    terminal.run("certificate", "verify", HOLDER, "--name", "山田 花子")
    terminal.run("certificate", "verify", HOLDER, "--name", "山田太郎", code=5)


def test_a_voucher_is_written_for_a_table_and_not_signed_twice(terminal):
    """A line each or a file each; who has a certificate or a voucher that still holds is passed
    over, and a voucher that holds no longer is signed anew."""
    Path("table.csv").write_text(
        f"address,tier,name\n{HOLDER},basic,はな\n{person(2).address},basic,たろ\n", "utf-8"
    )
    words = ("certificate", "voucher", "table.csv", "--yes")
    first = terminal.json(*words, "--folder", "out")
    second = terminal.json(*words, "--folder", "out")
    assert 2 == len(first["vouchers"]) == len(first["files"])
    assert ([], 2) == (second["vouchers"], len(second["kept"]))

    claimed(terminal, first["files"][0])
    third = terminal.json(*words, "--file", "all.jsonl")
    fourth = terminal.json(*words, "--file", "all.jsonl")
    assert {HOLDER: 1} == third["before"]
    assert (1, 0) == (len(third["vouchers"]), len(fourth["vouchers"]))
    terminal.chain.advance_to(terminal.chain.now() + 31 * DAY)
    late = terminal.json(*words, "--file", "all.jsonl")
    assert 1 == len(late["vouchers"])
    assert 1 == len(Path("all.jsonl").read_text("utf-8").splitlines())


def test_a_pipe_carries_vouchers_a_line_each(terminal):
    """Data on stdout and talk on stderr."""
    said = terminal.run("certificate", "voucher", HOLDER, "--yes")
    looked = terminal.run("certificate", "voucher", HOLDER, "--dry-run")
    program = terminal.json("certificate", "voucher", HOLDER, "--dry-run")
    assert {"dry_run": True, "holders": [HOLDER]} == program
    terminal.run("certificate", "voucher", HOLDER, code=2)

    assert HOLDER == json.loads(said.stdout)["message"]["holder"]
    assert "" == looked.stdout
    assert "Nothing was signed" in looked.stderr


def test_an_earlier_voucher_of_other_data_is_warned_of(terminal):
    """The register proves one commitment only; the same data, signed again, are no such case."""
    sign(terminal, HOLDER, "--name", "山田花子")
    again = terminal.run("certificate", "voucher", HOLDER, "--name", "山田花子", "--yes")
    other = terminal.run("certificate", "voucher", HOLDER, "--name", "山田華子", "--yes")

    assert "Destroy" not in again.stderr
    assert f"other personal data for: {HOLDER}" in other.stderr


def test_who_has_no_village_at_hand_is_told_which_one_the_voucher_is_of(terminal):
    """A holder abroad has the file and nothing else; it is named, and not taken up unasked."""
    voucher = sign(terminal, HOLDER)
    file = saved(voucher)
    Path("empty").mkdir()
    said = terminal.run("certificate", "claim", file, "--village", "empty", "--yes", code=1)

    assert "みほんの村" in said.stderr
    assert f"--village ethereum:local:foundry:{voucher['charter']}" in said.stderr


def test_only_an_issuer_may_sign(terminal):
    """It is refused before anything stands in the register."""
    said = terminal.run(
        "certificate", "voucher", HOLDER, "--name", "x", "--account", ANN, "--yes", code=3
    )

    assert "may not issue" in said.stderr
    assert not (terminal.folder / ".daoctl" / "register").exists()


def test_what_cannot_be_claimed_is_refused_in_plain_words(terminal):
    """Altered, of another village, of another chain, over, and its certificate's own date."""
    voucher = sign(terminal, HOLDER, "--until", "2039-01-01", "--claim-by", "2038-01-01")
    cases = {
        "not signed by": {"message": {**voucher["message"], "validUntil": 2_200_000_000}},
        "another village": {"domain": {**voucher["domain"], "verifyingContract": HOLDER}},
        "chain 1;": {"domain": {**voucher["domain"], "chainId": 1}},
    }
    for number, (words, change) in enumerate(cases.items()):
        file = saved({**voucher, **change}, f"{number}.json")
        assert words in claimed(terminal, file, code=3 if "signed" in words else 1).stderr

    forged = saved({**voucher, "domain": {**voucher["domain"], "name": "Another"}}, "f.json")
    assert "not signed by" in claimed(terminal, forged, code=3).stderr
    terminal.chain.advance_to(2_145_916_800 + 2 * DAY)
    assert "could be claimed until 2038-01-01" in claimed(terminal, saved(voucher), code=3).stderr


def test_a_voucher_works_once_and_not_after_something_else_was_decided(terminal):
    """One that was claimed and revoked; one whose holder got a certificate otherwise."""
    file = saved(sign(terminal, HOLDER))
    other = saved(sign(terminal, HOLDER, "--until", "2039-01-01", "--name", "はな"), "other.json")
    claimed(terminal, file)
    assert "has certificate 1 already" in claimed(terminal, other, code=3).stderr
    terminal.run("certificate", "revoke", HOLDER, "--reason", "moved", "--yes")

    assert "was used, or made worthless" in claimed(terminal, file, code=3).stderr


def test_a_dismissed_issuers_voucher_is_worth_nothing(terminal):
    """Whoever may issue at the moment of the claim, and nobody else."""
    file = saved(sign(terminal, HOLDER))
    authority = contract(terminal, "authority", "AccessManager")
    as_village(terminal, authority.call("revokeRole", 3, account_address(ISSUER)))

    assert "may not issue certificates any more" in claimed(terminal, file, code=3).stderr


def test_the_days_limit_leaves_the_rest_for_tomorrow(terminal):
    """What fits is claimed, what does not is named, and the next day takes it."""
    people = [person(n).address for n in range(LIMIT + 1)]
    rows = "\n".join(f"{one},basic" for one in people)
    Path("table.csv").write_text(f"address,tier\n{rows}\n", "utf-8")
    said = terminal.run("certificate", "voucher", "table.csv", "--file", "all", "--yes")
    assert "not all of them can be claimed on one day" in said.stderr

    first = terminal.json("certificate", "claim", "all", "--account", BOB, "--yes")
    assert (LIMIT, people[LIMIT:]) == (len(first["transactions"]), first["later"])
    more = ("certificate", "claim", "all", "--for", people[LIMIT], "--account", BOB, "--yes")
    assert "as many certificates today" in terminal.run(*more, code=3).stderr
    terminal.chain.advance_to((terminal.chain.now() // DAY + 1) * DAY)
    rest = terminal.json("certificate", "claim", "all", "--account", BOB, "--yes")
    assert [True] * LIMIT + [False] == [one["already"] for one in rest["certificates"]]


def test_a_holders_own_account_claims_where_it_is_here(terminal):
    """Nobody has to say who signs what is meant for themselves."""
    file = saved(sign(terminal, account_address(CEM)))
    said = terminal.run("certificate", "claim", file, "--yes")

    assert f"signed by {CEM}" in said.stderr


def test_another_account_that_only_looks_like_the_office_signs_nothing_that_counts(terminal):
    """The signature is the office's or nobody's."""
    voucher = sign(terminal, HOLDER)
    (signed,) = parse_vouchers(json.dumps(voucher).encode(), "v")
    typed = typed_data(signed.voucher, signed.domain)
    false = replace(signed, signature=ape_signer(terminal.chain, ANN).sign_typed(typed))
    Path("false.json").write_text(voucher_line(false), "utf-8")

    assert "another account signed it" in claimed(terminal, "false.json", code=3).stderr
    call = contract(terminal, "certificate", "ResidentCertificate").call(
        "claim", signed.voucher.values, signed.signature
    )
    assert send(terminal.chain, call, ape_signer(terminal.chain, ANN)).logs
