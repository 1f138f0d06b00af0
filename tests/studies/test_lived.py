"""Studies that whole seasons live: what they must agree on with the mechanism alone, and what is shipped of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playbook import lived_studies
from playbook.stories import lived as told_of
from playbook.stories.shipped import results
from sim.evidence import parameters
from sim.experiment import last
from sim.studies import base, lived, v16_peeking
from sim.studies.could_fail import neutral
from sim.studies.registry import STUDIES


def means(study: str, experiments: int = 1, **changed: float) -> dict[str, float]:
    """Mean estimates of a few seasons, with some parameters at other values ("__" for ".")."""
    values = parameters().holding({name.replace("__", "."): value for name, value in changed.items()})
    found = last(base.run(lived.LIVED[study], experiments, 3, values))
    return {one.claim.id: one.mean for one in found.verdicts}


def test_claims_and_bands_are_those_of_the_study():
    """Nothing is chosen twice, and no estimate is without a claim."""
    for study in lived.LIVED.values():
        assert set(study.claims) <= set(STUDIES[study.id].claims)
        found = study.experiment(parameters(), np.random.default_rng(1)) if study.id == "V16" else None
        assert found is None or found.keys() == {claim.id for claim in study.claims}


def test_where_failed_answers_hurt_nobody_a_late_parcel_costs_what_the_study_says():
    """By hand: the base loses its share of a customer a parcel, however late, and the coupon has its closed form."""
    late = parameters()["base.late"]
    found = means("V13", base__failed=0.0)
    assert found["first_year"] == pytest.approx(-late) and found["longer"] == pytest.approx(0.0, abs=1e-12)
    coupon = means("V17", base__failed=0.0, recovery__theirs=0.0)
    assert coupon == pytest.approx({"later": math.log1p(-late), "money": 0.0})


def test_a_parcel_weeks_late_costs_more_only_by_the_answers_that_fail():
    """Twice as dear a failure makes twice as much of the weeks: the parcel itself is late or is not."""
    once, twice = (means("V13", base__failed=failed)["longer"] for failed in (0.03, 0.06))
    assert twice < once < 0.0
    assert twice == pytest.approx(2 * once, rel=0.1)


def test_a_season_keeps_of_its_ideas_what_the_study_keeps_of_its_own():
    alone = last(base.run(STUDIES["V16"], 6, 2)).verdicts
    seasons = means("V16", 6)
    for one in alone:
        assert one.claim.id == "null" or seasons[one.claim.id] == pytest.approx(one.mean, abs=0.05)


def test_one_idea_has_the_orders_of_one_test():
    """156 weeks hold 39 tests of four weeks, each with as many orders as the study's."""
    design = lived.LIVED["V16"]
    assert lived.MOST_WEEKS / lived.LOOK_WEEKS == 39 and design.experiment is lived.peeking
    assert v16_peeking.ORDERS / v16_peeking.DAYS * lived.LOOK_WEEKS * 7 == pytest.approx(v16_peeking.ORDERS)


def test_an_assistant_that_closes_no_gap_leaves_the_record_of_the_floor_as_it_was():
    found = means("V18", assistance__share=0.0, assistance__careless=0.0)
    assert found == {"length": 0.0, "slowest": 0.0, "return": 0.0, "at_once": 0.0}


@pytest.mark.parametrize("study", ["V13", "V17", "V18"])
def test_with_nothing_in_the_model_no_season_shows_the_published(study):
    found = last(base.run(lived.LIVED[study], 1, 2, neutral())).verdicts
    assert not any(one.passed for one in found)


def test_what_is_shipped_is_of_todays_parameters_and_claims():
    rows = results("lived")
    assert [row["id"] for row in rows] == list(lived.LIVED)
    for row in rows:
        assert row["fingerprint"] == lived_studies.fingerprint(row["id"]), "playbook build lived"
        for claim, known in zip(row["claims"], lived.LIVED[row["id"]].claims, strict=True):
            assert (claim["id"], claim["role"], claim["n"]) == (known.id, known.role, row["experiments"])


def test_a_sample_of_what_is_shipped_comes_out_again():
    """The first seasons of each study lie where the shipped ones do."""
    for row in results("lived"):
        found = means(row["id"])
        for claim in row["claims"]:
            width = claim["p975"] - claim["p025"]
            assert claim["p025"] - width < found[claim["id"]] < claim["p975"] + width, (row["id"], claim["id"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_claim_stands_in_the_table_with_its_verdict(language):
    from playbook import stories
    from playbook.language import words

    section = next(one for one in stories.load("studies", language).sections if one.id == "seasons")
    html = told_of.table(words(language), section)
    claims = [claim for row in results("lived") for claim in row["claims"]]
    assert html.count("<tr>") == 1 + len(claims)
    assert html.count(f">{words(language).t('lived.misses')}<") == sum(not claim["passed"] for claim in claims)
