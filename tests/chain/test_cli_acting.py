"""Looking before leaping, on a chain: what is simulated, asked, sent, written down and resumed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.accounts import ape_signer
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.sending import deploy, send
from daoctl.charter.authority import CONTRACTS
from daoctl.charter.record import rebuild_record
from daoctl.charter.village import Village
from daoctl.cli.acting import act
from daoctl.cli.batching import act_batch
from daoctl.cli.options import Format, Shared
from daoctl.cli.output import Output
from daoctl.cli.session import Session
from daoctl.errors import (
    AccountError,
    ChainRefused,
    JournalError,
    RecordError,
    UsageError,
    UserError,
)

FOUNDER, STRANGER = "TEST::0", "TEST::1"
HASH = b"\x01" * 32


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def chain() -> Iterator[Chain]:
    """The embedded chain, for all tests here."""
    with connect() as connected:
        yield connected


@pytest.fixture
def charter(chain: Chain) -> Contract:
    """A VillageCharter whose deployer may do everything, with a whole directory."""
    founder = ape_signer(chain, FOUNDER)
    authority, _receipt = deploy(chain, "AccessManager", (founder.address,), founder)
    address, _receipt = deploy(chain, "VillageCharter", (authority, "ほしの村", HASH, ""), founder)
    contract = Contract(chain, "VillageCharter", address)
    for number, key in enumerate(CONTRACTS):
        if key != "charter":
            where = authority if key == "authority" else f"0x{number + 1:040x}"
            call = contract.call("register", key.encode().ljust(32, b"\0"), where)
            send(chain, call, founder)
    return contract


@pytest.fixture
def session(chain: Chain, charter: Contract, tmp_path: Path) -> Any:
    """Makes a session with the given options; its streams are in memory."""

    def make(*, account: str = FOUNDER, terminal: bool = False, **options: Any) -> Session:
        shared = Shared(account=account, **options)
        stderr = Terminal() if terminal else io.StringIO()
        out = Output(as_json=shared.json, stdout=io.StringIO(), stderr=stderr)
        village = Village(chain, rebuild_record(chain, charter.address), tmp_path)
        return Session(village, shared, out)

    return make


def told(session: Session) -> tuple[str, str]:
    """What went to stdout, and what to stderr."""
    out: Any = session.out
    return out.stdout.getvalue(), out.stderr.getvalue()


def rename(session: Session, name: str) -> Call:
    """The act tried here."""
    return session.village.charter_contract.call("rename", name)


def current_name(session: Session) -> str:
    """What it changes."""
    return str(session.village.charter_contract.read("name"))


class TestRebuild:
    """The record from VillageCharter's address alone."""

    def test_the_directory_gives_every_address(self, chain: Chain, charter: Contract) -> None:
        """Name, block, hash and all contracts come from the chain."""
        record = rebuild_record(chain, charter.address.lower())

        assert set(CONTRACTS) == set(record.addresses)
        assert charter.address == record.addresses["charter"]
        assert charter.read("authority") == record.addresses["authority"]
        assert ("ほしの村", "0x" + HASH.hex()) == (record.name, record.charter_hash)
        assert charter.read("foundedBlock") == record.founded_block
        assert chain.time_of(record.founded_block) == record.founded_at

    def test_an_address_without_a_village_is_refused(self, chain: Chain, charter: Contract) -> None:
        """Neither an empty account nor another contract passes for a village."""
        for address in (f"0x{99:040x}", charter.read("authority")):
            with pytest.raises(RecordError) as caught:
                rebuild_record(chain, address)
            assert "no village" in caught.value.message

    def test_a_directory_with_a_gap_is_refused(self, chain: Chain, charter: Contract) -> None:
        """A village without its treasury cannot be used."""
        key = b"treasury".ljust(32, b"\0")
        send(chain, charter.call("register", key, f"0x{0:040x}"), ape_signer(chain, FOUNDER))

        with pytest.raises(RecordError) as caught:
            rebuild_record(chain, charter.address)

        assert "treasury" in str(caught.value.cause)


