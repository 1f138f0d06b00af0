"""What experiments refuse, in a sentence, before anything is played."""

from __future__ import annotations

import pytest

from playbook import build
from sim.experiment import compare, explain, last, run
from tests.season.shop import small_shop


@pytest.mark.parametrize(
    "experiment", [lambda: run(small_shop(), 0), lambda: last(explain(small_shop(), small_shop(), "profit", 0))]
)
def test_no_replications_are_no_experiment(experiment):
    with pytest.raises(ValueError, match="at least one season"):
        experiment()


def test_seasons_of_different_length_are_not_compared():
    longer = small_shop(**{"calendar.weeks": 5})
    with pytest.raises(ValueError, match="28 and 35 days"):
        next(compare(small_shop(), longer, 2))
    with pytest.raises(ValueError, match="one length"):
        next(explain(small_shop(), longer, "profit", 1))


def test_a_change_between_shops_with_other_work_is_not_explained():
    other = small_shop(**{"work.call.id": "ring", "people.early.skills": {"ask": 1.0, "ring": 1.0, "mail": 1.0},
                          "people.late.skills": {"ask": 1.0, "ring": 1.0, "mail": 1.0}})  # fmt: skip
    with pytest.raises(ValueError, match="same kinds of work"):
        next(explain(small_shop(), other, "profit", 1))


@pytest.mark.parametrize(
    "arguments", [["studies", "--experiments", "0"], ["notebooks", "--check", "--only", "nothing"]]
)
def test_builds_refuse_what_they_cannot_do(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        build.main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.strip()
