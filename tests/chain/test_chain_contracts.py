"""Reading, deciding and refusing: the same on Anvil and on the embedded chain."""

import pytest

from daoctl.chain.accounts import ape_signer
from daoctl.chain.codec import DoesNotFit
from daoctl.chain.contracts import Contract, decode_error
from daoctl.chain.sending import created_address, estimate, send, simulate
from daoctl.errors import AccountError, ChainError, ChainRefused
from daoctl.units import checksum

STRANGER = checksum("0x00000000000000000000000000000000deadbeef")


def test_a_read_gives_plain_values(small):
    """One result comes as a value, addresses with their capitals."""
    assert 5 == small.read("count")
    assert ape_signer(small.chain, "TEST::0").address == small.read("owner")


def test_structs_and_several_results_come_with_names(small):
    """A struct can be given as a mapping, and comes back as a named tuple."""
    part = {"who": STRANGER, "amount": 3, "note": "橋"}
    answer = small.read("describe", part)

    assert (STRANGER, 3, "橋") == answer
    assert "橋" == answer.note
    first, total = small.read("tell", [part, part])
    assert 2 == total
    assert STRANGER == first.who


def test_overloads_are_told_apart(small):
    """Functions of one name are chosen by their number of values, or by their signature."""
    assert 4 == small.read("overloaded", 4)
    assert 9 == small.read("overloaded", 4, 5)
    assert 9 == small.read("overloaded(uint256,uint256)", 4, 5)


def test_many_reads_keep_their_order(small):
    """Answers asked for together stand in the order of the questions."""
    assert list(range(250)) == small.read_many("overloaded", [(n,) for n in range(250)])


def test_a_custom_error_is_refused_by_name(small):
    """A simulated call by the wrong account says which error and with which values."""
    with pytest.raises(ChainRefused) as caught:
        simulate(small.chain, small.call("onlyOwner"), STRANGER)

    assert "SmallNotOwner" == caught.value.error_name
    assert {"caller": STRANGER, "needed": 7} == caught.value.arguments


def test_the_sender_decides_a_simulation(small):
    """The same call by the owner is not refused."""
    owner = small.read("owner")

    assert simulate(small.chain, small.call("onlyOwner"), owner) is None


@pytest.mark.parametrize(
    ("function", "args", "name", "words"),
    [
        ("plainly", (), "Error", "The contract refused: not today"),
        ("overflow", (100,), "Panic", "a number grew too large"),
        ("silently", (), "", "without giving a reason"),
        ("burnGas", (), "", "without giving a reason"),
    ],
)
def test_every_kind_of_refusal_is_decoded(small, function, args, name, words):
    """Plain reasons, faults, silence and invalid code each come as ChainRefused."""
    for attempt in (
        lambda: simulate(small.chain, small.call(function, *args), STRANGER),
        lambda: estimate(small.chain, small.call(function, *args), STRANGER),
        lambda: small.read(function, *args),
    ):
        with pytest.raises(ChainRefused) as caught:
            attempt()
        assert name == caught.value.error_name
        assert words in caught.value.message


def test_a_poor_account_may_be_simulated_but_not_spend(small):
    """Simulating costs nothing; value that the sender does not hold is an AccountError."""
    part = {"who": STRANGER, "amount": 3, "note": ""}

    assert 6 == simulate(small.chain, small.call("bump", 1), STRANGER)
    with pytest.raises(AccountError):
        simulate(small.chain, small.call("tell", [part], value=10**18), STRANGER)


def test_a_contract_may_be_the_sender_of_a_simulation(small):
    """What a timelock will do can be tried as the timelock, which holds no ether and has code."""
    assert 6 == simulate(small.chain, small.call("bump", 1), small.address)


def test_an_address_without_code_is_not_taken_for_a_contract(small):
    """Reading from or simulating on an empty account says that no contract is there."""
    nothing = Contract(small.chain, "Small", STRANGER)

    with pytest.raises(ChainError, match="There is no Small"):
        nothing.read("count")
    with pytest.raises(ChainError, match="There is no Small"):
        simulate(small.chain, nothing.call("bump", 1), STRANGER)


def test_a_call_is_decoded_as_it_was_made(small):
    """A call's bytes give the function and its values back."""
    call = small.call("tell", [{"who": STRANGER, "amount": 1, "note": "x"}], value=3)

    assert ("tell", {"parts": [(STRANGER, 1, "x")]}) == small.decode(call.data)
    assert 3 == call.value


def test_foreign_bytes_are_no_call(small):
    """Bytes of another contract are refused, not misread."""
    with pytest.raises(DoesNotFit):
        small.decode(bytes.fromhex("12345678"))


def test_values_that_do_not_fit_are_refused_before_sending(small):
    """A wrong number of values, or one out of range, never becomes bytes."""
    with pytest.raises(DoesNotFit):
        small.call("bump")
    with pytest.raises(DoesNotFit):
        small.call("bump", -1)


def test_the_past_can_be_read(small):
    """A read at an earlier block gives what stood there then."""
    before = small.chain.head()
    send(small.chain, small.call("bump", 10), ape_signer(small.chain, "TEST::1"))

    assert 15 == small.read("count")
    assert 5 == small.read("count", block=before)


def test_an_unknown_error_is_kept_as_bytes():
    """Bytes that no known contract throws are not made up into one."""
    assert decode_error(bytes.fromhex("deadbeef00")) is None
    assert decode_error(b"") is None


def test_the_address_of_a_creation_is_foretold(small):
    """A contract stands where its creator and nonce say (the Governor's address is foretold)."""
    # EIP-161 and the well-known first addresses of Anvil's first account.
    creator = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"

    assert "0x5FbDB2315678afecb367f032d93F642f64180aa3" == created_address(creator, 0)
    assert "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512" == created_address(creator, 1)
    assert len({created_address(creator, nonce) for nonce in (0x7F, 0x80, 0xFF, 0x100)}) == 4
