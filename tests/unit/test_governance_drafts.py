"""Drafts: what people write, what the contracts get, and what is said about mistakes."""

from __future__ import annotations

import hashlib

import pytest

from daoctl.charter.authority import RESTRICTED
from daoctl.charter.drafts_file import draft_text, write_draft
from daoctl.charter.fields import ETH, Asset
from daoctl.errors import DraftError, UsageError, UserError
from daoctl.governance.action import RawAction
from daoctl.governance.action_words import ACTION_WORDS
from daoctl.governance.actions import decode, encode
from daoctl.governance.document import MAX_BYTES, Document, read_description
from daoctl.governance.drafts import KINDS, parse_draft, read_draft
from daoctl.governance.front_matter import DraftProblems
from daoctl.governance.readers import EXAMPLE_ADDRESS
from daoctl.governance.setting import BudgetLine, Setting
from daoctl.governance.templates import template
from daoctl.units import ZERO_ADDRESS, Quorum, checksum

DAY = 86_400
ANN = checksum("0x" + "a1" * 20)
YEN = Asset("JPYC", checksum("0x" + "ee" * 20), 6)
BARE = checksum("0x" + "dd" * 20)
KEYS = (
    "authority",
    "charter",
    "treasury",
    "villager",
    "certificate",
    "timelock",
    "governor",
    "sale",
    "election",
)
SETTING = Setting(
    contracts={key: checksum(f"0x{n:040x}") for n, key in enumerate(KEYS, start=100)},
    assets=(ETH, YEN, Asset(BARE, BARE, None)),
    budgets={
        1: BudgetLine("activity"),
        2: BudgetLine("yen", YEN.address),
        3: BudgetLine("old", closed=True),
    },
    voting_period=7 * DAY,
    late_extension=DAY,
    election_bounds=(3 * DAY, 2 * DAY, Quorum("at_least", 500)),
)


def draft(front: str, text: str = "Because."):
    """The draft with this front matter."""
    return parse_draft(f"---\ntitle: A plan\n{front}\n---\n\n{text}\n", SETTING)


def action(front: str):
    """Its one action."""
    (only,) = draft(front).actions
    return only


def problems(front: str) -> list[tuple[int, str]]:
    """The lines and keys of its mistakes."""
    with pytest.raises(DraftProblems) as refused:
        draft(front)
    return [(problem.line, problem.key) for problem in refused.value.problems]


def test_a_payment_is_written_in_the_charters_notation():
    """Amount with unit, address as text although YAML would make a number of it."""
    found = action(f"kind: pay\nto: {ANN}\namount: 0.5 ETH\nmemo: 種子")

    assert ("treasury", "pay") == (found.contract, found.function)
    assert (ZERO_ADDRESS, ANN, 5 * 10**17, "種子") == found.args


@pytest.mark.parametrize(
    ("amount", "asset", "value"),
    [
        ("1,500.25 JPYC", YEN.address, 1_500_250_000),
        (f"3000 {BARE}", BARE, 3_000),
        ("10 wei", ZERO_ADDRESS, 10),
    ],
)
def test_amounts_are_read_in_the_unit_of_each_asset(amount, asset, value):
    """A token without a known unit counts in its smallest."""
    found = action(f"kind: pay\nto: {ANN}\namount: {amount}")

    assert (asset, ANN, value, "") == found.args


def test_a_grant_becomes_a_plan_whose_hash_is_the_published_texts():
    """The plan on chain names the text that the village voted on."""
    found = draft(
        f"kind: grant\nrecipient: {ANN}\nbudget: activity\nmilestones:\n"
        "  - amount: 0.2 ETH\n    due: 30 days\n  - amount: 0.3 ETH\n    due: 12 weeks"
    )
    source, plan = found.actions[0].args
    published = hashlib.sha256(b"# A plan\n\nBecause.\n").digest()

    assert 1 == source
    assert (
        ANN,
        ZERO_ADDRESS,
        ((2 * 10**17, 30), (3 * 10**17, 84)),
        published,
        "",
    ) == plan


