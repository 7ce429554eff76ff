"""A consultation asks one village: another's powers are never counted for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from daoctl.errors import WrongChain
from daoctl.governance.consultation_power import check_village

CHARTER, OTHER = "0x" + "1a" * 20, "0x" + "2b" * 20


def village(chain_id: int, charter: str) -> Any:
    """As much of a village as says which one it is."""
    return SimpleNamespace(
        chain=SimpleNamespace(chain_id=chain_id),
        charter_contract=SimpleNamespace(address=charter),
    )


def test_the_village_that_is_asked_may_answer() -> None:
    """Its chain and its charter are the consultation's."""
    check_village(village(1, CHARTER), 1, CHARTER)


@pytest.mark.parametrize(("chain_id", "charter"), [(1, OTHER), (11155111, CHARTER)])
def test_another_village_is_refused_with_the_one_that_is_meant(chain_id: int, charter: str) -> None:
    """The same address on another chain is another village."""
    with pytest.raises(WrongChain, match="another village's") as refused:
        check_village(village(chain_id, charter), 1, CHARTER)

    assert f"It is for {CHARTER} on chain 1." == refused.value.cause
