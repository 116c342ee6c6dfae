"""What is said of several is said of those that "including" names, through the released model."""

from __future__ import annotations


def test_what_is_included_stands_in_the_place_of_what_includes_it(claims):
    found = claims("On Monday, inspectors closed seven markets, including Larnhall and Dorngate.")
    assert "On Monday, inspectors closed seven markets." in found
    assert "On Monday, inspectors closed Larnhall." in found
    assert "On Monday, inspectors closed Dorngate." in found
    assert not [c for c in found if "including" in c]


def test_the_verb_agrees_with_what_is_included(claims):
    found = claims("Three of the bridges, including the oldest, were closed. Ten ships, including a ferry, were lost.")
    assert "A ferry was lost." in found
    assert "Ten ships were lost." in found


def test_what_holds_of_all_together_is_not_said_of_what_is_included(claims):
    found = claims("The new council consists of twelve members, including two teachers.")
    assert "The new council consists of twelve members." in found
    assert not [c for c in found if "consists of two" in c]


def test_including_as_a_verb_is_left_alone(claims):
    found = claims("The mayor insisted on including the villages in the plan.")
    assert [c for c in found if "on including the villages in the plan" in c]