@pytest.mark.parametrize(
    ("front", "function", "args"),
    [
        ("kind: grant-cancel\ngrant: 4\nreason: given up", "cancel", (4, "given up")),
        ("kind: budget\ndo: close\nbudget: activity", "closeBudget", (1,)),
        ("kind: budget\ndo: close\nbudget: 2", "closeBudget", (2,)),
        ("kind: budget\ndo: fund\nbudget: yen\namount: 3 JPYC", "fundBudget", (2, 3_000_000)),
        (
            f"kind: budget\ndo: awarder\nbudget: activity\nawarder: {ANN}\nallowed: no",
            "setAwarder",
            (1, ANN, False),
        ),
        (
            (
                "kind: budget\ndo: open\nname: festival\namount: 0 ETH\nceiling: 50%\n"
                "expires: 2030-03-31T23:59:59+09:00"
            ),
            "openBudget",
            (ZERO_ADDRESS, 0, 1901199599, "festival", ZERO_ADDRESS, 5000),
        ),
        (f"kind: assets\ndo: add\nasset: {ANN}", "listAsset", (ANN,)),
        ("kind: assets\ndo: remove\nasset: JPYC", "delistAsset", (YEN.address,)),
        ("kind: limits\ndaily_issue_limit: 40", "setDailyLimit", (40,)),
        (f"kind: role\ndo: grant\nrole: Council\naccount: {ANN}", "grantRole", (2, ANN, 0)),
        (f"kind: role\ndo: revoke\nrole: issuer\naccount: {ANN}", "revokeRole", (3, ANN)),
    ],
)
def test_every_kind_becomes_the_call_it_names(front, function, args):
    """Names become numbers, shares basis points, lengths seconds."""
    found = action(front)

    assert function == found.function
    assert args == found.args


def test_rules_are_changed_in_an_order_that_the_contract_accepts_at_every_step():
    """The late extension may never be longer than the voting period, not even in between."""
    longer = draft("kind: rule\nvoting_period: 20 days\nlate_extension: 10 days").actions
    shorter = draft("kind: rule\nvoting_period: 12 hours\nlate_extension: 6 hours").actions

    assert ["setVotingPeriod", "setLateQuorumVoteExtension"] == [a.function for a in longer]
    assert ["setLateQuorumVoteExtension", "setVotingPeriod"] == [a.function for a in shorter]


def test_several_actions_stand_in_one_draft():
    """One vote may decide what belongs together."""
    found = draft(
        f"actions:\n  - kind: pay\n    to: {ANN}\n    amount: 1 ETH\n"
        "  - kind: limits\n    daily_issue_limit: 9"
    )

    assert ("pay", "limits") == found.kinds
    assert "several" == found.kind
    assert ["pay", "setDailyLimit"] == [a.function for a in found.actions]


