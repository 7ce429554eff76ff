"""Events of real contracts come decoded, on both kinds of chain."""

from daoctl.chain.accounts import ape_signer
from daoctl.chain.codec import keccak
from daoctl.chain.logs import read_logs
from daoctl.chain.sending import send, send_all
from daoctl.units import checksum

SOMEBODY = checksum("0x00000000000000000000000000000000deadbeef")


def test_every_kind_of_value_is_decoded(small):
    """Addresses, numbers, bytes, Japanese text, structs, and an indexed text as its hash."""
    chain, sender = small.chain, ape_signer(small.chain, "TEST::1")
    first = send(chain, small.call("bump", 2), sender)
    part = {"who": SOMEBODY, "amount": 9, "note": "橋"}
    second = send(chain, small.call("tell", [part, part], value=5), sender)
    found = read_logs(chain, [small], ["Counted", "Parts", "Named"], first.block)

    assert ["Counted", "Parts", "Named"] == [log.event for log in found]
    assert {
        "who": sender.address,
        "number": 7,
        "mark": (2).to_bytes(32, "big"),
        "text": "山古志",
    } == found[0].args
    assert [(SOMEBODY, 9, "橋")] * 2 == found[1].args["parts"]
    assert "橋" == found[1].args["parts"][0].note
    assert {"name": keccak("橋".encode()), "count": 2} == found[2].args
    assert (first.tx, first.block, small.address) == (
        found[0].tx,
        found[0].block,
        found[0].address,
    )
    assert found == [*first.logs, *second.logs]


def test_a_range_is_kept_to(small):
    """Only the blocks asked for are read, both ends included."""
    chain, sender = small.chain, ape_signer(small.chain, "TEST::1")
    blocks = [send(chain, small.call("bump", n), sender).block for n in range(4)]
    found = read_logs(chain, [small], ["Counted"], blocks[1], blocks[2])

    assert blocks[1:3] == [log.block for log in found]


def test_what_a_snapshot_undid_is_not_read(embedded, small_embedded):
    """The embedded chain's logs are those of its present blocks, also after a snapshot."""
    small = small_embedded
    sender = ape_signer(embedded, "TEST::1")
    tester = embedded.web3.provider.ethereum_tester
    before = tester.take_snapshot()
    send_all(embedded, [(small.call("bump", 1), sender)] * 3)
    assert 3 == len(read_logs(embedded, [small], ["Counted"], 0))
    tester.revert_to_snapshot(before)
    send(embedded, small.call("bump", 7), sender)
    found = read_logs(embedded, [small], ["Counted"], 0)

    assert [12] == [log.args["number"] for log in found]
