"""Bad input: each a clear sentence, an exit code, and nothing half done.

| what goes wrong                                    | tried by                                      |
|----------------------------------------------------|-----------------------------------------------|
| an address with a bad checksum                     | test_a_mistyped_address_is_refused_everywhere |
| the zero address                                   | test_the_zero_address_receives_nothing        |
| the treasury as a recipient                        | test_the_treasury_receives_nothing            |
| a CSV with a BOM, Windows line ends, Shift-JIS,    | test_a_table_is_read_as_spreadsheets_write_it |
|   full-width digits                                |   and tests/unit/test_ground_tables.py        |
| a repeated row, a missing column, an empty file    | test_a_table_that_cannot_be_is_refused        |
| row 731 wrong among 1,000, all mistakes at once    | test_the_wrong_rows_of_a_thousand_are_named   |
| a charter with unknown keys, dates in the wrong    | test_a_charter_names_all_its_mistakes_at_once |
|   order or without a zone, shares over 100 %       |   and tests/unit/test_charter_model.py        |
| a quorum of 0 or over 50 %                         | test_a_quorum_is_within_the_contracts_bounds  |
| the wrong chain for a deployment record            | test_the_wrong_chain_for_a_record             |
| an account without funds, locked, or with the      | test_an_account_that_cannot_sign_or_pay       |
|   wrong passphrase                                 |                                               |
| voting twice, too early, too late                  | test_a_vote_out_of_season                     |
| voting without power                               | test_a_vote_without_weight_says_why           |
| executing a defeated, vetoed or expired proposal   | test_what_cannot_be_executed_says_why         |
| a wrong passphrase for the register                | test_bad_days.py                              |

What fails in the middle of its work is in test_bad_days.py.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS, checksum
from tests.journeys.bad_scene import ANN, BOB, CEM, COUNCIL, NOBODY, Said, Terminal, scene

ONE = "0x" + "11" * 20
# Ann's address with one letter more than it should have in capitals.
MISTYPED = "0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
GRANT = 'kind: grant\nrecipient: "{to}"\nmilestones:\n  - amount: 0.1 ETH\n    due: 90 days'
PAY = 'kind: pay\nto: "{to}"\namount: 0.1 ETH'


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("input"))


@pytest.fixture
def back(terminal):
    """The chain is put back after the test to what it was before."""
    wire = terminal.chain.node.wire
    before = wire.request("evm_snapshot")
    yield
    wire.request("evm_revert", before)
    # Anvil keeps what it expects the next block to cost.
    wire.request("anvil_setNextBlockBaseFeePerGas", "0x0")


def refused(said: Said, code: int, *words: str) -> None:
    """The exit code, nothing on stdout, one sentence on stderr with these words, and no word that
    only engineers know."""
    assert (code, "") == (said.code, said.stdout), said.stderr
    assert 1 == said.stderr.count("error: ")
    for word in words:
        assert word in said.stderr
    for jargon in ("Traceback", "Exception", "revert", "Error:", "codec", "None"):
        assert jargon not in said.stderr


def everywhere(terminal: Terminal, to: str) -> list[tuple[str, ...]]:
    """Every command that takes the address of somebody who shall receive something."""
    tables = [terminal.write("r.csv", f"address\n{to}\n"),
              terminal.write("c.csv", f"address,valid_until\n{to},2095-01-01\n")]  # fmt: skip
    return [
        ("villager", "welcome", tables[0], "--yes"),
        ("certificate", "issue", tables[1], "--yes"),
        ("treasury", "pay", "0.1 ETH", to, "--json"),
        ("proposal", "draft", terminal.draft("pay", PAY.format(to=to))),
        ("proposal", "submit", terminal.draft("grant", GRANT.format(to=to)), "--account", ANN,
         "--yes"),
    ]  # fmt: skip


def test_a_mistyped_address_is_refused_everywhere(terminal: Terminal) -> None:
    """By its capitals, wherever an address is read; nothing is sent."""
    before = terminal.sent()
    for command in (
        *everywhere(terminal, MISTYPED),
        ("vote", "delegate", MISTYPED, "--account", ANN, "--yes"),
        ("villager", "show", MISTYPED),
        ("certificate", "verify", MISTYPED),
        ("sale", "buy", "1", "--for", MISTYPED, "--account", ANN, "--yes"),
        ("status", "--village", f"ethereum:local:foundry:{MISTYPED}"),
    ):
        refused(terminal.run(*command), 1, MISTYPED, "has a typing error in it")
    assert before == terminal.sent()


def test_the_zero_address_receives_nothing(terminal: Terminal) -> None:
    """Neither a token, a certificate nor money; a village is not there either."""
    before = terminal.sent()
    for command in everywhere(terminal, ZERO_ADDRESS):
        refused(terminal.run(*command), 1, "is the zero address, which nobody holds")
    said = terminal.run("status", "--village", f"ethereum:local:foundry:{ZERO_ADDRESS}")
    refused(said, 1, "There is no village at")
    assert before == terminal.sent()


def test_the_treasury_receives_nothing(terminal: Terminal) -> None:
    """Its tokens would carry no vote, it cannot pay itself, and nobody could vote for it."""
    treasury = terminal.village.record.addresses["treasury"]
    before = terminal.sent()
    for command in everywhere(terminal, treasury):
        refused(terminal.run(*command), 1, "treasury")
    said = terminal.run("vote", "delegate", treasury, "--account", ANN, "--yes")
    refused(said, 1, "one of the village's own contracts (treasury), which never vote", "hint:")
    assert before == terminal.sent()


ROWS = f"address,氏名,quota\r\n{ONE},髙橋 花子,３\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_is_read_as_spreadsheets_write_it(terminal: Terminal, encoding: str) -> None:
    """With a BOM, Windows line ends and full-width digits, in UTF-8 or as a Japanese Excel saves
    it: what is private is recognised by its heading, and a private name is never shown."""
    full_width = ROWS.replace(ONE, "０ｘ" + "１１" * 20).replace(",quota", "").replace(",３", "")
    file = terminal.write("t.csv", full_width.encode(encoding))
    said = terminal.run("certificate", "issue", file, "--output", "calldata",
                        DAOCTL_REGISTER_PASSPHRASE="four quiet words here")  # fmt: skip

    assert 0 == said.code, said.stderr
    assert ONE[2:] in said.stdout
    assert "髙橋" not in said.stdout + said.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"address\n{ONE}\n{ONE.upper().replace('X', 'x')}\n".encode(),
         (":3: address:", "is already in line 2")),
        ("氏名\n山田\n".encode(), (":1: address: the column is missing",)),
        (b"", ("is empty", "The first line names the columns")),
        (b"address\n", ("has no rows",)),
        (ROWS.encode("utf-16"), ("neither UTF-8 nor Shift-JIS", 'as the type "CSV UTF-8')),
        (ROWS.encode("euc_jp", "replace"), ("neither UTF-8 nor Shift-JIS",)),
        (b"PK\x03\x04\0\0", ("a spreadsheet's own file", 'as the type "CSV UTF-8')),
        (f"address;name\n{ONE};a\n".encode(), ("parted by commas",)),
    ],
    ids=["repeated", "no_column", "empty", "only_headings", "utf16", "euc_jp", "xlsx", "semicolons"],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused(terminal: Terminal, content: bytes, words) -> None:
    """With the line and the column, or with how to save it; nothing is sent."""
    before = terminal.sent()
    file = terminal.write("t.csv", content)
    for command in (
        ("villager", "welcome", file, "--yes"),
        ("certificate", "issue", file, "--yes"),
    ):
        said = terminal.run(*command)
        refused(said, 1, *words)
        assert "t.csv" in said.stderr
    assert before == terminal.sent()


def test_the_wrong_rows_of_a_thousand_are_named(terminal: Terminal) -> None:
    """File, line, column and what is wrong, all of them at once, and none of the right rows is
    sent before."""
    rows = ["address,tier", *(f"{checksum(f'0x{n + 0xBEEF00:040x}')},basic" for n in range(1000))]
    rows[730] = "0x12,basic"
    rows[731] = rows[5]
    rows[900] = f"{MISTYPED},金"
    before = terminal.sent()
    file = terminal.write("k.csv", "\n".join(rows) + "\n")
    said = terminal.run("certificate", "issue", file, "--yes")

    refused(said, 1, "3 rows of", "nothing was done",
            f"{file}:731: address: `0x12` is not an address.",
            f"{file}:732: address: `{rows[5].partition(',')[0]}` is already in line 6.",
            f"{file}:901: address: `{MISTYPED}` has a typing error in it.",
            f"{file}:901: tier: `金` is no tier of the charter")  # fmt: skip
    assert before == terminal.sent()


CHARTER = """\
[village]
name = "村"
short_name = "Mura"
simbol = "MURA"
[roles]
council = "TEST::1"
issuer = "TEST::1"
reviewer = "TEST::1"
[villager]
max_supply = 100
resident_reserve = 20
royalty = "101%"
[[villager.phase]]
name = "一"
price = "0.03 ETH"
opens = 2030-01-14T12:00:00+09:00
closes = 2030-01-04T12:00:00+09:00
cap = 10
wallet_limit = 5
activity_budget = "130%"
budget = "activity"
[governance]
quorum = "{quorum}"
proposals_open = 2030-02-01T00:00:00
[[treasury.budget]]
name = "activity"
asset = "ETH"
expires = 2031-03-31
ceiling = "150%"
"""


def found(terminal: Terminal, folder: Path, charter: str | bytes) -> Said:
    """`daoctl deploy` with that charter."""
    raw = charter if isinstance(charter, bytes) else charter.encode()
    (folder / "village.toml").write_bytes(raw)
    return terminal.run("deploy", "--account", ANN, "--yes", DAOCTL_VILLAGE=str(folder))


def test_a_charter_names_all_its_mistakes_at_once(terminal: Terminal, tmp_path: Path) -> None:
    """Unknown keys, dates in the wrong order or without a zone, shares over 100 %: each with its
    line and key, before anything is sent or written."""
    before = terminal.sent()
    said = found(terminal, tmp_path, CHARTER.format(quorum="> 10%"))

    refused(said, 1, "village.toml has", "nothing was changed",
            "village.toml:4: village.simbol: is not a key", "did you mean `symbol`?",
            "villager.royalty: `101%` is more than the whole",
            "village.toml:17: villager.phase[1].closes: must be later than the phase opens",
            "village.toml:20: villager.phase[1].activity_budget: `130%` is more than the whole",
            "village.toml:24: governance.proposals_open:", "does not say its zone",
            "village.toml:28: treasury.budget[1].expires:",
            "village.toml:29: treasury.budget[1].ceiling: `150%`")  # fmt: skip
    assert ["village.toml"] == os.listdir(tmp_path)
    refused(
        found(terminal, tmp_path, CHARTER.encode("cp932")), 1, "is not in UTF-8", ":2:", "hint:"
    )
    assert before == terminal.sent()


@pytest.mark.parametrize("quorum", [">= 0%", "> 0%", "> 50.01%", ">= 60%", "> 101%", "10%", ""])
def test_a_quorum_is_within_the_contracts_bounds(
    terminal: Terminal, tmp_path: Path, quorum: str
) -> None:
    """Nothing, more than half, and what is no quorum are refused with the line."""
    said = found(terminal, tmp_path, CHARTER.format(quorum=quorum))

    refused(said, 1, "village.toml:23: governance.quorum:")


def test_the_wrong_chain_for_a_record(terminal: Terminal, tmp_path: Path) -> None:
    """A record of another chain, one that was renamed, and one whose contracts are not there: said
    before anything is read or sent."""
    source = terminal.folder / "deployments" / "31337.json"
    record = json.loads(source.read_text("utf-8"))
    shutil.copy(terminal.folder / "village.toml", tmp_path)
    (tmp_path / "deployments").mkdir()
    ours = tmp_path / "deployments" / "31337.json"
    before = terminal.sent()

    def said(**changes: object) -> Said:
        for file in (tmp_path / "deployments").iterdir():
            file.unlink()
        name = changes.pop("file", ours)
        Path(str(name)).write_text(json.dumps({**record, **changes}), "utf-8")
        return terminal.run("vote", "cast", "1", "for", "--account", ANN, "--yes",
                            DAOCTL_VILLAGE=str(tmp_path))  # fmt: skip

    other = {"chain_id": 11155111, "network": "ethereum:sepolia:node"}
    refused(said(file=ours.with_name("11155111.json"), **other), 1,
            "is of chain 31337, not of ethereum:sepolia:node (11155111)", "hint:")  # fmt: skip
    refused(said(chain_id=11155111), 1, "tells of chain 11155111, not of 31337", "hint:")
    moved = {**record["addresses"], "charter": ONE}
    refused(said(addresses=moved), 1, "contracts are not on this chain", "hint:")
    assert before == terminal.sent()


def test_an_account_that_cannot_sign_or_pay(terminal: Terminal, back, monkeypatch) -> None:
    """Without funds it says how much is missing and where to send it; locked where nobody is, and
    with the wrong passphrase, what to check; a damaged keyfile is named. Nothing is sent."""
    from eth_account import Account

    key = bytes(31) + b"\x77"
    address = Account.from_key(key).address
    accounts = Path(os.environ["APE_DATA_FOLDER"]) / "accounts"
    accounts.mkdir(parents=True, exist_ok=True)
    keyfile = accounts / "poor.json"
    keyfile.write_text(json.dumps(Account.encrypt(key, "right words", kdf="pbkdf2", iterations=9)))
    wire = terminal.chain.node.wire
    wire.request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    wire.request("evm_mine")
    command = ("vote", "delegate", account_address(ANN), "--account", "poor", "--yes")
    try:
        refused_in(terminal.run(*command, APE_ACCOUNTS_poor_PASSPHRASE="right words"), 1,
                   "poor does not hold enough", "It holds 0 ETH", f"Send ETH to {address}")  # fmt: skip
        wire.request("anvil_setBalance", address, hex(10**18))
        refused_in(terminal.run(*command), 1, "is locked and nobody is there",
                   "APE_ACCOUNTS_poor_PASSPHRASE")  # fmt: skip
        wrong = terminal.run(*command, APE_ACCOUNTS_poor_PASSPHRASE="wrong words")
        refused_in(wrong, 1, "The account poor cannot sign", "Check its passphrase")
        assert "wrong words" not in wrong.stderr
        assert 0 == terminal.chain.node.nonces([address])[0]
        keyfile.write_text("{")
        refused_in(terminal.run(*command), 1, "cannot be read", str(keyfile), "hint:")
    finally:
        keyfile.unlink()


def refused_in(said: Said, code: int, *words: str) -> None:
    """As `refused`, where the plan was said before."""
    assert (code, "") == (said.code, said.stdout), said.stderr
    assert "Traceback" not in said.stderr
    for word in words:
        assert word in said.stderr


def test_a_vote_out_of_season(terminal: Terminal, back) -> None:
    """Too early and too late say when; the same vote twice is success, another one is refused."""
    made = terminal.submit("season")
    number = str(made["number"])
    vote = ("vote", "cast", number)
    refused(terminal.run(*vote, "for", "--account", ANN, "--yes"), 3,
            f"Proposal {number} takes no votes now", "Voting opens at")  # fmt: skip
    terminal.chain.advance_to(made["opens"] + 1)
    terminal.ok(*vote, "for", "--account", ANN, "--yes")
    before = terminal.sent()
    again = terminal.run(*vote, "for", "--account", ANN, "--yes")
    assert (0, True) == (again.code, "voted so already" in again.stderr)
    refused(terminal.run(*vote, "against", "--account", ANN, "--yes"), 3,
            "has voted for already, and a vote stands")  # fmt: skip
    refused(terminal.run(*vote, "maybe", "--account", BOB, "--yes"), 1, "`maybe` is no vote")
    refused(terminal.run("vote", "cast", "99", "for", "--account", BOB, "--yes"), 1,
            "There is no proposal 99", "The newest is")  # fmt: skip
    terminal.chain.advance_to(made["closes"] + 1)
    refused(terminal.run(*vote, "for", "--account", BOB, "--yes"), 3,
            f"Proposal {number} takes no votes now", "Voting ended at")  # fmt: skip
    assert before == terminal.sent()


def test_a_vote_without_weight_says_why(terminal: Terminal, back) -> None:
    """What the power was at the snapshot, when that was, and why: nothing held, all delegated, or
    come by later."""
    terminal.ok("vote", "delegate", account_address(ANN), "--account", CEM, "--yes")
    made = terminal.submit("weight")
    number = str(made["number"])
    terminal.chain.advance_to(made["opens"] + 1)
    token = terminal.village.villager
    newcomer = account_address("TEST::6")
    _give(terminal, token, account_address(BOB), newcomer)
    before = terminal.sent()

    for account, why in (
        (NOBODY, "It holds nothing that carries a vote."),
        (CEM, f"It delegated its votes to {account_address(ANN)}."),
        ("TEST::6", "What it holds came after the snapshot; it counts from the next vote on."),
    ):
        said = terminal.run("vote", "cast", number, "for", "--account", account, "--yes")
        refused(said, 3, f"{account_address(account)} has no vote on proposal {number}.",
                "At the snapshot, ", "its voting power was 0.", why, "hint:")  # fmt: skip
        assert re.search(r"At the snapshot, 20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)? JST", said.stderr)
    assert before == terminal.sent()


def _give(terminal: Terminal, token, holder: str, to: str) -> None:
    """One of the holder's tokens to somebody else."""
    from daoctl.chain.accounts import ape_signer
    from daoctl.chain.logs import read_logs
    from daoctl.chain.sending import send

    held = [
        log.args["tokenId"]
        for log in read_logs(terminal.chain, [token], ["Transfer"], 0)
        if log.args["to"] == holder
    ]
    send(terminal.chain, token.call("transferFrom", holder, to, held[0]),
         ape_signer(terminal.chain, BOB))  # fmt: skip