def test_a_phase_is_checked_by_the_charters_own_rules():
    """The same keys, the same reasons."""
    front = (
        "kind: phase\nname: phase 4\nprice: 0.03 ETH\nopens: 2030-04-01T12:00:00+09:00\n"
        "closes: 2030-04-02T12:00:00+09:00\ncap: 10\nwallet_limit: 2\n"
    )
    (terms,) = action(front + "activity_budget: 30%\nbudget: activity\nallowlist: a.csv").args

    assert ("phase 4", ZERO_ADDRESS, 3 * 10**16) == terms[:3]
    assert (10, 2, 1, 3000, True, bytes(32)) == terms[5:]
    assert [(7, "closes")] == problems(front.replace("04-02", "03-02"))[:1]
    assert [(6, "opens")] == problems(front.replace("2030-04-01T12:00:00+09:00", "2030-04-01"))


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (f"kind: pay\nto: {ANN}\namount: 1 ETH\nmemmo: x", [(6, "memmo")]),
        (f"kind: pay\nto: {ANN}\namount: 1", [(5, "amount")]),
        (f"kind: pay\nto: {ANN[:-1]}\namount: lots", [(4, "to"), (5, "amount")]),
        (f"kind: pay\nto: {EXAMPLE_ADDRESS}\namount: 1 ETH", [(4, "to")]),
        (f"kind: pay\nto: {ZERO_ADDRESS}\namount: 1 ETH", [(4, "to")]),
        (f"kind: pay\nto: {ANN}\namount: 0 ETH", [(5, "amount")]),
        (f"kind: pay\nto: {ANN}\nto: {ANN}\namount: 1 ETH", [(5, "to")]),
        ("kind: pay\nto:\namount: 1 ETH", [(4, "to")]),
        ("kind: gift", [(3, "kind")]),
        ("kind: pay\nto: [a, b]\namount: 1 ETH", [(4, "to")]),
        (f"kind: grant\nrecipient: {ANN}\nmilestones: []", [(5, "milestones")]),
        (
            f"kind: grant\nrecipient: {ANN}\nmilestones:\n  - amount: 1 ETH\n    due: 90 minutes",
            [(7, "milestones[1].due")],
        ),
        (
            (
                f"kind: grant\nrecipient: {ANN}\nbudget: yen\nmilestones:\n"
                "  - amount: 1 ETH\n    due: 9 days"
            ),
            [(5, "budget")],
        ),
        ("kind: budget\ndo: close\nbudget: old", [(5, "budget")]),
        ("kind: budget\ndo: fund\nbudget: yen\namount: 1 ETH", [(6, "amount")]),
        ('kind: rule\nquorum: ">= 10%"', [(4, "quorum")]),
        ('kind: rule\nquorum: "> 60%"', [(4, "quorum")]),
        ("kind: rule\nvoting_period: 1 minute", [(4, "voting_period")]),
        ("kind: rule\nlate_extension: 8 days", [(4, "late_extension")]),
        ("kind: rule", [(2, "")]),
        (f"kind: role\ndo: grant\nrole: dao\naccount: {ANN}", [(5, "role")]),
        ("kind: limits\ndaily_issue_limit: 0", [(4, "daily_issue_limit")]),
    ],
)
def test_mistakes_are_named_with_their_line(front, expected):
    """Line 1 is the fence, line 2 the title."""
    assert expected == problems(front)


@pytest.mark.parametrize(
    "content",
    [
        "no front matter",
        "---\ntitle: x\nkind: text\n",
        "---\nquorum: > 10%\n---\n",
        "---\n- a list\n---\n",
        "---\na: &x [1]\nb: *x\n---\n",
        "---\n" + "[" * 3000 + "\n---\n",
    ],
)
def test_what_is_no_front_matter_is_refused_with_a_line(content):
    """Every way to get YAML wrong ends in a sentence, never in a trace."""
    with pytest.raises(DraftProblems) as refused:
        parse_draft(content, SETTING)

    assert 1 <= refused.value.problems[0].line


def test_personal_data_is_refused_before_anything_goes_on_chain():
    """In the text as well as in a memo."""
    with pytest.raises(DraftError, match="090-1234-5678"):
        draft("kind: text", "Call me: 090-1234-5678")

    assert [(6, "memo")] == problems(f"kind: pay\nto: {ANN}\namount: 1 ETH\nmemo: a@example.org")


def filled(kind: str) -> str:
    """The kind's template with a real address in it."""
    return template(kind).replace(EXAMPLE_ADDRESS, ANN)


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_a_draft_that_daoctl_reads_and_can_put_into_words(kind):
    """What we hand out we accept, once the example's address is replaced."""
    found = parse_draft(filled(kind), SETTING)
    raw = encode(found.actions, SETTING)

    assert (kind,) == found.kinds
    for one in raw:
        decoded = decode(one, SETTING)
        assert decoded.warning is None
        assert "(" not in decoded.words.split(" ")[0], decoded.words


def test_an_unknown_kind_has_no_template():
    """And the message names those that there are."""
    with pytest.raises(UsageError):
        template("gift")


def test_every_function_of_the_dao_has_a_sentence_and_every_sentence_a_function():
    """A new function of a contract must not reach the voters as raw data."""
    from daoctl.chain.contracts import artifact
    from daoctl.charter.authority import CONTRACTS, DAO

    named = {(key, f) for key, roles in RESTRICTED.items() for f in roles.get(DAO, ())}

    assert set() == named - set(ACTION_WORDS)
    for key, function in ACTION_WORDS:
        assert artifact(CONTRACTS[key]).function(function)


