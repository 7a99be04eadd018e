"""What years that were not built again are made of."""

from bofast.warehouse.built_years import built_of

BEFORE = {
    "population": {"2012": "a", "2013": "b", "2014": "c"},
    "education": {"2012": "d"},
}


def test_years_that_are_not_read_stay_what_they_were_made_of() -> None:
    now = {
        "population": {"2012": "other", "2013": "b", "2014": "new", "2015": "e"},
        "person": {"": "f"},
    }
    made_of, changed = built_of(
        now, BEFORE, {"population": {2014, 2015}, "education": {2013, 2014}}
    )
    assert made_of == {
        "population": {"2012": "a", "2013": "b", "2014": "new", "2015": "e"},
        "education": {"2012": "d"},
        "person": {"": "f"},
    }
    assert changed == ["education 2012", "population 2012"]
    # and are told again by the next build that leaves them out
    assert built_of(now, made_of, {"population": {2015}, "education": {2015}})[1] == [
        "education 2012",
        "population 2012",
    ]


def test_all_that_is_read_is_what_the_registers_hold() -> None:
    assert built_of(BEFORE, {}, {}) == (BEFORE, [])
    other = {"population": {"2012": "other"}}
    assert built_of(other, BEFORE, {}) == (other, [])
