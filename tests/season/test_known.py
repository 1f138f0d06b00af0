"""What a shop knows of itself takes the place of what the register assumes."""

import pytest

from sim.evidence import parameter_table, parameters
from sim.scenario import Scenario
from sim.season.setup import Setup
from sim.shop.known import Known, row_of
from tests.season.shop import small_shop

FIELDS = {name: row_of(info) for name, info in Known.model_fields.items()}
DOUBT = 7


def _shop(**known: float) -> Scenario:
    return small_shop().with_levers({f"known.{name}": value for name, value in known.items()})


def test_every_field_takes_the_place_of_a_row_of_its_own() -> None:
    assert len(set(FIELDS.values())) == len(FIELDS)
    assert set(FIELDS.values()) <= set(parameter_table())


@pytest.mark.parametrize("name", FIELDS)
def test_whatever_the_register_holds_possible_can_be_known(name: str) -> None:
    row = parameter_table()[FIELDS[name]]
    for value in (row.low, row.value, row.high):
        assert Setup(_shop(**{name: value}), parameters()).parameters[row.id] == value


@pytest.mark.parametrize("name", FIELDS)
def test_doubt_does_not_draw_what_is_known(name: str) -> None:
    row = parameter_table()[FIELDS[name]]
    assumed, known = Setup(_shop(), parameters()), Setup(_shop(**{name: row.high}), parameters())
    drawn = parameters().drawn(DOUBT)
    assert assumed.with_parameters(drawn).parameters[row.id] == drawn[row.id] != row.high
    assert known.with_parameters(drawn).parameters[row.id] == row.high


def test_an_effect_that_is_switched_off_stays_off() -> None:
    off = parameters(evidence_only=True)
    here = [name for name in FIELDS if FIELDS[name] in off.neutralised]
    world = Setup(_shop(**{name: parameter_table()[FIELDS[name]].high for name in here}), off)
    assert here
    assert all(world.parameters[FIELDS[name]] == parameter_table()[FIELDS[name]].neutral for name in here)


def test_what_is_left_open_moves_no_key_and_what_is_known_does() -> None:
    assert _shop().key == small_shop().key != _shop(rival_cut=0.2).key
