"""`playbook import REPORT -o TEAM.toml`: totals by interval become a team that can be played."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook.__main__ import main
from playbook.my_files.reading import opened
from playbook.my_files.times import intervals_alone
from sim.calibrate.team.settled import played
from sim.exports.reading import Answers
from sim.exports.sources import from_path
from sim.scenario.file import read_scenario
from tests.calibrate.made_month import KINDS, WRAP_S, Month, made_month, written
from tests.calibrate.made_reports import report_of, written_report


@pytest.fixture(scope="module")
def month() -> Month:
    return made_month(days=14, contacts=400, agents=9, seed=5)


@pytest.fixture(scope="module")
def report(month: Month, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_report(report_of(month), tmp_path_factory.mktemp("shop") / "report.csv")


def test_a_report_makes_a_team_with_its_means(month, report, tmp_path, capsys):
    out = tmp_path / "team.toml"
    assert main(["import", "--yes", "-o", str(out), str(report)]) == 0
    team, contacts = read_scenario(out), month.contacts
    works = {work.title.zh: work for work in team.work}
    for k, kind in enumerate(KINDS):
        mine = contacts.rows(contacts.answered & (contacts.kind == k))
        # the report rounds to seconds
        assert works[kind].handle.mean == pytest.approx(mine.service.mean(), rel=0.02)
        assert works[kind].wrap_mean == pytest.approx(WRAP_S[k], rel=0.02)
    impatient, patient = (works[kind].patience for kind in KINDS)
    assert impatient is not None and patient is not None and impatient.mean < patient.mean
    found = played(team, [works[kind].id for kind in KINDS], seed=9, seasons=3)
    lost = float((found.contacts * found.lost).sum() / found.contacts.sum())
    assert found.contacts.sum() == pytest.approx(len(contacts) / len(contacts.dates), rel=0.1)
    assert lost == pytest.approx((~contacts.answered).mean(), abs=0.06)  # people are whole, and few
    said = capsys.readouterr().out
    assert "A report by interval cannot say" in said
    assert "Days that the fit had not seen" in said


def test_the_same_in_chinese(report, tmp_path, capsys):
    out = tmp_path / "team.toml"
    assert main(["--language", "zh", "import", "--yes", "-o", str(out), str(report)]) == 0
    said = capsys.readouterr().out
    assert "按时段汇总的报表看不出" in said and "{" not in said


def test_a_report_without_handle_times_says_what_is_missing(month, tmp_path, capsys):
    bare, out = tmp_path / "bare.csv", tmp_path / "team.toml"
    written_report(report_of(month), bare)
    rows = bare.read_text(encoding="utf-8").replace("Avg Handle Time", "Remark")
    bare.write_text(rows, encoding="utf-8")
    assert main(["import", "--yes", "-o", str(out), str(bare)]) == 2
    assert "handle time" in capsys.readouterr().err
    assert not out.exists()


def test_contacts_say_more_than_a_report_beside_them(month, report, tmp_path):
    contacts = written(month, tmp_path / "contacts.csv")
    readings = [
        one
        for path in (report, contacts)
        for one in opened(lambda path=path: from_path(path), path.name, Answers(None, None)).readings
    ]
    assert len(intervals_alone(readings[:1])) == 1
    assert intervals_alone(readings) == []
