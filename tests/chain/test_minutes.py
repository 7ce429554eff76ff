"""The minutes of a vote: the same chain gives the same bytes, strangers' words stay words, and
nobody is named who did not agree."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.logs import read_logs
from daoctl.charter.register import open_register
from daoctl.governance.ballot_messages import typed_message
from daoctl.governance.ballots import Ballot
from daoctl.units import ZERO_ADDRESS
from tests.chain.election_village import ANN, BOB, CEM, COUNCIL, DAY, ETH, electing
from tests.chain.governance_village import Scene
from tests.journeys.process import answer, daoctl

PASSPHRASE = "four quiet words here"
TITLE = "<script>alert(1)</script> \"a\" | **b** & [c](javascript:d) 'e'"
TEXT = "```\n# </pre><img src=x onerror=alert(2)>\n=====\n- one\u202etwo"
MEMO = '<b onmouseover="alert(3)">for the road</b>'
REASON = "<iframe src=//evil.example></iframe> over the budget"


@dataclass
class Told:
    """A village with a proposal carried out, an election awarded, and a proposal still open."""

    scene: Scene
    folder: Path
    rpc: str

    def files(self, out: Path, *arguments: str, **more: str) -> dict[str, bytes]:
        """What `daoctl minutes` writes, by the files' names."""
        given = {"DAOCTL_RPC": self.rpc, "DAOCTL_VILLAGE": str(self.folder), **more}
        out.mkdir(exist_ok=True)
        done = daoctl("minutes", *arguments, cwd=out, **given)
        assert 0 == done.returncode, done.stderr
        assert sorted(done.stdout.split()) == sorted(file.name for file in out.iterdir())
        return {file.name: file.read_bytes() for file in out.iterdir()}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The village, its story told once."""
    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        with electing(folder, anvil.url) as scene:
            decide(scene)
            elect(scene)
            stop(scene)
            begin(scene)
            propose(scene, "# Still open", ANN)
            yield Told(scene, folder, anvil.url)
    finally:
        anvil.stop()


def do(scene: Scene, who: str, contract: str, function: str, *values: object) -> None:
    """A call of a test account."""
    call = getattr(scene.village, contract).call(function, *values)
    scene.do([call], ape_signer(scene.chain, who))


def propose(scene: Scene, words: str, who: str):
    """Proposes to pay Cem, in these words; what the proposal consists of."""
    village = scene.village
    pay = village.treasury.encode("pay", ZERO_ADDRESS, account_address(CEM), ETH, MEMO)
    description = f"{words}\n\n#proposer={account_address(who).lower()}"
    made = ([village.treasury.address], [0], [pay])
    do(scene, who, "governor", "propose", *made, description)
    from daoctl.chain.codec import keccak

    return (*made, keccak(description.encode()))


def decide(scene: Scene) -> None:
    """A proposal of a hostile stranger's, three votes to two, carried out."""
    parts = propose(scene, f"# {TITLE}\n\n{TEXT}", ANN)
    village, chain = scene.village, scene.chain
    chain.advance_to(village.governor.read("proposalSnapshot", 1) + 5)
    do(scene, ANN, "governor", "castVote", 1, 1)
    do(scene, BOB, "governor", "castVote", 1, 0)
    chain.advance_to(village.governor.read("proposalDeadline", 1) + 1)
    do(scene, ANN, "governor", "queue", *parts)
    chain.advance_to(village.governor.read("proposalEta", 1))
    do(scene, ANN, "governor", "execute", *parts)


