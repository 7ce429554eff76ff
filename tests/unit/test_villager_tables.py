"""The tables of people: whatever is wrong in them is said at once, and nothing personal is taken
for something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from daoctl.errors import TableError, UserError
from daoctl.times import DAY
from daoctl.villager.allowlist import Allowed, read_allowlist
from daoctl.villager.issuing import read_members
from daoctl.villager.people import whole_number
from daoctl.villager.welcome import Resident, read_residents
from tests.unit.villager_scene import AT, NOW, person, phase, problems, village

ZERO = "0x" + "0" * 40
A, B, C = person(1), person(2), person(3)


@pytest.fixture
def table(tmp_path):
    """Writes a table and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "people.csv"
        path.write_text(text, "utf-8")
        return path

    return write


class TestAllowlist:
    """`sale allowlist`: address, quota."""

    def test_full_width_digits_and_any_capitals_are_read(self, tmp_path, table):
        """What a Japanese keyboard and a lower-case address book write is the same list."""
        file = table(f"\ufeffaddress,quota\r\n{A.lower()},５\r\n{B}, 1 \r\n")

        assert [Allowed(A, 5), Allowed(B, 1)] == read_allowlist(village(tmp_path), phase(), file)

    def test_all_that_is_wrong_is_named_at_once(self, tmp_path, table):
        """Typing errors, nobody, the village itself, repeats, and quotas that cannot be."""
        rows = [
            "address,quota",
            f"{'0x' + 'Ab' * 20},1",
            f"{ZERO},1",
            f"{AT['treasury']},1",
            f"{AT['sale'].lower()},1",
            f"{A},0",
            f"{B},6",
            f"{C},1.5",
            f"{C.lower()},2",
            f"{C},2",
            f"{person(4)},-1",
            f"{person(5)},many",
            f"{person(6)},",
            ",3",
            "0x12,3",
        ]
        with pytest.raises(TableError) as caught:
            read_allowlist(village(tmp_path), phase(), table("\n".join(rows)))

        expected = [
            (2, "address"), (3, "address"), (4, "address"), (5, "address"), (6, "quota"),
            (7, "quota"), (8, "quota"), (9, "address"), (10, "address"), (11, "quota"),
            (12, "quota"), (13, "quota"), (14, "address"), (15, "address"),
        ]  # fmt: skip
        assert expected == problems(caught.value)
        said = [row.problem for row in caught.value.rows]
        assert "treasury" in said[2]
        assert "5 that one account may have" in said[5]

    def test_a_quota_up_to_the_limit_is_taken(self, tmp_path, table):
        """The limit itself is within it."""
        file = table(f"address,quota\n{A},5\n")

        assert [Allowed(A, 5)] == read_allowlist(village(tmp_path), phase(wallet_limit=5), file)

    @pytest.mark.parametrize("text", ["address,quota\n", "address,quota\n\n  \n"])
    def test_a_list_of_nobody_is_refused(self, tmp_path, table, text):
        """An empty list would close the phase to everybody."""
        with pytest.raises(TableError, match="no rows"):
            read_allowlist(village(tmp_path), phase(), table(text))

    @pytest.mark.parametrize("heading", ["address", "address,quota,name", "addr,quota", ""])
    def test_other_columns_are_refused(self, tmp_path, table, heading):
        """The file becomes public: nothing else may slip into it."""
        with pytest.raises(TableError):
            read_allowlist(village(tmp_path), phase(), table(f"{heading}\n{A},1,花子\n"))


@pytest.mark.parametrize("text", ["", "１．５", "1e3", "+1", "-1", "0x10", "一", "1 000", "9" * 79])
def test_what_is_no_whole_number_is_refused(text):
    """Only digits are one."""
    with pytest.raises(UserError):
        whole_number(text)


class TestResidents:
    """`villager welcome`: address, and whatever is personal."""

    def test_all_other_columns_are_personal(self, tmp_path, table):
        """They are kept as they are, empty ones left out."""
        file = table(f"address,Name,連絡先\n{A},山田花子,\n{B}, 山田　太郎 ,090-1234-5678\n")
        residents, columns = read_residents(village(tmp_path), file)

        assert ["name", "連絡先"] == columns
        expected = [
            Resident(A, {"name": "山田花子"}),
            Resident(B, {"name": "山田　太郎", "連絡先": "090-1234-5678"}),
        ]
        assert expected == residents

    def test_all_that_is_wrong_is_named_at_once(self, tmp_path, table):
        """The same address twice is one resident too many."""
        rows = ["name,address", f"a,{A}", f"b,{A}", f"c,{ZERO}", "d,", f"e,{AT['villager']}", "f,x"]
        with pytest.raises(TableError) as caught:
            read_residents(village(tmp_path), table("\n".join(rows)))

        assert [(line, "address") for line in (3, 4, 5, 6, 7)] == problems(caught.value)

    def test_a_mistyped_heading_is_not_taken_for_a_secret(self, tmp_path, table):
        """`adress` beside `address` is a slip, not a private column."""
        with pytest.raises(TableError) as caught:
            read_residents(village(tmp_path), table(f"address,adress\n{A},{B}\n"))

        assert [(1, "adress")] == problems(caught.value)
        assert "`address`" in caught.value.rows[0].problem


