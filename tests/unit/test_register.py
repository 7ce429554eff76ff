"""The private register: encrypted, forgettable, and stable in what it commits to."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from daoctl.charter import register as module
from daoctl.charter.register import Entry, canonical, open_register, register_file
from daoctl.errors import RegisterError

HANAKO = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TARO = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
PASSPHRASE = "four quiet words here"


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.PASSPHRASE_VARIABLE, PASSPHRASE)
    # The strength of the key is not what is tested here.
    monkeypatch.setattr("daoctl.charter.sealing._LOG_N", 4)


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """A folder whose register knows Hanako."""
    with open_register(tmp_path) as register:
        register.put(HANAKO, {"name": "山田花子", "contact": "hanako@example.org"})
    return tmp_path


def test_what_was_put_is_there_again(village: Path) -> None:
    """Names and salts outlive the process; the address is found however it is written."""
    with open_register(village) as register:
        entry = register.get(HANAKO.lower())

        assert entry is not None
        assert ("山田花子", 32) == (entry.name, len(entry.salt))


def test_what_would_change_is_known_before_it_is_kept(village: Path) -> None:
    """Old and new text of the fields that differ; the same letters, empty cells and somebody new
    change nothing."""
    with open_register(village, writing=False) as register:
        other = {"name": " 山田華子", "contact": "hanako@example.org", "note": "v", "seat": " "}
        found = register.changes(HANAKO.lower(), other)

        assert {"name": ("山田花子", "山田華子"), "note": ("", "v")} == found
        assert {} == register.changes(HANAKO, {"name": "山田花子 ", "contact": ""})
        assert {} == register.changes(TARO, {"name": "佐藤太郎"})


def test_the_same_name_from_another_computer_is_no_change(tmp_path: Path) -> None:
    """A Mac writes が as two letters; that is the same name."""
    with open_register(tmp_path) as register:
        register.put(HANAKO, {"name": "ながおか"})

        assert {} == register.changes(HANAKO, {"name": "なか\u3099おか"})


def test_nothing_readable_is_in_the_file(village: Path) -> None:
    """Neither a name nor an address stands in the file in clear."""
    raw = register_file(village).read_bytes()

    for secret in ("山田花子", "hanako@example.org", HANAKO, HANAKO.lower()[2:]):
        assert secret.encode() not in raw


def test_the_file_is_for_its_owner_alone(village: Path) -> None:
    """The register is 0600 in a 0700 folder, which keeps itself out of version control."""
    file = register_file(village)

    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert 0o700 == stat.S_IMODE(file.parent.stat().st_mode)
    assert "*\n" == (file.parent / ".gitignore").read_text()


def test_a_wrong_passphrase_opens_nothing(village: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another passphrase is refused in plain words, and the file stays as it was."""
    before = register_file(village).read_bytes()
    monkeypatch.setenv(module.PASSPHRASE_VARIABLE, "four other words here")

    with pytest.raises(RegisterError) as caught, open_register(village):
        pass

    assert "The passphrase does not open the private register." == caught.value.message
    assert before == register_file(village).read_bytes()


@pytest.mark.parametrize("place", [0, 20, 40, -1])
def test_an_altered_file_is_refused(village: Path, place: int) -> None:
    """One changed byte anywhere, head or body, is noticed."""
    file = register_file(village)
    raw = bytearray(file.read_bytes())
    raw[place] ^= 1
    file.write_bytes(bytes(raw))

    with pytest.raises(RegisterError), open_register(village):
        pass


def test_a_truncated_file_is_refused(village: Path) -> None:
    """A file cut short is called damaged, not empty."""
    register_file(village).write_bytes(b"")

    with pytest.raises(RegisterError) as caught, open_register(village):
        pass

    assert "damaged" in caught.value.message


def test_who_is_forgotten_is_gone_from_the_file(village: Path) -> None:
    """After forgetting, the salt is not there either; forgetting twice is no error."""
    with open_register(village) as register:
        assert register.forget(HANAKO)
        assert not register.forget(HANAKO)

    with open_register(village) as register:
        assert 0 == len(register)