def elect(scene: Scene) -> None:
    """Three plans, one struck off for a hostile reason; Ann votes herself, the others' ballots come
    in one batch with a second one of hers; two plans are elected and awarded."""
    village, chain = scene.village, scene.chain
    until, start, end = (chain.now() + days * DAY for days in (4, 5, 8))
    rules = (until, start, end, 2, 2, 1000, True, 1, village.villager.address, 2, b"\1" * 32, "")
    do(scene, COUNCIL, "election", "open", rules)
    for who, name in ((ANN, "drums"), (BOB, "lanterns"), (CEM, "a trip")):
        uri = f"https://example.org/{name}.md"
        content = hashlib.sha256(f"# {name.title()} for all\n".encode()).digest()
        plan = (account_address(who), ZERO_ADDRESS, [(ETH // 4, 30)], content, uri)
        do(scene, who, "election", "nominate", 1, plan, b"")
    do(scene, COUNCIL, "election", "strike", 1, 3, REASON)
    chain.advance_to(start + 5)
    do(scene, ANN, "election", "cast", 1, 0b10)
    batch = [signed(scene, who, choices) for who, choices in ((BOB, 0b11), (ANN, 1), (CEM, 0b10))]
    do(scene, CEM, "election", "castBallots", 1, batch)
    chain.advance_to(end + 1)
    for function, *values in (("close", 1), ("award", 1, 1), ("award", 1, 2)):
        do(scene, CEM, "election", function, *values)


def signed(scene: Scene, who: str, choices: int) -> tuple[str, int, bytes]:
    """A test account's ballot in the first election, as a batch holds it."""
    contract, voter = scene.village.election, account_address(who)
    ballot = Ballot(
        kind="election",
        chain_id=scene.chain.chain_id,
        contract=bytes.fromhex(contract.address[2:]),
        domain=contract.read("eip712Domain").name,
        subject=1,
        voter=bytes.fromhex(voter[2:]),
        choice=choices,
        slate=contract.read("election", 1).slate,
    )
    return voter, choices, ape_signer(scene.chain, who).sign_typed(typed_message(ballot))


def stop(scene: Scene) -> None:
    """A second proposal, which the council stops for a hostile reason."""
    parts = propose(scene, "# To be stopped", BOB)
    do(scene, COUNCIL, "governor", "veto", *parts, REASON)


def begin(scene: Scene) -> None:
    """A second election, in which nobody stands yet."""
    now = scene.chain.now()
    until, start, end = (now + days * DAY for days in (4, 5, 8))
    token = scene.village.certificate.address
    rules = (until, start, end, 2, 2, 1000, False, 1, token, 2, b"\2" * 32, "ipfs://two")
    do(scene, COUNCIL, "election", "open", rules)


@pytest.mark.parametrize("vote", [("1",), ("--election", "1")], ids=["proposal", "election"])
def test_two_computers_write_the_same_bytes(told, tmp_path, vote):
    """Whatever the zone, the language and the folder, with the village's folder or its address
    alone, and however much has happened since."""
    here = told.files(tmp_path / "here", *vote, TZ="America/New_York", LC_ALL="C.UTF-8")
    told.scene.chain.advance_to(told.scene.chain.now() + 3600)
    there = told.files(
        tmp_path / "there",
        *vote,
        TZ="Asia/Kolkata",
        LANG="ja_JP.UTF-8",
        DAOCTL_LANG="ja",
        PYTHONHASHSEED="7",
        DAOCTL_VILLAGE=f"ethereum:local:foundry:{told.scene.village.record.addresses['charter']}",
    )

    assert 4 == len(here)
    assert here == there


def test_the_record_says_what_was_decided_and_how(told, tmp_path):
    """By whom, when on both clocks, the rule and what it came to, the count, the turnout, what was
    done, the transactions, where it was read, and what kind of vote it was not."""
    text = told.files(tmp_path / "out", "1")["minutes-1.en.md"].decode()
    village = told.scene.village
    executed = village.chain.node.logs(0, village.chain.head(), [village.treasury.address], [])

    for said in (
        "**Passed** — The proposal passed.",
        f"| Proposed by | {account_address(ANN)} |",
        "| Quorum | more than 10% of 6 votes: 1 needed, 5 cast: reached |",
        "| **For** | 3 | 60% |",
        "| Against | 2 | 40% |",
        "| Votes cast | 5 of 6 (83.33%) |",
        "| Holders whose votes were cast | 2 of 3 (66.66%) |",
        "| Concentration | The largest voter cast 3 of 5 (60%); 1 voter makes more than half. |",
        f"1. Pay 1 ETH of free money to {account_address(CEM)} (&lt;b onmouseover=",
        "the chain counted the same.",
        village.record.addresses["charter"],
        "It is not a public election",
    ):
        assert said in text
    paid = next(log.tx for log in executed if log.block == block_of(text))
    assert f"| {paid} |" in text
    votes = read_logs(village.chain, [village.governor], ["VoteCast"], village.founded_block)
    assert [(log.block, log.tx, 1) for log in votes] == appendix(text)
    dates = re.findall(r"^\| Carried out \| (.*) JST \| (.*) UTC \|$", text, re.MULTILINE)
    assert 1 == len(dates)


def block_of(text: str) -> int:
    """The block that a record speaks of."""
    found = re.search(r"As of block \| ([\d,]+) ", text)
    assert found is not None
    return int(found[1].replace(",", ""))


def appendix(text: str) -> list[tuple[int, str, int]]:
    """The transactions that brought ballots, as a record's last section has them: block, hash, how
    many."""
    last = text[text.index("Appendix: the transactions that brought the ballots") :]
    rows = re.findall(r"^\| ([\d,]+) \| (0x[0-9a-f]{64}) \| ([\d,]+) \|$", last, re.MULTILINE)
    return [(int(block.replace(",", "")), tx, int(count)) for block, tx, count in rows]


def test_the_record_of_an_election_names_who_opened_it_and_every_transaction(told, tmp_path):
    """The council's account, each nomination and striking in the order of the chain, and what
    brought the ballots: a batch once, with how many of its ballots count."""
    text = told.files(tmp_path / "out", "--election", "1")["minutes-election-1.en.md"].decode()
    village = told.scene.village
    names = ("Nominated", "CandidateStruck", "ChoicesCast", "ElectionOpened")
    logs = [
        log
        for log in read_logs(village.chain, [village.election], names, village.founded_block)
        if log.args["election"] == 1
    ]
    words = {"Nominated": "nominated", "CandidateStruck": "struck off"}
    expected = [
        (f"Plan {log.args['candidate']} {words[log.event]}", f"{log.block:,}", log.tx)
        for log in logs
        if log.event in words
    ]
    found = re.findall(
        r"^\| (Plan \d (?:nominated|struck off|withdrawn)) \| ([\d,]+) \| (0x\w+) \|$",
        text,
        re.MULTILINE,
    )
    cast = list(dict.fromkeys((log.block, log.tx) for log in logs if log.event == "ChoicesCast"))

    assert f"| Opened by | {account_address(COUNCIL)} |" in text
    assert f"struck off by {account_address(COUNCIL)}" in text
    assert 4 == len(expected)
    assert expected == found
    assert [(*cast[0], 1), (*cast[1], 2)] == appendix(text)


def test_the_record_of_an_election_says_who_stood_and_who_won(told, tmp_path):
    """The plans with their costs, the one that was struck off with its reason, the ranking, what
    was set aside and what it became."""
    text = told.files(tmp_path / "out", "--election", "1")["minutes-election-1.en.md"].decode()

    for said in (
        "**Elected** — 2 plans were elected: 2. lanterns, 1. drums.",
        "struck off: &lt;iframe src=//evil.example&gt;",
        "| Quorum | more than 10% of 6 votes: 1 needed, 6 cast: reached |",
        "| **2. lanterns** | 6 | 100% |",
        "| **1. drums** | 2 | 33.33% |",
        "0.5 ETH was set aside for them when the election was closed.",
        "| 1. drums | 0.25 ETH | 1 |",
        "| 2. lanterns | 0.25 ETH | 2 |",
        "the chain counted the same.",
        "It is not a public election",
    ):
        assert said in text


class Page(HTMLParser):
    """A page as a browser takes it apart: the elements, their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("vote", [("1",), ("--election", "1")], ids=["proposal", "election"])
def test_strangers_words_run_nothing_and_fetch_nothing(told, tmp_path, vote):
    """A page consists of the elements that daoctl writes, whatever a proposer, a nominator or a
    reason says, and a browser is told to fetch and run nothing."""
    files = told.files(tmp_path / "out", *vote)
    ours = {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer"),
        *("h1", "h2", "p", "div", "table", "thead", "tbody", "tr", "th", "td", "br", "ol", "li"),
        *("pre", "code", "span", "svg", "rect"),
    }
    for name, content in files.items():
        text = content.decode()
        if name.endswith(".md"):
            assert not re.search(r"<(?!br>|!-- daoctl)", fenceless(text))
            continue
        page = Page(text)

        assert set() == page.elements - ours
        known = {"lang", "charset", "http-equiv", "content", "name", "class", "width", "height"}
        assert set() == page.attributes - known - {"viewbox", "preserveaspectratio", "fill"}
        assert "default-src 'none'" in text
        assert "url(" not in text
        assert "@import" not in text
        for words in (TITLE, MEMO) if vote == ("1",) else (REASON,):
            assert words in page.text


def fenceless(text: str) -> str:
    """The Markdown without what stands between its fences."""
    return re.sub(r"^(````+)text\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)


def test_a_proposers_text_cannot_leave_its_fence(told, tmp_path):
    """A text with fences of its own stands between longer ones, letter by letter; what would turn
    the line round is taken out."""
    text = told.files(tmp_path / "out", "1")["minutes-1.ja.md"].decode()

    assert "````text\n" + TEXT.replace("\u202e", " ") + "\n````\n" in text


def test_an_open_vote_says_as_of_which_block(told, tmp_path):
    """It is written, and says that it is not over, here and in the document."""
    given = {"DAOCTL_RPC": told.rpc, "DAOCTL_VILLAGE": str(told.folder)}
    found = answer("minutes", "3", cwd=tmp_path, **given)
    text = (tmp_path / "minutes-3.en.md").read_text("utf-8")

    assert (False, told.scene.chain.head()) == (found["final"], found["block"])
    assert found["block"] == block_of(text)
    assert "This is not over" in text
    assert "**Not decided**" in text


def test_a_stopped_proposal_says_by_whom_and_why(told, tmp_path):
    """Although it was stopped before its snapshot; it is over when that has passed too."""
    text = told.files(tmp_path / "out", "2")["minutes-2.en.md"].decode()

    assert "**Stopped** — The proposal was cancelled or stopped" in text
    assert f"| Stopped by | {account_address(COUNCIL)} |" in text
    assert "| For this reason | &lt;iframe src=//evil.example&gt;" in text
    assert "| Votes cast | 0 of 6 (0%) |" in text
    assert "the chain counted the same." in text
    assert "This is not over" in text


def test_an_election_without_plans_has_a_record_too(told, tmp_path):
    """Nobody stands, nobody voted, there is no snapshot yet."""
    text = told.files(tmp_path / "out", "--election", "2")["minutes-election-2.en.md"].decode()

    assert "**Not decided** — No plan stands." in text
    assert "No plan was nominated." in text
    assert f"| Opened by | {account_address(COUNCIL)} |" in text
    assert "Appendix" not in text
    assert "| Quorum | at least 10% of all votes |" in text
    assert "Everybody who held a resident certificate at the snapshot" in text
    assert "This is not over" in text


def test_only_who_agreed_is_named_and_only_when_asked(told, tmp_path, monkeypatch):
    """Without --names the register is not needed; with it, it is, and who did not agree stays an
    address."""
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", PASSPHRASE)
    with open_register(told.folder) as register:
        register.put(account_address(ANN), {"name": "星野あおい"}, "name")
        register.put(account_address(BOB), {"name": "山田太郎"}, "")
    monkeypatch.delenv("DAOCTL_REGISTER_PASSPHRASE")
    plain = told.files(tmp_path / "plain", "--election", "1")
    named = told.files(
        tmp_path / "named", "--election", "1", "--names", DAOCTL_REGISTER_PASSPHRASE=PASSPHRASE
    )
    given = {"DAOCTL_RPC": told.rpc, "DAOCTL_VILLAGE": str(told.folder)}
    locked = daoctl("minutes", "1", "--names", cwd=tmp_path, **given)

    assert 1 == locked.returncode
    assert "passphrase" in locked.stderr
    for name, content in named.items():
        assert f"星野あおい ({account_address(ANN)})" in re.sub("</?code>", "", content.decode())
        assert "山田太郎" not in content.decode()
        assert "星野あおい" not in plain[name].decode()


def test_a_plan_is_called_by_a_text_that_has_its_hash(told, tmp_path):
    """With --texts, and not by another text of the same name."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "drums.md").write_text("# Not this one\n", "utf-8")
    (texts / "other.md").write_text("# Lanterns for all\n", "utf-8")
    given = {"DAOCTL_RPC": told.rpc, "DAOCTL_VILLAGE": str(told.folder)}
    done = daoctl("minutes", "--election", "1", "--texts", "texts", cwd=tmp_path, **given)
    text = (tmp_path / "minutes-election-1.en.md").read_text("utf-8")

    assert 0 == done.returncode, done.stderr
    assert "2. Lanterns for all, 1. drums." in text
    assert "Not this one" not in text


def test_no_other_file_is_written_over(told, tmp_path):
    """A record of the same vote is written anew; anything else of that name stays as it is, and
    then none of the four is written."""
    (tmp_path / "minutes-1.en.md").write_text("# My own notes\n", "utf-8")
    given = {"DAOCTL_RPC": told.rpc, "DAOCTL_VILLAGE": str(told.folder)}
    done = daoctl("minutes", "1", cwd=tmp_path, **given)

    assert 1 == done.returncode
    assert "minutes-1.en.md" in done.stderr
    assert "# My own notes\n" == (tmp_path / "minutes-1.en.md").read_text("utf-8")
    assert ["minutes-1.en.md"] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("9",), 1, "There is no proposal 9."),
        (("--election", "9"), 1, "There is no election 9."),
        ((), 2, "Which vote shall be recorded?"),
        (("1", "--election", "1"), 2, "Which vote shall be recorded?"),
    ],
)
def test_what_there_is_no_record_of_is_told(told, tmp_path, arguments, code, said):
    """A sentence and the right exit code, and no file."""
    given = {"DAOCTL_RPC": told.rpc, "DAOCTL_VILLAGE": str(told.folder)}
    done = daoctl("minutes", *arguments, cwd=tmp_path, **given)

    assert code == done.returncode
    assert said in done.stderr
    assert [] == list(tmp_path.iterdir())
