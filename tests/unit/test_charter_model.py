"""The charter as a model: the shared example is accepted, and every mistake is named at once."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.charter.checks import check_deployable
from daoctl.charter.fields import UNLIMITED
from daoctl.charter.model import Charter, charter_hash, load_charter, read_price
from daoctl.charter.problems import CharterProblems
from daoctl.errors import CharterError
from daoctl.units import Quorum

EXAMPLE = Path(__file__).parent.parent / "fixtures" / "yamakoshi.toml"


def at(text: str) -> int:
    """The moment in seconds since the epoch."""
    return int(datetime.fromisoformat(text).timestamp())


@pytest.fixture
def write(tmp_path: Path):
    """Writes the example with replacements, each of which must be in it."""

    def writer(*changes: tuple[str, str], text: str | None = None) -> Path:
        content = EXAMPLE.read_text("utf-8") if text is None else text
        for old, new in changes:
            assert old in content
            content = content.replace(old, new, 1)
        file = tmp_path / "village.toml"
        file.write_text(content, "utf-8")
        return file

    return writer


def problems(file: Path) -> list[tuple[str, int]]:
    """Key and line of each mistake."""
    with pytest.raises(CharterProblems) as caught:
        load_charter(file)
    return [(problem.key, problem.line) for problem in caught.value.problems]


def reason(file: Path) -> str:
    """Why the only mistake is one."""
    with pytest.raises(CharterProblems) as caught:
        load_charter(file)
    assert 1 == len(caught.value.problems)
    return caught.value.problems[0].reason


class TestExample:
    """The charter of the documentation is read as it stands."""

    charter: Charter

    @pytest.fixture(autouse=True)
    def _load(self) -> None:
        self.charter = load_charter(EXAMPLE)

    def test_names_are_kept_in_their_script(self) -> None:
        """The village's name stays Japanese, its signing name ASCII."""
        assert "山古志デジタル村" == self.charter.village.name
        assert "Yamakoshi" == self.charter.village.short_name

    def test_moments_are_seconds_since_the_epoch(self) -> None:
        """A date with its zone becomes the moment it names."""
        assert at("2021-12-14T12:00:00+09:00") == self.charter.villager.phases[0].opens
        assert at("2021-12-20T00:00:00+09:00") == self.charter.governance.proposals_open

    def test_units_are_wei_seconds_and_basis_points(self) -> None:
        """Amounts, lengths and shares are read into the contracts' units."""
        price, asset = self.charter.price(self.charter.villager.phases[1])

        assert (25 * 10**15, True) == (price, asset.is_eth)
        assert 7 * 86_400 == self.charter.governance.voting_period
        assert 3_000 == self.charter.villager.phases[0].activity_budget
        assert Quorum("more_than", 1_000) == self.charter.governance.quorum
        assert Quorum("at_least", 500) == self.charter.governance.elections.minimum_quorum
        assert 365 * 86_400 == self.charter.certificate.valid_for

    def test_one_member_and_a_list_are_alike(self) -> None:
        """`council = "council"` and `issuer = ["office"]` are both lists of members."""
        assert ("council",) == self.charter.roles.council
        assert ("office",) == self.charter.roles.issuer

    def test_budgets_are_numbered_from_one(self) -> None:
        """A budget's number is the one the treasury gives it; no budget is 0."""
        assert 1 == self.charter.budget_number("activity")
        assert 0 == self.charter.budget_number(None)

    def test_unlimited_votes_are_the_largest_number(self) -> None:
        """One token, one vote is votesPerHolder = type(uint256).max."""
        assert 2**256 - 1 == UNLIMITED == self.charter.villager.votes_per_holder


def test_a_charter_is_found_in_its_folder(write) -> None:
    """A folder stands for the village.toml in it."""
    assert load_charter(EXAMPLE) == load_charter(write().parent)


def test_a_byte_order_mark_does_no_harm(write, tmp_path: Path) -> None:
    """A file saved by a Windows editor is read all the same."""
    file = tmp_path / "village.toml"
    file.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())

    assert load_charter(EXAMPLE) == load_charter(file)


def test_the_hash_is_the_keccak_of_the_bytes(tmp_path: Path) -> None:
    """What stands in VillageCharter is keccak256 of the file as it is, not SHA3 and not SHA-256."""
    file = tmp_path / "village.toml"
    file.write_bytes(b"")

    empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert empty == charter_hash(file).hex()
    assert hashlib.sha3_256(b"").digest() != charter_hash(file)