def test_a_failed_command_changes_nothing(village: Path) -> None:
    """When the block ends with an error, the register stays as it was."""
    before = register_file(village).read_bytes()

    def fail_halfway() -> None:
        with open_register(village) as register:
            register.put(TARO, {"name": "太郎"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert before == register_file(village).read_bytes()


def test_reading_does_not_write(village: Path) -> None:
    """Without a change the file is not written anew."""
    before = register_file(village).read_bytes()

    with open_register(village):
        pass
    with open_register(village, writing=False) as register:
        register.put(TARO, {"name": "太郎"})

    assert before == register_file(village).read_bytes()


def test_two_processes_do_not_write_at_once(village: Path) -> None:
    """While one holds the register for writing, another is told to wait."""
    with open_register(village), pytest.raises(RegisterError) as caught, open_register(village):
        pass

    assert "in use" in caught.value.message


def test_the_commitment_is_keccak_of_salt_and_fields(village: Path) -> None:
    """keccak256(salt ‖ compact JSON with sorted keys), as documented, by other means."""
    with open_register(village) as register:
        entry = register.get(HANAKO)

    assert entry is not None
    text = '{"contact":"hanako@example.org","name":"山田花子"}'
    assert keccak(entry.salt + text.encode()) == entry.commitment


def test_a_new_telephone_number_does_not_alter_the_commitment(village: Path) -> None:
    """What a certificate was made of is kept beside what is true now, and the salt stays."""
    with open_register(village) as register:
        committed = register.commit(HANAKO)
        salt = register.put(HANAKO, {"contact": "0258-00-0000"}).salt

    with open_register(village) as register:
        entry = register.get(HANAKO)
        assert entry is not None
        assert (committed, salt) == (entry.commitment, entry.salt)
        assert "0258-00-0000" == entry.personal["contact"]


def test_a_reissued_certificate_keeps_its_entry(village: Path) -> None:
    """Moved to a new address, the entry proves the same commitment."""
    with open_register(village) as register:
        committed = register.commit(HANAKO)
        register.move(HANAKO, TARO)

        assert register.get(HANAKO) is None
        assert committed == register.move(TARO, TARO).commitment


def test_an_entry_is_not_moved_over_another(village: Path) -> None:
    """Nobody's entry is lost to a typing error."""
    with open_register(village) as register:
        register.put(TARO, {"name": "太郎"})

        with pytest.raises(RegisterError):
            register.move(HANAKO, TARO)


def test_equal_people_have_unequal_commitments(village: Path) -> None:
    """The salt hides that two entries hold the same."""
    with open_register(village) as register:
        first = register.get(HANAKO)
        second = register.put(TARO, {"name": "山田花子", "contact": "hanako@example.org"})

    assert first is not None
    assert first.commitment != second.commitment


def test_without_anybody_to_ask_the_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unattended run learns how to give the passphrase."""
    monkeypatch.delenv(module.PASSPHRASE_VARIABLE)

    with pytest.raises(RegisterError) as caught, open_register(tmp_path):
        pass

    assert module.PASSPHRASE_VARIABLE in str(caught.value.hint)


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        (["long enough", "long enough"], True),
        (["long enough", "lonk enough"], False),
        (["short", "short"], False),
    ],
)
def test_a_new_passphrase_is_typed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str], opens: bool
) -> None:
    """A first passphrase is asked for twice and must not be short."""
    monkeypatch.delenv(module.PASSPHRASE_VARIABLE)
    answers = iter(typed)

    if opens:
        with open_register(tmp_path, lambda _question: next(answers)) as register:
            assert 0 == len(register)
    else:
        with (
            pytest.raises(RegisterError),
            open_register(tmp_path, lambda _question: next(answers)),
        ):
            pass
        assert not register_file(tmp_path).exists()


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=4))
def test_the_canonical_form_does_not_depend_on_the_order(fields: dict[str, str]) -> None:
    """Two computers that read the same fields commit to the same bytes."""
    assert canonical(fields) == canonical(dict(reversed(fields.items())))


def test_the_canonical_form_is_the_same_for_either_unicode_form() -> None:
    """が in one letter and か with a mark are the same name; empty fields count as missing."""
    assert canonical({"name": "\u304c"}) == canonical({"name": "\u304b\u3099 ", "note": " "})
    assert Entry(HANAKO, b"\0" * 32, {"name": "\u304c"}).commitment
