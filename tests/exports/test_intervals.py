"""Reports by interval give back the contacts that they were made of, in every unit and layout."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exports.agent_days import read_agent_days
from sim.exports.interval_reports import read_intervals
from sim.exports.intervals import Intervals
from sim.exports.shapes import Shape, read_shape, shape_of
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import ZONE, table_of, utc

FEW = settings(max_examples=40, deadline=None)
START = dt.datetime(2026, 11, 11, 9)
# offered, given up, mean wait of the answered, mean wait of who gave up, talk, wrap-up
ROW = st.tuples(
    st.integers(1, 60), st.integers(0, 60), st.integers(0, 300), st.integers(1, 300), st.integers(60, 600),
    st.integers(0, 60),
)  # fmt: skip
ROWS = st.lists(ROW, min_size=4, max_size=12)


def keys(made: Intervals) -> set[str]:
    return {remark.key for remark in made.remarks}


def clock(seconds: int) -> str:
    return f":{seconds:02d}" if seconds < 60 else f"{seconds // 60}:{seconds % 60:02d}"


def compared(made: Intervals, rows, dated: bool = True) -> None:
    """All figures against what the report was made of."""
    answered = [offered - min(lost, offered) for offered, lost, *_ in rows]
    lost = [min(lost, offered) for offered, lost, *_ in rows]
    assert made.offered.tolist() == [row[0] for row in rows]
    assert made.answered.tolist() == answered and made.abandoned.tolist() == lost
    assert np.allclose(np.diff(made.start), made.length_s[0])
    assert made.dated is dated
    with_answers = np.array(answered) > 0
    assert np.allclose(made.aht_s[with_answers], [r[4] + r[5] for r, a in zip(rows, answered, strict=True) if a])
    waited = sum(a * r[2] + x * r[3] for a, x, r in zip(answered, lost, rows, strict=True))
    if sum(lost):
        assert made.mean_patience == pytest.approx(waited / sum(lost))
    else:
        assert np.isnan(made.mean_patience)


@FEW
@given(ROWS)
def test_iso_with_milliseconds_in_utc(rows):
    text = "Interval Start,Interval End,Interval Complete,Queue Name,Offer,Answer,Abandon,Abandon %,ASA,"
    text += "Service Level %,Avg Wait,Avg Handle,Avg Talk,Avg Hold,Avg ACW\n"
    for i, (offered, gone, asa, gave_up, talk, wrap) in enumerate(rows):
        lost = min(gone, offered)
        answered = offered - lost
        wait = 1000 * (answered * asa + lost * gave_up) / offered
        ends = [utc(START + dt.timedelta(minutes=30 * j)).replace("Z", ".000Z") for j in (i, i + 1)]
        of = [asa * 1000, 0.5, wait, (talk + wrap) * 1000, talk * 1000, 0, wrap * 1000] if answered else [""] * 7
        of[2] = wait
        text += ",".join(map(str, [*ends, "true", "Service", offered, answered, lost, lost / offered, *of])) + "\n"
    text += f"{utc(START + dt.timedelta(days=1))},{utc(START + dt.timedelta(days=1, minutes=30))},false,Service,3,1,0"
    text += ",0,1000,1,1000,9000,9000,0,0\n"
    table = table_of("report", text)
    assert shape_of(table) is Shape.INTERVALS
    made = read_intervals(table, ZONE)
    if any(offered > gone for offered, gone, *_ in rows):
        assert "intervals.milliseconds" in keys(made)
        compared(made, rows)
    assert "intervals.running" in keys(made) and made.length_s.tolist() == [1800.0] * len(rows)
    assert made.start[0] % 86400 == 9 * 3600


@FEW
@given(ROWS)
def test_a_range_of_clock_times_with_its_day_above_and_a_total_below(rows):
    text = "Split/Skill Interval Report\nDate: 11/11/2026\n\nTime,ACD Calls,Avg Speed Ans,Aban Calls,Avg Aban Time,"
    text += "Avg ACD Time,Avg ACW Time,% Within Service Level,Avg Pos Staff\n"
    for i, (offered, gone, asa, gave_up, talk, wrap) in enumerate(rows):
        lost = min(gone, offered)
        ends = "-".join(f"{START + dt.timedelta(minutes=30 * j):%H:%M}" for j in (i, i + 1))
        cells = [ends, offered - lost, clock(asa), lost, clock(gave_up), clock(talk), clock(wrap), 88, 2.5]
        text += ",".join(map(str, cells)) + "\n"
    text += "Total,999,:25,99,1:01,2:40,:19,60,2.0\n"
    table = table_of("report", text)
    assert shape_of(table) is Shape.INTERVALS
    made = read_intervals(table)
    compared(made, rows)
    assert made.on_duty.tolist() == [2.5] * len(rows) and made.sl.tolist() == [0.88] * len(rows)
    assert made.start[0] == dt.datetime(2026, 11, 11, 9, tzinfo=dt.UTC).timestamp()


def test_pipes_with_a_date_of_eight_digits_and_an_hour_that_comes_twice():
    text = (
        "date|period|TZ|queue|contactsReceived|contactsHandled|contactsAbandoned|aht|queueDelayTime|serviceLevelPct\n"
    )
    for hour, received in (("01:30", 5), ("02:00", 8), ("02:30", 3), ("02:00", 7), ("02:30", 4), ("03:00", 9)):
        text += f"10252026|{hour}|Europe/Berlin|Service|{received}|{received - 1}|1|200|90|80\n"
    made = read_intervals(table_of("wfm", text))
    assert made.offered.sum() == 36 and made.length_s[0] == 1800
    twice = next(remark for remark in made.remarks if remark.key == "intervals.twice")
    assert twice.count == 2 and dt.datetime.fromtimestamp(made.start[0], dt.UTC).date() == dt.date(2026, 10, 25)


def test_an_interval_told_twice_with_the_same_figures_counts_once():
    head = "date,period,offered,answered,abandoned\n"
    rows = "".join(f"2026-11-11,{hour:02d}:00,{hour},{hour - 1},1\n" for hour in range(9, 15))
    once, twice = read_intervals(table_of("a", head + rows)), read_intervals(table_of("a", head + rows + rows))
    assert twice.offered.tolist() == once.offered.tolist()
    assert "intervals.doubled" in keys(twice) and "intervals.doubled" not in keys(once)


def test_more_work_than_time_on_duty_is_said():
    head = "Interval Start,Interval End,Queue Name,Offer,Answer,Abandon,Avg Handle,Avg Pos Staff\n"
    one = "2026-11-11 {h}:00,2026-11-11 {h}:30,Q,40,40,0,300,{n}\n"
    busy = read_intervals(table_of("a", head + "".join(one.format(h=h, n=2) for h in range(10, 15))))
    easy = read_intervals(table_of("a", head + "".join(one.format(h=h, n=8) for h in range(10, 15))))
    assert "intervals.too_busy" in keys(busy) and "intervals.too_busy" not in keys(easy)


@pytest.mark.parametrize("hours_wide", [False, True])
def test_a_matrix_of_hours_and_days_either_way(hours_wide):
    counts = np.arange(24 * 7).reshape(24, 7)
    days = [f"2026-11-{5 + d:02d}" for d in range(7)]
    hours = [f"{h:02d}:00" for h in range(24)]
    if hours_wide:
        rows = [["Day", *hours], *([day, *counts[:, d]] for d, day in enumerate(days))]
    else:
        rows = [["Timezone", "Asia/Shanghai"], ["Start of the hour", *days]]
        rows += [[hour, *counts[h]] for h, hour in enumerate(hours)]
    table = table_of("traffic", "".join(",".join(map(str, row)) + "\n" for row in rows))
    assert shape_of(table) is Shape.INTERVALS
    made = read_intervals(table)
    assert made.offered.reshape(7, 24).T.tolist() == counts.tolist() and made.length_s[0] == 3600
    assert ("intervals.zone_named" in keys(made)) is not hours_wide


def test_date_hour_and_count_in_three_columns():
    text = "date,hour,contacts\n" + "".join(f"2026-11-{d:02d},{h},{h + d}\n" for d in range(9, 12) for h in range(24))
    table = table_of("traffic", text)
    assert shape_of(table) is Shape.INTERVALS
    made = read_intervals(table)
    assert made.offered.sum() == 3 * 276 + 24 * 30 and made.length_s[0] == 3600
    assert made.start[0] == dt.datetime(2026, 11, 9, tzinfo=dt.UTC).timestamp()


def test_three_decimals_of_a_share_or_of_people_are_no_thousands():
    text = "Interval Start,Offer,Answer,Service Level %,Avg Pos Staff\n"
    text += "".join(f"2026-11-11 {h}:00,8,7,0.{s},2.{s}\n" for h, s in ((10, 875), (11, 625), (12, 125)))
    made = read_intervals(table_of("report", text))
    assert made.sl.tolist() == [0.875, 0.625, 0.125] and made.on_duty.tolist() == [2.875, 2.625, 2.125]


def test_a_summary_of_days_without_dates_is_counted_and_said():
    text = "Index,Incoming Calls,Answered Calls,Answer Rate,Abandoned Calls,Answer Speed (AVG),Talk Duration (AVG)\n"
    text += "".join(f"{i},{200 + i},{190 + i},94.76%,10,0:00:17,0:02:40\n" for i in range(1, 8))
    made = read_intervals(table_of("daily", text))
    assert not made.dated and "intervals.no_dates" in keys(made)
    assert made.offered.sum() == 7 * 200 + 28 and made.aht_s.tolist() == [160.0] * 7


def test_agents_logged_in_make_people_on_duty():
    text = "Interval Start,Interval End,Agent Id,Agent Name,Logged In,On Queue\n"
    for agent, seconds in (("Ana", 1_800_000), ("Ben", 900_000)):
        text += f"2026-11-11T01:00:00.000Z,2026-11-11T01:30:00.000Z,{agent},{agent},{seconds},{seconds}\n"
    text += "2026-11-11T01:30:00.000Z,2026-11-11T02:00:00.000Z,Ana,Ana,1800000,1800000\n"
    made = read_intervals(table_of("agents", text), ZONE)
    assert made.on_duty.tolist() == [1.5, 1.0] and np.isnan(made.offered).all()


def test_a_row_an_agent_without_totals_and_robots():
    text = "客服,总接待客户数,总会话数量,平均会话时长,首次响应时长,平均响应时长,询单转化率\n"
    text += "小安,120,130,4分37秒,8秒,21秒,31.5%\n小北,100,111,5分07秒,9秒,31秒,28%\n店小蜜,900,911,17秒,1秒,1秒,2%\n"
    text += "合计,1120,1152,4分37秒,8秒,21秒,30%\n"
    table = table_of("kefu", text, "gb18030")
    assert shape_of(table) is Shape.AGENT_DAYS
    made = read_agent_days(table)
    assert made.contacts.tolist() == [120.0, 100.0] and made.session_s.tolist() == [277.0, 307.0]
    assert made.conversion == pytest.approx([0.315, 0.28])
    assert {remark.key for remark in made.remarks} >= {"agent_days.robots", "agent_days.no_work_time"}


def test_the_period_above_the_table_gives_its_days():
    text = "Reporting period 2026-11-05 to 2026-11-11\n\nAgent name,Assigned conversations,Avg first response time\n"
    made = read_agent_days(table_of("agents", text + "Ana,309,4 minutes 30 seconds\nBen,344,1 hour 31 minutes\n"))
    assert made.days == 7.0 and made.first_reply_s.tolist() == [270.0, 5460.0]


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("Interval Start,Offer,Answer\nsoon,3,2\nlater,4,3\n", "no interval"),
        ("Interval Start,Offered,Answered\n2026-11-11 09:00,many,few\n2026-11-11 09:30,many,few\n", "counts contacts"),
    ],
)
def test_one_sentence_for_what_is_no_report(text, sentence):
    table = table_of("report.csv", text)
    with pytest.raises(BadInput, match=sentence) as caught:
        read_shape(table, Shape.INTERVALS)
    assert caught.value.text("zh").startswith("report.csv：")