def test_a_space_changes_the_hash(write) -> None:
    """The hash is of the bytes: a change that means nothing is a change."""
    assert charter_hash(EXAMPLE) != charter_hash(write(('symbol = "KOI"', 'symbol =  "KOI"')))


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(write) -> None:
    """Mistakes of every kind and section come out together, each with its line."""
    file = write(
        ('timezone = "Asia/Tokyo"', 'timezone = "Asia/Tokio"'),
        ('council = "council"', 'council = "0x123"'),
        ("cap = 350", "cap = 9801"),
        ('budget = "activity"', 'budget = "activty"'),
        ("wallet_limit = 5", "walet_limit = 5"),
        ("proposal_threshold = 1 ", "proposal_threshold = 2 "),
        ('ceiling = "50%"', 'ceiling = "150%"'),
    )
    lines = file.read_text("utf-8").splitlines()

    found = problems(file)

    assert [
        "village.timezone",
        "roles.council",
        "villager.phase[1].cap",
        "villager.phase[1].budget",
        "villager.phase[2].wallet_limit",
        "villager.phase[2].walet_limit",
        "governance.proposal_threshold",
        "treasury.budget[1].ceiling",
    ] == [key for key, _line in found]
    for key, line in found:
        name = key.rsplit(".", 1)[-1]
        # A missing key has no line of its own: its section's is named.
        assert lines[line - 1].startswith("[[villager.phase]]" if name == "wallet_limit" else name)