def test_what_cannot_be_executed_says_why(terminal: Terminal, back) -> None:
    """Defeated, vetoed, expired before or behind the queue, and not yet queued or ripe: what it is,
    and what can be done instead."""
    lost, vetoed, passed, late = (
        terminal.submit(name) for name in ("lost", "veto", "pass", "late")
    )
    terminal.ok("proposal", "veto", str(vetoed["number"]), "--account", COUNCIL, "--yes",
                "--reason", "Against the law.")  # fmt: skip
    terminal.chain.advance_to(late["opens"] + 1)
    for one in (passed, late):
        terminal.ok("vote", "cast", str(one["number"]), "for", "--account", ANN, "--yes")
    terminal.chain.advance_to(late["closes"] + 1)
    terminal.ok("proposal", "queue", str(late["number"]), "--account", BOB, "--yes")
    before = terminal.sent()

    def execute(one, words: str, hint: str, verb: str = "execute") -> None:
        said = terminal.run("proposal", verb, str(one["number"]), "--account", BOB, "--yes")
        refused(said, 3, f"Proposal {one['number']} cannot be {verb}d.", words, f"hint: {hint}")

    execute(lost, "It is rejected.", "`daoctl tally")
    execute(lost, "It is rejected.", "`daoctl tally", verb="queue")
    execute(vetoed, "It is cancelled.", "It stays so; what it was to do can be proposed again.")
    execute(passed, "It is passed.", "It can be queued until")
    execute(late, "It is queued.", "It can be executed from")
    terminal.chain.advance_to(late["closes"] + 45 * DAY)
    for one in (passed, late):
        execute(one, "It is expired.", "It stays so; what it was to do can be proposed again.")
    execute(passed, "It is expired.", "It stays so", verb="queue")
    assert before == terminal.sent()