class TestAct:
    """One call."""

    def test_with_yes_it_sends_and_names_the_transaction(self, session: Any) -> None:
        """Words, signer and cost are told, the transaction is named, stdout stays free."""
        here = session(yes=True)

        outcome = act(here, [rename(here, "月の村")], "The village is called 月の村.")

        assert outcome.sent
        assert "月の村" == current_name(here)
        shown = told(here)
        assert "" == shown[0]
        for words in ("The village is called 月の村.", FOUNDER, "ETH", outcome.transactions[0]):
            assert words in shown[1]

    def test_a_refusal_comes_before_the_question(self, session: Any) -> None:
        """Who may not do it learns so from the simulation; nothing is sent."""
        here = session(account=STRANGER, yes=True)

        with pytest.raises(ChainRefused) as caught:
            act(here, [rename(here, "月の村")], "…")

        assert "AccessManagedUnauthorized" == caught.value.error_name
        assert "ほしの村" == current_name(here)

    def test_a_dry_run_only_looks(self, session: Any) -> None:
        """--dry-run tells what would happen, and with --json gives the plan."""
        here = session(dry_run=True, json=True)

        outcome = act(here, [rename(here, "月の村")], "The village is called 月の村.")

        assert not outcome.sent
        assert "ほしの村" == current_name(here)
        plan = json.loads(told(here)[0])
        assert plan["dry_run"] is True
        assert plan["gas"] > 21_000
        assert here.village.charter_contract.address == plan["calls"][0]["to"]

    def test_calldata_is_written_for_other_signers(self, session: Any) -> None:
        """One JSON line a call; nobody needs to be able to sign."""
        here = session(account="nobody-here", output=Format.CALLDATA)
        call = rename(here, "月の村")

        assert not act(here, [call, call], ["First.", "Second."]).sent

        lines = [json.loads(line) for line in told(here)[0].splitlines()]
        expected = {"to": call.to, "value": "0", "data": "0x" + call.data.hex()}
        assert [{**expected, "words": "First."}, {**expected, "words": "Second."}] == lines

    def test_without_a_terminal_it_wants_yes(self, session: Any) -> None:
        """Nobody is there to ask: usage, and nothing is sent."""
        here = session()

        with pytest.raises(UsageError) as caught:
            act(here, [rename(here, "月の村")], "…")

        assert "--yes" in str(caught.value.hint)
        assert "ほしの村" == current_name(here)

    @pytest.mark.parametrize(("answer", "name"), [("はい\n", "月の村"), ("ok\n", "ほしの村")])
    def test_at_a_terminal_only_yes_sends(
        self, session: Any, monkeypatch: pytest.MonkeyPatch, answer: str, name: str
    ) -> None:
        """The question is asked on stderr; anything but a yes sends nothing."""
        monkeypatch.setattr("sys.stdin", Terminal(answer))
        here = session(terminal=True)

        if name == "月の村":
            assert act(here, [rename(here, "月の村")], "…").sent
        else:
            with pytest.raises(UserError):
                act(here, [rename(here, "月の村")], "…")

        assert name == current_name(here)
        assert "[y/N]" in told(here)[1]

    def test_calls_that_need_one_another_are_rehearsed_together(self, session: Any) -> None:
        """The second call works only after the first, and is found to do so."""
        here = session(yes=True)
        publish = here.village.charter_contract.call("publish", HASH, HASH, 1, "")

        outcome = act(here, [rename(here, "月の村"), publish], "…", dependent=True)

        assert 2 == len(outcome.transactions)

    def test_nothing_to_do_is_success(self, session: Any) -> None:
        """No call, no question, no transaction."""
        assert [] == act(session(), [], "…").transactions

    def test_an_unknown_account_is_named(self, session: Any) -> None:
        """A mistyped --account is an account error, before anything is asked."""
        here = session(account="ofice", yes=True)

        with pytest.raises(AccountError):
            act(here, [rename(here, "月の村")], "…")

    def test_without_an_account_the_choice_is_not_guessed(self, session: Any) -> None:
        """Ten test accounts and no charter: the user must say who signs."""
        here = session(account=None, yes=True)

        with pytest.raises(AccountError) as caught:
            act(here, [rename(here, "月の村")], "…")

        assert "--account" in str(caught.value.hint)


