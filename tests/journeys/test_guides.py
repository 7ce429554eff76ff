"""The guides, run exactly as they are printed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daoctl.chain.anvil import Anvil, start_anvil
from daoctl.chain.connection import connect
from daoctl.charter.village import Village
from daoctl.cli.options import Shared
from daoctl.cli.session import open_village
from daoctl.cli.status import read_status
from daoctl.treasury.projects import Status, read_project
from tests.journeys.guided import GUIDES, script
from tests.journeys.printed import Ran, blocks, commands, run_blocks
from tests.journeys.process import answer, environment
from tests.journeys.warm import warm

SEPOLIA = 11155111
JAPAN = ZoneInfo("Asia/Tokyo")
# The guides' calendar begins on a Monday.
BEGINS = datetime(2027, 3, 29, 9, tzinfo=JAPAN)
SECRETS = {
    **{
        f"APE_ACCOUNTS_{name}_PASSPHRASE": "four words for a guide"
        for name in ("council", "office", "reviewer", "mio", "carpenter", "ken2", "me", "dev")
    },
    "DAOCTL_REGISTER_PASSPHRASE": "four words for the register",
    "DAOCTL_HANDOVER_PASSPHRASE": "four words for the stick",
}


@pytest.fixture
def sepolia() -> Iterator[Anvil]:
    """Sepolia's stand-in, where it is spring."""
    running = start_anvil(chain_id=SEPOLIA, timestamp=int(BEGINS.timestamp()))
    yield running
    running.stop()


@pytest.mark.parametrize("name", sorted(one.stem for one in GUIDES["en"].glob("*.md")))
def test_both_languages_print_the_same_commands(name: str) -> None:
    """A reader of either guide types the same, to the letter; only the comments differ."""
    english, japanese = (commands(blocks(folder / f"{name}.md")) for folder in GUIDES.values())

    assert len(english) > 10
    assert english == japanese


def follow(guide: Path, folder: Path, language: str, **given: str) -> Ran:
    """Runs a guide in an empty folder; fails with the last that was said."""
    settings = {"DAOCTL_LANG": language, **SECRETS, **given}
    # A socket's path must be short, and pytest's folders are not.
    with (
        tempfile.TemporaryDirectory() as short,
        warm(Path(short), environment(**settings)) as tools,
    ):
        pieces = [f'export PATH="{tools}:$PATH"\n', *script(guide)]
        ran = run_blocks(pieces, folder, **settings)
    assert 0 == ran.returncode, ran.said[-4000:]
    return ran


def test_the_organisers_first_week_goes_as_it_is_printed(sepolia: Anvil, tmp_path: Path) -> None:
    """In Japanese, from the rehearsal to the payment of what an election chose: two projects are
    paid, the elders and both buyers hold their tokens, the lost certificate is another one's, and
    the folder that took the handover knows the village."""
    ape = str(tmp_path / "ape")
    ran = follow(
        GUIDES["ja"] / "organiser.md", tmp_path, "ja", URL=sepolia.url, APE_DATA_FOLDER=ape
    )
    folders = [tmp_path / "mura", tmp_path / "new-computer"]
    found = []
    for folder in folders:
        with open_village(Shared(village=str(folder))) as session:
            status = read_status(session.village)
            paid = [read_project(session.village, number) for number in (1, 2)]
            found.append((status.tokens, len(status.holders), [_stands(one) for one in paid]))

    assert [(11, 4, [[Status.PAID], [Status.PAID]])] * 2 == found
    assert not (tmp_path / "mura" / "cards").exists()
    assert "星野村" in ran.said