class TestMembers:
    """`certificate issue`: address, tier, how long, and whatever is personal."""

    def test_tier_and_dates_are_read_as_the_charter_has_them(self, tmp_path, table):
        """Tiers by name in any width; a day means its last second in the village."""
        file = table(
            "address,tier,valid_until,valid_for,name\n"
            f"{A},ＰＲＥＭＩＵＭ,2024-03-31,,花子\n"
            f"{B},basic,2024-03-31T12:00:00+00:00,,\n"
            f"{C},basic,,30 days,\n"
            f"{person(4)},basic,,,\n"
            f"{person(5)},premium,2024/3/31,,\n"
        )
        members, columns = read_members(village(tmp_path), file)

        assert ["name"] == columns
        expected = [
            (1, 1_711_897_199),
            (0, 1_711_886_400),
            (0, NOW + 30 * DAY),
            (0, NOW + 365 * DAY),
            # As Excel rewrites a date: the same day, up to its last second.
            (1, 1_711_897_199),
        ]
        assert expected == [(one.tier, one.valid_until) for one in members]
        assert [{"name": "花子"}, {}, {}, {}, {}] == [dict(one.personal) for one in members]

    def test_all_that_is_wrong_is_named_at_once(self, tmp_path, table):
        """Unknown tiers, dates gone by, twice said, and people who cannot hold one."""
        rows = [
            "address,tier,valid_until,valid_for",
            f"{A},gold,,",
            f"{B},basic,2023-11-14,",
            f"{C},basic,2030-01-01,3 days",
            f"{A},basic,,3 moons",
            f"{person(4)},,soon,",
            f"{person(5)},basic,,0 days",
            f"{AT['certificate']},basic,,",
            f"{person(6)},basic,,40000000 days",
        ]
        with pytest.raises(TableError) as caught:
            read_members(village(tmp_path), table("\n".join(rows)))

        expected = [
            (2, "tier"), (3, "valid_until"), (4, "valid_for"), (5, "valid_for"), (5, "address"),
            (6, "tier"), (6, "valid_until"), (7, "valid_for"), (8, "address"), (9, "valid_for"),
        ]  # fmt: skip
        assert expected == problems(caught.value)
        assert "basic, premium" in caught.value.rows[0].problem

    @pytest.mark.parametrize("heading", ["valid_untill", "valid until", "Valid-For", "validfor"])
    def test_a_mistyped_heading_is_not_taken_for_a_secret(self, tmp_path, table, heading):
        """Else everybody would get the charter's length, and nobody would notice."""
        file = table(f"address,tier,{heading}\n{A},basic,2030-01-01\n")
        with pytest.raises(TableError) as caught:
            read_members(village(tmp_path), file)

        assert [(1, heading.lower())] == problems(caught.value)

    def test_without_the_charter_the_table_must_say_all(self, tmp_path, table):
        """Whoever knows only the village's address gives tiers by number, and a date."""
        bare = village(tmp_path, with_charter=False)
        members, _columns = read_members(bare, table(f"address,tier,valid_for\n{A},2,3 days\n"))

        assert [(2, NOW + 3 * DAY)] == [(one.tier, one.valid_until) for one in members]
        with pytest.raises(TableError) as caught:
            read_members(bare, table(f"address,tier,valid_for\n{A},256,\n{B},basic,1 day\n"))
        assert [(2, "tier"), (2, "valid_until"), (3, "tier")] == problems(caught.value)

    def test_with_a_single_tier_the_column_may_be_missing(self, tmp_path, table):
        """There is nothing to choose."""
        scene = village(tmp_path)
        charter = scene.charter
        assert charter is not None
        single = charter.certificate.model_copy(update={"tiers": ["basic"]})
        object.__setattr__(scene, "charter", charter.model_copy(update={"certificate": single}))
        members, _columns = read_members(scene, table(f"address\n{A}\n"))

        assert [0] == [one.tier for one in members]