class TestActBatch:
    """Many rows."""

    def batch(self, here: Session, rows: Sequence[str], per_tx: int = 2, **more: Any) -> Any:
        """Publishes each row; several in one call take the first row's root."""
        contract = here.village.charter_contract

        def call(part: Sequence[str]) -> Call:
            root = part[0].encode().ljust(32, b"\0")
            return contract.call("publish", HASH, root, len(part), ",".join(part))

        return act_batch(
            here, "publish", rows, call, "Publish.", per_tx=per_tx, payload=str, **more
        )

    def test_rows_go_in_few_transactions(self, session: Any) -> None:
        """Five rows, two to a transaction, are three transactions."""
        here = session(yes=True)

        outcome = self.batch(here, ["a", "b", "c", "d", "e"])

        assert (5, 0, 3) == (outcome.done, outcome.skipped, len(outcome.transactions))
        assert 3 == here.village.charter_contract.read("publicationCount")

    def test_a_second_run_sends_only_what_is_new(self, session: Any) -> None:
        """Each row takes effect exactly once, however often the table is given."""
        here = session(yes=True)
        self.batch(here, ["a", "b"])

        again = self.batch(here, ["a", "b"])
        more = self.batch(here, ["a", "b", "c"])

        assert (0, 2, 0) == (again.done, again.skipped, len(again.transactions))
        assert (1, 2, 1) == (more.done, more.skipped, len(more.transactions))
        assert 2 == here.village.charter_contract.read("publicationCount")
        assert "all 2 rows were done before" in told(here)[1]

    def test_a_done_row_with_other_values_is_refused(self, session: Any) -> None:
        """The same name with another meaning is not taken for done."""
        here = session(yes=True)
        contract = here.village.charter_contract

        def run(value: str) -> Any:
            return act_batch(
                here, "publish", ["a"], lambda _rows: contract.call("publish", HASH, HASH, 1, ""),
                "Publish.", payload=lambda _row: value,
            )  # fmt: skip

        run("one")
        with pytest.raises(JournalError):
            run("other")

    def test_nothing_is_kept_safe_or_sent_in_a_dry_run(self, session: Any) -> None:
        """--dry-run tells rows and transactions, and calls nothing."""
        here = session(dry_run=True)
        kept: list[str] = []

        outcome = self.batch(here, ["a", "b", "c"], before_sending=kept.extend)

        assert not outcome.sent
        assert [] == kept
        assert "3 rows in 2 transactions" in told(here)[1]

    def test_what_must_be_kept_safe_is_kept_first(self, session: Any) -> None:
        """before_sending hears the rows that are left, before any of them is on the chain."""
        here = session(yes=True)
        self.batch(here, ["a"])
        count = here.village.charter_contract.read("publicationCount")
        kept: list[tuple[str, int]] = []

        def keep(rows: Sequence[str]) -> None:
            now = here.village.charter_contract.read("publicationCount")
            kept.extend((row, now) for row in rows)

        self.batch(here, ["a", "b"], before_sending=keep)

        assert [("b", count)] == kept

    def test_a_refused_row_stops_before_the_question(self, session: Any) -> None:
        """Every row is tried out first: none is sent when one would be refused."""
        here = session(yes=True)

        with pytest.raises(ChainRefused) as caught:
            self.batch(here, ["a", "b", "\0", "c"], per_tx=1)

        assert "VillageCharterEmpty" == caught.value.error_name
        assert 0 == here.village.charter_contract.read("publicationCount")

    def test_calldata_holds_all_rows(self, session: Any) -> None:
        """For a Safe the whole table is written, in the same parts."""
        here = session(account="nobody-here", output=Format.CALLDATA)

        self.batch(here, ["a", "b", "c"])

        assert 2 == len(told(here)[0].splitlines())
