"""A village to measure on: founded by the real deployment, with one account more that may mint.

In production SALES is the sale desk alone. Here an account holds it too, granted by the founder in
the last step before the handover, so that `mint` itself can be called and measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from daoctl.chain.accounts import KeySigner, Signer, ape_signer
from daoctl.chain.connection import Chain
from daoctl.chain.journal import Journal
from daoctl.charter.authority import COUNCIL, ISSUER, REVIEWER, SALES
from daoctl.charter.deployment import Deployment
from daoctl.charter.founding import Call, Founding, Step
from daoctl.charter.model import charter_hash, load_charter
from daoctl.charter.template import found_from
from daoctl.charter.village import Village
from daoctl.times import DAY

CHARTER = "yamakoshi_replay"
START = 1639364400  # 2021-12-13 12:00 JST, so that two runs are the same chain
FIRST_OPENS = START + DAY
# The same in every run: addresses are calldata, whose zero bytes cost less gas than the others.
FOUNDER, COUNCIL_KEY, OFFICE, REVIEWER_KEY = (
    KeySigner((2004_10_23_00 + n).to_bytes(32, "big")) for n in range(4)
)
# The step that is not the village's own.
SELLER_STEP = "bench:seller"
# One of Ape's own accounts, so that Ape can be measured minting too.
SELLER = "TEST::5"


def person(number: int) -> KeySigner:
    """Somebody with a key; fees are nothing on our Anvil, so nobody needs money."""
    return KeySigner((2021_12_14_0000 + number).to_bytes(32, "big"))


@dataclass(frozen=True)
class Scene:
    """A founded village and who acts in it."""

    village: Village
    seller: Signer
    # What each step of the founding took, by its key.
    steps: Mapping[str, int] = field(default_factory=dict)
    council: KeySigner = COUNCIL_KEY

    @property
    def chain(self) -> Chain:
        """The chain it stands on."""
        return self.village.chain


def found(chain: Chain, folder: Path, opens: int | None = None) -> Scene:
    """Founds the village on a development chain; no phase is open yet, no token minted. The first
    opens at `opens`, else a day from now."""
    found_from(CHARTER, folder, opens or chain.now() + DAY)
    members = {COUNCIL: COUNCIL_KEY, ISSUER: OFFICE, REVIEWER: REVIEWER_KEY}
    founding = Founding(
        load_charter(folder),
        charter_hash(folder),
        "",
        FOUNDER.address,
        {role: (key.address,) for role, key in members.items()},
    )
    with Journal.of(chain, folder / ".daoctl" / "journal.db") as journal:
        deployment = Deployment(chain, founding, journal, FOUNDER)
        place = [step.key for step in deployment.steps].index("handover")
        seller = ape_signer(chain, SELLER)
        deployment.steps.insert(place, _one_more_mints(seller.address))
        sent: dict[str, str] = {}
        village = deployment.run(folder, lambda done: sent.update({done.step.key: done.tx})).village
        return Scene(village, seller, {key: _gas(chain, tx) for key, tx in sent.items()})


def _gas(chain: Chain, tx: str) -> int:
    receipt = chain.node.wire.request("eth_getTransactionReceipt", tx)  # type: ignore[attr-defined]
    return int(receipt["gasUsed"], 16)


def _one_more_mints(address: str) -> Step:
    grant = Call("authority", "grantRole", (SALES.id, address, 0))
    return Step(SELLER_STEP, "Let an account mint", calls=lambda _at: [grant])
