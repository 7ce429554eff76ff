"""A network's name leads to the right node, or to words that say what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from daoctl.chain.accounts import ape_signer
from daoctl.chain.anvil import free_port, start_anvil
from daoctl.chain.connection import connect
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import deploy, send
from daoctl.errors import AccountError, ChainError, ConnectionFailed, UserError, WrongChain


@pytest.fixture(scope="module")
def sepolia():
    """An Anvil that claims to be Sepolia."""
    running = start_anvil(chain_id=11155111)
    yield running
    running.stop()


def test_an_anvil_that_claims_sepolia_is_sepolia(sepolia, small_artifact):
    """Sending to it does not wait for a live network's blocks, and its time can be moved."""
    with connect("ethereum:sepolia", rpc=sepolia.url) as chain:
        owner = ape_signer(chain, "TEST::0")
        address, _receipt = deploy(chain, "Small", [owner.address, 1], owner)
        send(chain, Contract(chain, "Small", address).call("bump", 1), owner)
        chain.advance_to(chain.now() + 1000)

        assert ("ethereum:sepolia:node", 11155111) == (chain.network, chain.chain_id)
        assert (0, True) == (chain.confirmations, chain.is_development)
        assert 2 == Contract(chain, "Small", address).read("count")


def test_the_address_may_stand_in_the_name(sepolia):
    """Ape's own `ethereum:sepolia:http://…` is understood."""
    with connect(f"ethereum:sepolia:{sepolia.url}") as chain:
        assert (11155111, sepolia.url) == (chain.chain_id, chain.rpc_url)


def test_the_address_may_stand_in_apes_configuration(sepolia, tmp_path):
    """ape-config.yaml of the folder names the node, and nothing else is needed."""
    (tmp_path / "ape-config.yaml").write_text(
        f"node:\n  ethereum:\n    sepolia:\n      uri: {sepolia.url}\n"
    )
    assert "11155111" in _in_a_process(tmp_path, "ethereum:sepolia")


def test_the_address_may_stand_in_the_environment(sepolia, tmp_path):
    """WEB3_PROVIDER_URI is what the hint names too."""
    assert "11155111" in _in_a_process(tmp_path, "ethereum:sepolia", WEB3_PROVIDER_URI=sepolia.url)


def test_the_address_that_was_typed_wins(sepolia, monkeypatch, anvil):
    """--rpc is asked, whatever the environment says."""
    monkeypatch.setenv("WEB3_PROVIDER_URI", anvil.url)
    monkeypatch.setenv("APE_FOUNDRY_HOST", sepolia.url)
    with connect("ethereum:sepolia", rpc=sepolia.url) as chain:
        assert 11155111 == chain.web3.eth.chain_id
    with connect("ethereum:local:foundry", rpc=anvil.url) as chain:
        assert 31337 == chain.web3.eth.chain_id
    assert anvil.url == os.environ["WEB3_PROVIDER_URI"]


@pytest.mark.parametrize(
    ("network", "chain_id"),
    [("base:sepolia", 84532), ("optimism:sepolia", 11155420), ("polygon:amoy", 80002)],
)
def test_the_layer_twos_that_ape_knows(network, chain_id):
    """Base, Optimism and Polygon need no plugin."""
    running = start_anvil(chain_id=chain_id)
    try:
        with connect(network, rpc=running.url) as chain:
            assert (f"{network}:node", chain_id) == (chain.network, chain.chain_id)
    finally:
        running.stop()


def test_a_node_of_another_chain_is_refused(sepolia):
    """Nobody deploys to Base by mistake."""
    with pytest.raises(WrongChain, match="11155111"), connect("base:sepolia", rpc=sepolia.url):
        pass


@pytest.mark.parametrize("network", ["ethereum:sepolia", "base:mainnet", "polygon:amoy"])
def test_a_missing_address_is_told_with_where_to_put_it(network):
    """Ape's random public node is never taken."""
    with pytest.raises(ConnectionFailed) as caught, connect(network):
        pass

    ecosystem, name = network.split(":")
    for place in ("--rpc", "WEB3_PROVIDER_URI", "ape-config.yaml", f"{ecosystem}:", f"{name}:"):
        assert place in caught.value.hint


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("ethereum:sepolai", "sepolai"),
        ("etherium:mainnet", "etherium"),
        ("ethereum:sepolia:alchemy", "alchemy"),
    ],
)
def test_an_unknown_network_is_told(network, words):
    """The name that was typed is in the message."""
    with pytest.raises(ConnectionFailed, match=words), connect(network):
        pass


@pytest.mark.parametrize("text", ["http://127.0.0.1:8545", "https://node.example"])
def test_an_address_is_not_a_network(text):
    """The hint shows how to write it."""
    with pytest.raises(UserError) as caught, connect(text):
        pass

    assert f"--rpc {text}" in caught.value.hint


