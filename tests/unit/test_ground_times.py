"""Times are seconds, shown in the village's zone and beside it in the reader's."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.errors import UserError
from daoctl.times import (
    DAY,
    HOUR,
    find_zone,
    format_day,
    format_duration,
    format_time,
    from_datetime,
    parse_duration,
    parse_time,
    reader_zone,
)

TOKYO = "Asia/Tokyo"
NOON = 1645153200  # 2022-02-18 12:00 in Tokyo


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("365 days", 365 * DAY),
        ("1 day", DAY),
        ("1 day 12 hours", 36 * HOUR),
        ("2 hours and 30 minutes", 9000),
        ("8d", 8 * DAY),
        ("1w 2d", 9 * DAY),
        ("90 seconds", 90),
        ("７日", 7 * DAY),
        ("7日間", 7 * DAY),
        ("1日12時間30分", 36 * HOUR + 1800),
        ("0 seconds", 0),
    ],
)
def test_lengths_as_people_type_them(text, seconds):
    """English, short and Japanese units are understood."""
    assert seconds == parse_duration(text)


@pytest.mark.parametrize(
    "text", ["", "7", "days", "1 month", "1 year", "-1 day", "1.5 days", "1 day 2 days", "7 dayz"]
)
def test_what_is_no_length_is_refused(text):
    """Months have no length, and a missing unit is never guessed."""
    with pytest.raises(UserError):
        parse_duration(text)


@given(st.integers(0, 10**9))
def test_every_length_is_read_back_exactly(seconds):
    """What is printed can be typed again and is the same length."""
    assert seconds == parse_duration(format_duration(seconds))


def test_a_time_is_shown_in_the_villages_zone():
    """The zone's short name stands behind; the reader's time only where it differs."""
    assert "2022-02-18 12:00 JST" == format_time(NOON, TOKYO)
    assert "2022-02-18 12:00 JST" == format_time(NOON, TOKYO, "Asia/Seoul")
    assert "2022-02-18 12:00 JST (2022-02-18 04:00 CET where you are)" == format_time(
        NOON, TOKYO, "Europe/Paris"
    )
    assert "2022-02-18 00:00:01 UTC-03:00" == format_time(NOON + 1, "America/Sao_Paulo")


def test_the_end_of_time_can_be_shown():
    """A contract's largest date does not crash what shows it."""
    assert "9999" in format_time(2**48 - 1, "UTC")


def test_the_day_is_the_villages():
    """An hour before midnight in London is the next day in Tokyo."""
    assert "2022-02-19" == format_day(NOON + 12 * HOUR, TOKYO)
    assert "2022-02-18" == format_day(NOON + 12 * HOUR - 1, TOKYO)


def test_a_time_carries_its_zone_or_is_given_one():
    """An offset in the text wins; without one the village's zone is taken, or nothing is."""
    assert NOON == parse_time("2022-02-18T12:00:00+09:00")
    assert NOON == parse_time("2022-02-18T03:00Z", TOKYO)
    assert NOON == parse_time("2022-02-18 12:00", TOKYO)
    with pytest.raises(UserError):
        parse_time("2022-02-18 12:00")


@pytest.mark.parametrize(
    "text",
    [
        "2022/2/18 12:00",
        "2022/02/18 12:00:00",
        "２０２２／２／１８　１２：００",
        "2022/2/18 12:00+09:00",
    ],
)
def test_a_date_as_a_spreadsheet_rewrites_it_is_the_same(text):
    """Excel makes 2022/2/18 of 2022-02-18; a keyboard in Japanese types it in full width."""
    assert NOON == parse_time(text, TOKYO)
    assert NOON - 3 * HOUR == parse_time("2022/2/18 9:00", TOKYO)
    assert NOON - 12 * HOUR == parse_time("2022/2/18", TOKYO)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2022-02-30T12:00+09:00", "2022-13-01"),
        *("2022/2/30", "2/18/2022", "2022/2", "2022/218/1", "2022/2/18/3", "22/2/18"),
    ],
)
def test_what_is_no_time_is_refused(text):
    """Days that no calendar has are refused."""
    with pytest.raises(UserError):
        parse_time(text, TOKYO)


@pytest.mark.parametrize("text", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_an_hour_that_the_clock_change_skips_or_repeats_is_refused(text):
    """Such an hour means no moment or two, and neither is guessed."""
    with pytest.raises(UserError):
        parse_time(text, "Europe/Berlin")


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=3))]
        ),
    ).map(lambda moment: moment.replace(microsecond=0))
)
def test_a_datetime_keeps_its_moment(moment):
    """The seconds are those of the moment, whatever its zone."""
    assert moment == datetime.fromtimestamp(from_datetime(moment), UTC)


def test_a_date_without_a_zone_is_refused():
    """A naive datetime from a charter names no moment."""
    with pytest.raises(UserError):
        from_datetime(datetime(2022, 2, 18, 12))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("name", ["Asia/Yamakoshi", "", "../../etc/passwd", "JST-9x/"])
def test_an_unknown_zone_is_refused(name):
    """A zone that does not exist is told, whatever its name looks like."""
    with pytest.raises(UserError):
        find_zone(name)


def test_the_readers_zone_is_the_environments(monkeypatch):
    """TZ decides where the reader is; what it cannot name falls back to the system."""
    monkeypatch.setenv("TZ", "America/New_York")
    assert "EST" == datetime.fromtimestamp(NOON, reader_zone()).tzname()
    monkeypatch.setenv("TZ", "not/a zone")
    assert reader_zone() is not None