def test_a_written_draft_reads_back_as_it_was_meant(tmp_path):
    """`treasury pay` and its like write what `proposal submit` reads."""
    fields = {"to": ANN, "amount": "0.5 ETH", "memo": "2026-04-01: yes"}
    file = write_draft(tmp_path / "plan.md", "種を買う: 春", "pay", fields, text="畑のため。")
    again = write_draft(tmp_path / "plan.md", "種を買う: 春", "pay", fields, text="畑のため。")
    found = read_draft(file, SETTING)

    assert file == again
    assert "種を買う: 春" == found.title
    assert "畑のため。" == found.text
    assert (ZERO_ADDRESS, ANN, 5 * 10**17, "2026-04-01: yes") == found.actions[0].args
    with pytest.raises(DraftError):
        write_draft(file, "Another", "pay", fields)


def test_several_actions_are_written_as_a_list():
    """Lists and mappings go into YAML as such."""
    steps = [{"amount": "1 ETH", "due": "10 days"}]
    text = draft_text(
        "Two",
        actions=[
            {"kind": "grant", "recipient": ANN, "milestones": steps, "budget": None},
            {"kind": "text"},
        ],
    )

    assert ("grant", "text") == parse_draft(text, SETTING).kinds


def test_the_description_ends_in_its_proposer_and_reads_back():
    """The Governor takes no description without that ending."""
    document = Document("A plan", "Line one.\n\nLine two.")
    description = document.description(ANN)
    read = read_description(description)

    assert description.endswith(f"#proposer={ANN.lower()}")
    assert ("A plan", "Line one.\n\nLine two.") == (read.title, read.text)
    assert ANN.lower() == read.proposer


@pytest.mark.parametrize(("extra", "fits"), [(0, True), (1, False)])
def test_a_text_of_8192_bytes_stands_on_chain_whole_and_one_more_does_not(extra, fits):
    """The limit is of bytes, and counts the ending."""
    frame = len(f"# T\n\n\n\n#proposer={ANN}".encode())
    room = MAX_BYTES - frame
    text = "村" * (room // 3) + "x" * (room % 3 + extra)
    document = Document("T", text, "https://example.org/")
    description = document.description(ANN)
    read = read_description(description)

    assert fits is document.fits()
    assert len(description.encode()) <= MAX_BYTES
    if fits:
        assert (text, None) == (read.text, read.sha256)
    else:
        assert hashlib.sha256(document.content).hexdigest() == read.sha256
        assert f"https://example.org/{read.sha256}.md" == read.uri


def test_a_long_text_without_a_place_to_publish_it_is_refused():
    """Its hash alone would tell nobody anything."""
    with pytest.raises(DraftError, match="longer"):
        Document("T", "x" * 9000).description(ANN)
    with pytest.raises(UserError):
        Document("T", "x" * 9000 + " a@example.org", "https://example.org/").description(ANN)


@pytest.mark.parametrize(
    ("target", "data", "value", "warns"),
    [
        (checksum("0x" + "77" * 20), b"\x01\x02\x03\x04", 0, True),
        (checksum("0x" + "77" * 20), b"", 10**18, False),
        (SETTING.contracts["treasury"], b"\x01\x02\x03\x04", 0, True),
        (SETTING.contracts["treasury"], b"", 0, True),
    ],
)
def test_what_daoctl_cannot_read_is_shown_raw_with_a_warning(target, data, value, warns):
    """Nobody votes on an action that only looks harmless."""
    decoded = decode(RawAction(target, data, value), SETTING)

    assert decoded.function is None
    assert warns is (decoded.warning is not None)
    assert target in decoded.words


def test_a_truncated_call_of_a_known_function_is_shown_raw():
    """A selector alone proves nothing."""
    (raw,) = encode(draft(f"kind: pay\nto: {ANN}\namount: 1 ETH").actions, SETTING)
    decoded = decode(RawAction(raw.target, raw.data[:40]), SETTING)

    assert decoded.function is None
    assert decoded.warning is not None


def test_giving_away_the_villages_own_power_carries_a_warning():
    """Such a proposal may be made with other tools, so it must be seen."""
    from daoctl.governance.action import Action

    for role in (0, 1):
        (raw,) = encode([Action("authority", "grantRole", (role, ANN, 0))], SETTING)
        assert decode(raw, SETTING).warning is not None