def test_the_message_names_file_line_key_and_reason(write) -> None:
    """What a person reads has all four on one line."""
    file = write(("cap = 350", "cap = 9801"))

    with pytest.raises(CharterError) as caught:
        load_charter(file)

    assert "village.toml has 1 mistake." == caught.value.message
    assert (
        "village.toml:29: villager.phase[1].cap: is more than can be sold: max_supply less "
        "resident_reserve is 9800"
    ) == caught.value.cause


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("symbol =", "simbol =", "village.simbol", "did you mean `symbol`?"),
        ("[treasury]", "[tresury]", "tresury", "did you mean `treasury`?"),
        ("minimum_voting", "minimum_votes", "governance.elections.minimum_votes", "minimum_voting"),
        ("[village]", "[village]\nxyz = 1", "village.xyz", "here stand: name, short_name"),
    ],
)
def test_an_unknown_key_is_refused_with_what_was_meant(write, old, new, key, words) -> None:
    """A mistyped key names the nearest one, a strange key all that may stand there."""
    with pytest.raises(CharterProblems) as caught:
        load_charter(write((old, new)))

    found = {problem.key: problem.reason for problem in caught.value.problems}
    assert words in found[key]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('short_name = "Yamakoshi"', 'short_name = "やまこし"', "village.short_name"),
        ('short_name = "Yamakoshi"', f'short_name = "{"Y" * 32}"', "village.short_name"),
        ('short_name = "Yamakoshi"', 'short_name = ""', "village.short_name"),
        ('name = "山古志デジタル村"', 'name = " "', "village.name"),
        ('name = "山古志デジタル村"', 'name = "a\\nb"', "village.name"),
        ('name = "山古志デジタル村"', 'name = "村 090-1234-5678"', "village.name"),
        ('symbol = "KOI"', 'symbol = "鯉"', "village.symbol"),
        ('["ja", "en"]', '["ja", "fr"]', "village.languages[2]"),
        ('["ja", "en"]', "[]", "village.languages"),
        ('"04-01"', '"02-30"', "village.fiscal_year_starts"),
        ('"https://example.org/village/"', '"example.org"', "village.publish_base"),
        ('issuer = ["office"]', "issuer = []", "roles.issuer"),
        ('issuer = ["office"]', 'issuer = ["office", "office"]', "roles.issuer"),
        ('issuer = ["office"]', 'issuer = ["two words"]', "roles.issuer"),
        ('issuer = ["office"]', f'issuer = ["0x{"0" * 40}"]', "roles.issuer"),
        ("max_supply = 10000", "max_supply = 0", "villager.max_supply"),
        ("max_supply = 10000", 'max_supply = "10000"', "villager.max_supply"),
        ("resident_reserve = 200", "resident_reserve = 10001", "villager.resident_reserve"),
        ('"unlimited"', "0", "villager.votes_per_holder"),
        ('"unlimited"', "true", "villager.votes_per_holder"),
        ('royalty = "5%"', 'royalty = "101%"', "villager.royalty"),
        ('royalty = "5%"', "royalty = 5", "villager.royalty"),
        ('price = "0.03 ETH"', 'price = "0.03"', "villager.phase[1].price"),
        ('price = "0.03 ETH"', 'price = "-1 ETH"', "villager.phase[1].price"),
        ('price = "0.03 ETH"', 'price = "100 JPYC"', "villager.phase[1].price"),
        ("wallet_limit = 87", "wallet_limit = 0", "villager.phase[1].wallet_limit"),
        ("2021-12-14T12:00:00+09:00", "2021-12-14T12:00:00", "villager.phase[1].opens"),
        ("2021-12-14T12:00:00+09:00", "2021-12-14", "villager.phase[1].opens"),
        (
            "2021-12-14T12:00:00+09:00",
            '"2021-12-14T12:00:00+09:00"',
            "villager.phase[1].opens",
        ),
        (
            "2022-01-31T23:59:59+09:00",
            "2021-12-14T03:00:00Z",
            "villager.phase[1].closes",
        ),
        ('"allowlist.csv"', '"../allowlist.csv"', "villager.phase[2].allowlist"),
        ('"allowlist.csv"', '"/etc/passwd"', "villager.phase[2].allowlist"),
        ('name = "phase 3 allowlist"', 'name = "phase 1"', "villager.phase[2].name"),
        ('valid_for = "365 days"', 'valid_for = "1 year"', "certificate.valid_for"),
        ('valid_for = "365 days"', 'valid_for = "0 days"', "certificate.valid_for"),
        ('["basic", "premium"]', '["basic", "basic"]', "certificate.tiers"),
        (
            "daily_issue_limit = 500",
            "daily_issue_limit = 4294967296",
            "certificate.daily_issue_limit",
        ),
        ('electorate = "villager"', 'electorate = "everyone"', "governance.electorate"),
        ('quorum = "> 10%"', 'quorum = "> 51%"', "governance.quorum"),
        ('quorum = "> 10%"', 'quorum = "> 0%"', "governance.quorum"),
        ('quorum = "> 10%"', 'quorum = "10%"', "governance.quorum"),
        ('voting_delay = "1 day"', 'voting_delay = "31 days"', "governance.voting_delay"),
        ('voting_period = "7 days"', 'voting_period = "61 days"', "governance.voting_period"),
        ('voting_period = "7 days"', 'voting_period = "59 minutes"', "governance.voting_period"),
        ('late_extension = "1 day"', 'late_extension = "8 days"', "governance.late_extension"),
        ('timelock = "2 days"', 'timelock = "31 days"', "governance.timelock"),
        (
            'minimum_nomination = "3 days"',
            'minimum_nomination = "181 days"',
            "governance.elections.minimum_nomination",
        ),
        (
            'minimum_voting = "2 days"',
            'minimum_voting = "181 days"',
            "governance.elections.minimum_voting",
        ),
        (
            'minimum_voting = "2 days"',
            'minimum_voting = "0 days"',
            "governance.elections.minimum_voting",
        ),
        (
            'minimum_quorum = ">= 5%"',
            'minimum_quorum = ">= 0%"',
            "governance.elections.minimum_quorum",
        ),
        ('assets = ["ETH"]', 'assets = ["YEN"]', "treasury.assets[1]"),
        ('asset = "ETH"', 'asset = "JPYC"', "treasury.budget[1].asset"),
        ('awarder = "election"', 'awarder = "somebody"', "treasury.budget[1].awarder"),
        ('name = "activity"', f'name = "{"村" * 33}"', "treasury.budget[1].name"),
        ('ceiling = "50%"', "", "treasury.budget[1].ceiling"),
        (
            "expires = 2027-03-31T23:59:59+09:00",
            "expires = 2027-03-31",
            "treasury.budget[1].expires",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_key(write, old, new, key) -> None:
    """Each impossible value is named by its own key and line, whatever else it breaks."""
    found = problems(write((old, new)))

    assert key in [name for name, _line in found]
    assert all(line > 0 for _name, line in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('quorum = "> 10%"', 'quorum = ">= 50%"'),
        ('quorum = "> 10%"', 'quorum = "> 0.01%"'),
        ('voting_delay = "1 day"', 'voting_delay = "30 days"'),
        ('voting_delay = "1 day"', 'voting_delay = "0 days"'),
        ('voting_period = "7 days"', 'voting_period = "60 days"'),
        (
            'voting_period = "7 days"\nlate_extension = "1 day"',
            'voting_period = "1 hour"\nlate_extension = "1 hour"',
        ),
        ('timelock = "2 days"', 'timelock = "30 days"'),
        ("cap = 350", "cap = 9800"),
        ('short_name = "Yamakoshi"', f'short_name = "{"Y" * 31}"'),
        ('"unlimited"', "1"),
        ('price = "0.03 ETH"', 'price = "0 ETH"'),
        ('issuer = ["office"]', 'issuer = "TEST::0"'),
        ('awarder = "election"\nceiling = "50%"', ""),
    ],
)
def test_what_is_at_the_bounds_is_accepted(write, old, new) -> None:
    """The contracts' bounds themselves are inside."""
    load_charter(write((old, new)))


