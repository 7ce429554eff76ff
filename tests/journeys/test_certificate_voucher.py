"""A voucher on its way: signed at the office, mailed, claimed by a holder who has nothing but the
village's address, printed, and verified by the printed command. With the real process."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess

import pytest

from tests.journeys.process import DAOCTL, answer, daoctl, environment
from tests.journeys.villager_scene import PASSPHRASE, fresh, scene

# TEST::4
HOLDER = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("vouchers"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test."""
    with fresh(founded, tmp_path / "mura") as found:
        yield found


def test_a_holder_abroad_claims_with_nothing_but_an_address(journey, tmp_path):
    """The voucher travels by a pipe; the certificate printed at the office verifies anywhere by
    the very command that stands on it."""
    office, abroad = journey.folder, tmp_path / "abroad"
    abroad.mkdir()
    signed = daoctl(
        "certificate", "voucher", HOLDER, "--tier", "premium", "--name", "山田花子", "--yes",
        cwd=office, **PASSPHRASE,
    )  # fmt: skip
    assert 0 == signed.returncode, signed.stderr
    charter = json.loads(signed.stdout)["charter"]
    at = ("--village", f"ethereum:local:foundry:{charter}", "--rpc", journey.rpc)

    claimed = subprocess.run(
        [*DAOCTL, "certificate", "claim", "-", "--account", "TEST::4", "--yes", "--json", *at],
        cwd=abroad, env=environment(), input=signed.stdout, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert 0 == claimed.returncode, claimed.stderr
    (row,) = json.loads(claimed.stdout)["certificates"]
    assert (HOLDER, 1, "living") == (row["holder"], row["tier_number"], row["status"])

    card = answer("certificate", "card", "1", "--agreed", "2030-01-01", cwd=office, **PASSPHRASE)
    page = (office / card["file"]).read_text("utf-8")
    assert "山田花子" in page
    (printed,) = re.findall(r"<code>(daoctl [^<]+)</code>", page)
    words = shlex.split(html.unescape(printed))
    checked = daoctl(*words[1:], "--rpc", journey.rpc, cwd=abroad)
    assert (0, "daoctl") == (checked.returncode, words[0]), checked.stderr
    assert "is valid until" in checked.stdout