def test_half_a_name_is_not_taken_for_a_chain_on_this_computer():
    """Ape reads one word as an ecosystem, and would look for it here."""
    with pytest.raises(UserError, match="whole name") as caught, connect("sepolia", rpc="http://x"):
        pass

    assert "ethereum:sepolia" in str(caught.value.hint)


def test_a_port_where_nobody_listens_starts_no_anvil():
    """Ape would start one there, and the village would seem empty."""
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ConnectionFailed), connect("ethereum:local:foundry", rpc=url):
        pass


def test_an_anvil_of_our_own_ends_with_the_connection():
    """Without an address one is started, and none is left behind."""
    with connect("ethereum:local:foundry") as chain:
        pid = chain.pid
        assert chain.is_development
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_anvil_that_does_not_start_is_told(anvil):
    """A port in use is no traceback."""
    port = int(anvil.url.rsplit(":", 1)[1])
    with pytest.raises(ConnectionFailed):
        start_anvil(port=port, chain_id=4242)


def test_anvil_keeps_its_state(tmp_path):
    """A practice chain stopped and started again is the same chain, genesis included."""
    state = tmp_path / "state.json"
    seen = []
    for _ in range(2):
        running = start_anvil(state=state, timestamp=1_600_000_000 if not seen else None)
        try:
            with connect("ethereum:local:foundry", rpc=running.url) as chain:
                if not seen:
                    chain.advance_to(1_700_000_000)
                seen.append((chain.genesis, chain.head(), chain.now()))
        finally:
            running.stop()

    assert seen[0] == seen[1]
    assert 1_700_000_000 == seen[0][2]


def test_the_embedded_chain_is_fresh_each_time():
    """Two demos in one process do not see each other."""
    with connect() as chain:
        chain.advance_to(chain.now() + 10**6)
        first = chain.genesis
    with connect() as chain:
        assert 0 == chain.head()
        assert chain.genesis is not first


def test_time_moves_to_the_second_and_not_back(either):
    """One block stands at exactly the moment that was asked for."""
    now, head = either.now(), either.head()
    either.advance_to(now + 12_345)
    either.advance_to(now + 12_345)

    assert (now + 12_345, head + 1) == (either.now(), either.head())
    with pytest.raises(UserError):
        either.advance_to(now)


def test_the_block_at_a_moment_is_the_last_before_it(either):
    """For every second between the blocks, as a slow look through all of them finds it."""
    start = either.now()
    for step in (5, 1, 7, 100, 2):
        either.advance_to(either.now() + step)
    times = [either.time_of(number) for number in range(either.head() + 1)]
    for moment in range(start, either.now() + 3):
        slow = max(number for number, ts in enumerate(times) if ts <= moment)

        assert slow == either.block_at(moment)
    with pytest.raises(ChainError):
        either.block_at(times[0] - 1)


def test_the_block_of_a_contracts_creation_is_found(small):
    """Wherever in the chain it is, and whatever came after."""
    created = small.chain.head()
    for _ in range(5):
        small.chain.advance_to(small.chain.now() + 10)

    assert created == small.chain.created_at(small.address)
    assert created == small.chain.created_at(small.address, last=created + 2)


def test_test_accounts_are_refused_on_a_live_network(chain):
    """A key that everybody knows never signs for real."""
    from dataclasses import replace

    with pytest.raises(AccountError):
        ape_signer(replace(chain, is_development=False), "TEST::0")


_SCRIPT = """
import sys
from daoctl.chain.connection import connect
with connect(sys.argv[1]) as chain:
    chain.now()
    print("chain", chain.chain_id)
"""


def _in_a_process(folder: Path, network: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, network],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def test_nothing_of_apes_reaches_standard_output(tmp_path):
    """Standard output is for data: a connection to either kind of chain prints nothing."""
    assert "chain 1337\n" == _in_a_process(tmp_path, "ethereum:local:test")
    assert "chain 31337\n" == _in_a_process(tmp_path, "ethereum:local:foundry")
    assert [] == [entry.name for entry in tmp_path.iterdir()]


def test_ctrl_c_stays_what_it_was(tmp_path):
    """Importing Ape does not take the keyboard's interrupt away from the command."""
    script = (
        "import signal\nfrom daoctl.chain.connection import connect\n"
        "before = signal.getsignal(signal.SIGINT)\nwith connect(): pass\n"
        "assert signal.getsignal(signal.SIGINT) is before\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stderr
    assert signal.default_int_handler is not None
    assert 0 == done.returncode


def test_what_was_sent_can_be_read_again(either, small_artifact):
    """By its hash: to whom, by whom, which bytes; an unknown transaction is nothing."""
    owner = ape_signer(either, "TEST::0")
    _address, receipt = deploy(either, "Small", [owner.address, 5], owner)

    sent = either.node.sent(receipt.tx)

    assert sent is not None
    assert (None, owner.address.lower(), 0) == (sent.to, str(sent.sender).lower(), sent.value)
    assert sent.data.startswith(small_artifact.bytecode)
    assert either.node.sent("0x" + "ab" * 32) is None
