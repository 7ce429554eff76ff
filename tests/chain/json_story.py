"""One village's story told so that every verb answers with --json at least once: in this process,
on a practice chain. Verbs that send are first asked with --dry-run, then do it."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from daoctl.chain.accounts import account_address
from daoctl.chain.keyfiles import find_keyfile
from daoctl.chain.quiet import load_ape
from daoctl.cli.app import main
from tests.chain import json_story_votes as votes
from tests.shapes import Met, check, verb_of
from tools.verb_tree import verbs

SETTINGS = {
    "DAOCTL_LANG": "en",
    "DAOCTL_REGISTER_PASSPHRASE": "four quiet words here",
    "DAOCTL_HANDOVER_PASSPHRASE": "four words for the stick",
    "APE_ACCOUNTS_office2_PASSPHRASE": "four words for the office",
}
COUNCIL, OFFICE, REVIEWER, CARPENTER, ANN, BOB, CEM, FAR = (f"TEST::{n}" for n in range(8))


@dataclass
class Story:
    """The village's folder, and which answers came: (verb, whether it was a dry run)."""

    folder: Path
    met: set[Met] = field(default_factory=set)
    calldata: str = ""
    sending: frozenset[str] = frozenset(one.name for one in verbs() if one.sends)

    def run(self, *arguments: str, code: int = 0) -> str:
        """What the command line prints; fails with its own words for another exit code."""
        stdout, stderr = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, SETTINGS),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            given = main(arguments)
        assert code == given, f"{' '.join(arguments)}: {stderr.getvalue()}"
        return stdout.getvalue()

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What it answers with --json, which is held against the verb's schema."""
        said = self.run(*arguments, "--json", code=code)
        assert said, f"{' '.join(arguments)} --json answers nothing"
        answer = json.loads(said)
        self.met.add(check(verb_of(arguments), answer))
        return answer

    def tell(self, line: str, *more: str, code: int = 0) -> Any:
        """Runs a line of words; a verb that sends is tried with --dry-run before. Its answer."""
        arguments = (*line.split(), *more)
        if verb_of(arguments) in self.sending:
            self.json(*arguments, "--dry-run")
            return self.json(*arguments, "--yes", code=code)
        return self.json(*arguments, code=code)

    def at(self, folder: Path) -> Story:
        """The same story in another folder."""
        folder.mkdir(exist_ok=True)
        return Story(folder, self.met)

    def write(self, name: str, *lines: str) -> str:
        """A file in the village's folder; its name."""
        (self.folder / name).write_text("\n".join(lines) + "\n", "utf-8")
        return name


@contextlib.contextmanager
def told(above: Path) -> Iterator[Story]:
    """The whole story; the chain ends with the block."""
    from daoctl.charter.practice import stop

    begun = Story(above)
    begun.tell("init hoshino --practice")
    story = begun.at(above / "hoshino")
    try:
        _found(story)
        _admit(story)
        _certify(story)
        _decide(story)
        votes.elect(story)
        _pay(story)
        votes.ask(story)
        _keep_house(story)
        story.tell("practice stop")
        story.tell("practice status")
        yield story
    finally:
        stop(story.folder)


def _found(story: Story) -> None:
    charter = story.folder / "village.toml"
    text = charter.read_text("utf-8")
    phase = text[text.index("[[villager.phase]]") : text.index("[certificate]")]
    listed = phase.replace('"phase 1"', '"friends"') + 'allowlist = "allowlist.csv"\n\n'
    charter.write_text(text.replace("[certificate]", listed + "[certificate]"), "utf-8")
    story.write("allowlist.csv", "address,quota", f"{account_address(FAR)},3")
    story.tell("practice start")
    story.tell("practice start")
    story.tell("deploy")
    story.tell("deploy --yes")
    story.tell("practice status")
    for line in ("status", "role list", "account list", "account needs", "help", "help networks"):
        story.tell(line)


def _admit(story: Story) -> None:
    story.calldata = story.run("villager", "welcome", "residents.csv", "--output", "calldata")
    story.tell("villager welcome residents.csv")
    proofs = story.tell("sale allowlist allowlist.csv --phase 2")["file"]
    story.tell("practice skip 3d")
    story.tell("sale pause")
    story.tell("sale resume")
    story.tell("sale buy 1 --count 9 --account", FAR)
    story.tell("sale buy 2 --account", FAR, "--proofs", proofs)
    story.run("sale", "buy", "1", "--count", "9", "--account", "TEST::8", "--yes")
    story.tell("sale phases")
    story.tell("sale sweep")
    story.tell("sale sweep --yes")
    for line in ("villager list", "villager metadata", "villager metadata 1", "villager show 1"):
        story.tell(line)
    story.tell("villager show", account_address(CARPENTER))
    story.tell("villager leave 4 --account", FAR)


