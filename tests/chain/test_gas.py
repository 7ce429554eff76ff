"""The committed gas is what the contracts take."""

from __future__ import annotations

from bench import gas


def test_gas_json_is_what_is_measured():
    """Measured anew on another Anvil, to the unit: a change of gas is a change of the file, made with
    `make bench ARGS="gas --write"` and read by whoever reviews it."""
    measured = gas.measure()

    assert [] == gas.differences(gas.as_table(measured), gas.load())
    assert [] == [figure.name for figure in measured if not figure.holds]