def test_sums_of_caps_may_exceed_the_supply(write) -> None:
    """A cap is a phase's own; only the sale as a whole is bounded, on chain."""
    charter = load_charter(write(("cap = 350", "cap = 9800"), ("cap = 187", "cap = 9800")))

    assert 2 * 9_800 == sum(phase.cap for phase in charter.villager.phases)


def test_a_phase_pays_into_a_budget_of_its_currency(write) -> None:
    """A phase in a yen coin cannot credit a budget in ETH."""
    coin = "0x431D5dfF03120AFA4bDf332c61A6e1766eF37BDB"
    file = write(
        (
            'assets = ["ETH"]',
            f'assets = ["ETH", {{ symbol = "JPYC", address = "{coin}", decimals = 18 }}]',
        ),
        ('price = "0.03 ETH"', 'price = "3,000 JPYC"'),
    )

    assert "that budget is in ETH, but the phase is paid in JPYC" == reason(file)


def test_a_share_needs_a_budget_and_a_budget_a_share(write) -> None:
    """A share that goes nowhere and a budget that gets nothing are both refused."""
    share = (
        'activity_budget = "30%"             # share of the proceeds credited to the budget below\n'
    )

    assert "names a share" in reason(write(('budget = "activity"\n', "")))
    assert "does not say what share" in reason(write((share, "")))


def test_a_budget_must_outlive_the_opening_of_its_phase(write) -> None:
    """Money cannot be set aside in a budget that has expired."""
    file = write(("2027-03-31T23:59:59+09:00", "2023-08-01T12:00:00+09:00"))

    assert [("villager.phase[2].budget", 43)] == problems(file)


def test_where_the_file_stops_being_toml_its_line_is_named(write) -> None:
    """A syntax error names the line and hides no Python behind it."""
    with pytest.raises(CharterProblems) as caught:
        load_charter(write(('symbol = "KOI"', 'symbol = "KOI')))

    assert [6] == [problem.line for problem in caught.value.problems]


def test_a_missing_section_is_named(write) -> None:
    """An empty file lacks its sections, each said once."""
    assert [("governance", 0), ("roles", 0), ("village", 0), ("villager", 0)] == problems(
        write(text="")
    )


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    """Without a charter the way to one is named."""
    with pytest.raises(CharterError) as caught:
        load_charter(tmp_path / "village.toml")

    assert "daoctl init" in str(caught.value.hint)


def test_an_address_gets_its_capitals_and_a_mistyped_one_is_refused(write) -> None:
    """EIP-55 capitals catch a typing error; without any, the address is taken."""
    good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

    charter = load_charter(write(('"council"', f'"{good.lower()}"')))

    assert (good,) == charter.roles.council
    assert "typing error" in reason(write(('"council"', f'"{good.replace("aA", "Aa")}"')))


def test_phases_in_the_past_are_read_but_cannot_be_founded_with() -> None:
    """Parsing accepts an old charter; founding refuses it and names the phases."""
    charter = load_charter(EXAMPLE)

    with pytest.raises(CharterError) as caught:
        check_deployable(charter, at("2023-08-01T11:59:59+09:00"))

    assert "phase 1" in str(caught.value.cause)
    assert "phase 3 allowlist" in str(caught.value.cause)


@pytest.mark.parametrize(("before", "founded"), [(3_600, True), (3_599, False)])
def test_the_first_phase_opens_an_hour_after_founding(before: int, founded: bool) -> None:
    """Exactly an hour is enough, a second less is not."""
    charter = load_charter(EXAMPLE)
    now = charter.villager.phases[0].opens - before

    if founded:
        check_deployable(charter, now)
    else:
        with pytest.raises(CharterError):
            check_deployable(charter, now)


@given(st.integers(min_value=0, max_value=2**128 - 1))
def test_a_price_is_read_back_exactly(wei: int) -> None:
    """No price loses a wei on its way through the charter."""
    from daoctl.charter.fields import ETH
    from daoctl.units import format_amount

    assert (wei, ETH) == read_price(format_amount(wei), [ETH])


def test_a_token_without_decimals_is_priced_in_its_smallest_unit() -> None:
    """Behind a bare address stands a whole number of units."""
    from daoctl.charter.fields import asset
    from daoctl.errors import UserError

    coin = asset("0x431D5dfF03120AFA4bDf332c61A6e1766eF37BDB")

    assert (3_000, coin) == read_price(f"3000 {coin.address}", [coin])
    with pytest.raises(UserError):
        read_price(f"0.5 {coin.address}", [coin])
    with pytest.raises(UserError):
        read_price("1 ETH", [coin])