def _certify(story: Story) -> None:
    story.write(
        "members.csv",
        "address,tier,name",
        f"{account_address(ANN)},basic,Ann",
        f"{account_address(BOB)},basic,Bob",
    )
    story.tell("certificate issue members.csv")
    story.tell("certificate list")
    story.tell("certificate verify 1 --name Ann")
    story.tell("certificate verify 1 --name Bob", code=5)
    story.tell("certificate renew 1 --until 2097-12-31")
    story.tell("certificate reissue 2", account_address(CARPENTER))
    story.tell("certificate revoke 3 --reason moved")
    story.tell("certificate verify 3", code=5)
    story.tell("certificate voucher", account_address(CEM), "--name", "Cem", "--dry-run")
    story.tell("certificate voucher", account_address(CEM), "--name", "Cem", "--file", "v", "--yes")
    story.tell("certificate claim v --account", FAR)
    story.tell("certificate card 1 --file card.html")
    story.tell("certificate forget 3", "--dry-run")
    story.tell("certificate forget 3", "--yes")


def _decide(story: Story) -> None:
    story.tell("proposal draft plan.md")
    for kind in ("grant", "text"):
        story.tell("proposal draft --kind", kind)
    story.tell("proposal submit plan.md --account", ANN)
    idea = ("---", "title: {}", "kind: text", "---", "Let us talk about the old road.")
    for name in ("road", "bridge"):
        story.write(f"{name}.md", *idea[:1], idea[1].format(name), *idea[2:])
        story.tell("proposal submit", f"{name}.md", "--account", BOB)
    story.tell("proposal cancel 2 --account", BOB)
    story.tell("proposal veto 3 --reason", "The bridge belongs to the prefecture.")
    for line in ("proposal list", "proposal show 1", "proposal show 3", "proposal notice 1"):
        story.tell(line)
    story.tell("vote delegate", account_address(FAR), "--account", CEM)
    story.tell("vote delegate none --account", CEM)
    story.tell("practice skip 1d")
    story.tell("vote power --account", FAR)
    story.tell("vote power", account_address(OFFICE), "--proposal", "1")
    story.tell("vote cast 1 for --account", FAR)
    story.tell("vote cast 1 for --account", FAR, "--yes")
    votes.sign(story)
    story.tell("tally 1 --voter", account_address(FAR))
    story.tell("practice skip 7d")
    story.tell("proposal queue 1")
    story.tell("practice skip 2d")
    story.tell("proposal execute 1")
    story.tell("tally 1")


def _pay(story: Story) -> None:
    story.tell("project report 1 1 report.md")
    story.tell("project reject 1 1 --reason", "The photographs are missing.")
    story.write("again.md", "The wheel turns.")
    story.tell("project report 1 1 again.md")
    story.tell("project approve 1 1 --report again.md")
    story.tell("project claim 1")
    for line in ("project list", "project show 1", "treasury show", "treasury history"):
        story.tell(line)
    story.tell("treasury nft")
    stranger = account_address("TEST::9")
    story.tell("treasury pay 0.01ETH", stranger, "--dry-run")
    story.tell("treasury pay 0.01ETH", stranger, "--memo", "Rice")
    opened = "treasury budget open festival --amount 0.01ETH --expires 2097-06-30"
    story.tell(opened, "--dry-run")
    story.tell(opened)
    story.tell("treasury budget fund activity 0.01ETH --dry-run")
    story.tell("treasury budget fund activity 0.01ETH")
    story.tell("treasury budget close activity")
    story.tell("project cancel 1 --reason", "The carpenter moved away.")
    story.tell("practice skip 400d")
    story.tell("certificate lapse")
    story.tell("certificate stop --dry-run")
    story.tell("certificate stop")
    story.tell("project expire 1 2")
    story.tell("practice skip 300d")
    story.tell("treasury budget close activity --yes")


def _keep_house(story: Story) -> None:
    story.write("elders.csv", "name,address", "Hana,", "Taro,")
    story.tell("account cards elders.csv")
    story.tell("account new office2")
    # The accounts of one test process are shared: whoever looks for its only account finds this.
    _forget_account("office2")
    story.tell("doctor")
    stick = str(story.folder.parent / "office.handover")
    there = story.at(story.folder.parent / "there")
    story.tell("handover export", stick)
    there.tell("handover import", stick, "--yes")
    village = story.tell("status")["village"]
    url = story.tell("practice status")["url"]
    story.at(story.folder.parent / "away").tell(
        "join ethereum:local:foundry", village, "--rpc", url
    )


def _forget_account(name: str) -> None:
    made = find_keyfile(name)
    assert made is not None
    made.path.unlink()
    load_ape().accounts.containers["accounts"].loaded_accounts.pop(name, None)