def _stands(project: object) -> list[Status]:
    return [one.status for one in project.milestones]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Strange:
    """A village that the reader knows nothing of but its address, and its node."""

    address: str
    url: str
    folder: Path


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strange]:
    """A village on Sepolia's stand-in, with a sale under way and three proposals before it."""
    above = tmp_path_factory.mktemp("strange")
    node = start_anvil(chain_id=SEPOLIA, timestamp=int(BEGINS.timestamp()))
    where = {"DAOCTL_RPC": node.url, "DAOCTL_ACCOUNT": "TEST::0"}
    try:
        answer(
            "init", "strange", "--name", "よその村", "--short-name", "Strange", "--symbol", "YOSO",
            *("--council", "TEST::0", "--issuer", "TEST::0", "--reviewer", "TEST::0"),
            *("--price", "0.03 ETH", "--quorum", "> 10%", "--opens", "2027-03-30 12:00"),
            cwd=above,
        )  # fmt: skip
        folder = above / "strange"
        network = ("--network", "ethereum:sepolia:node", "--yes")
        village = answer("deploy", *network, cwd=folder, **where)["village"]
        with connect("ethereum:sepolia:node", node.url) as chain:
            chain.advance_to(_moment(2027, 3, 30, 13))
            answer("sale", "buy", "1", "--yes", cwd=folder, **where)
            chain.advance_to(_moment(2027, 4, 6, 13))
            for name in ("well", "road", "bridge"):
                text = f"---\ntitle: The {name}\nkind: text\n---\n\nShall we mend it?\n"
                (folder / f"{name}.md").write_text(text, "utf-8")
                answer("proposal", "submit", f"{name}.md", "--yes", cwd=folder, **where)
        yield Strange(village, node.url, folder)
    finally:
        node.stop()


def _moment(*date: int) -> int:
    return int(datetime(*date, tzinfo=JAPAN).timestamp())  # type: ignore[arg-type,misc]


def test_a_holders_first_vote_goes_as_it_is_printed(strange: Strange, tmp_path: Path) -> None:
    """With an address and a node alone: three votes of one holder, cast here, under Ape, and by
    the office, each counted; and a proof that holds without a node."""
    from daoctl.chain.accounts import account_address

    ape = _home(tmp_path)
    # The office's account, which relays at the end of the guide.
    answer("account", "new", "office", cwd=tmp_path, APE_DATA_FOLDER=ape, **SECRETS)
    ran = follow(
        GUIDES["en"] / "holder.md",
        tmp_path,
        "en",
        URL=strange.url,
        VILLAGE=strange.address,
        FRIEND=account_address("TEST::3"),
        SOURCES=str(GUIDES["en"].parents[1]),
        APE_DATA_FOLDER=ape,
    )
    me = json.loads((tmp_path / "proof.json").read_text("utf-8"))["voter"]
    with open_village(Shared(village=str(tmp_path))) as session:
        cast = [_cast(session.village, number, me) for number in (1, 2, 3)]

    assert ["for", "against", "for"] == cast
    assert "Which colour shall the bus stop have?" in ran.said


def _cast(village: Village, number: int, voter: str) -> str | None:
    from daoctl.governance.tally import tally

    votes = tally(village, number).votes
    return next((str(one.choice) for one in votes if one.voter.lower() == voter.lower()), None)


def test_a_developers_first_deployment_goes_as_it_is_printed(
    strange: Strange, tmp_path: Path
) -> None:
    """The village stands, its contracts are the sources', and every answer is JSON."""
    follow(
        GUIDES["en"] / "developer.md",
        tmp_path,
        "en",
        URL=strange.url,
        VILLAGE=strange.address,
        SOURCES=str(GUIDES["en"].parents[1]),
        APE_DATA_FOLDER=_home(tmp_path),
    )
    devnet, audit = tmp_path / "devnet", tmp_path / "audit"
    plan, status, tally = (
        json.loads(file.read_text("utf-8"))
        for file in (devnet / "plan.json", devnet / "status.json", audit / "tally.json")
    )

    assert "dry_run" in plan
    assert ("Devnet", SEPOLIA) == (status["name"], status["chain_id"])
    assert tally["recount"]["matches_chain"]
    assert (devnet / "explorers" / "VillageGovernor.json").is_file()


def _home(folder: Path) -> str:
    """A home of Ape's own, below the reader's folder."""
    return str(folder / "ape")
