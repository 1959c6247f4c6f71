"""What the preview does next: the newest wish first, nothing twice for nothing, nothing for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.farm.preview.agenda import Agenda
from app.farm.preview.protocol import FrameWanted, Open, SurveyWanted

TEMPLATE = Path("a.aep")


def frame(ticket: int) -> FrameWanted:
    return FrameWanted(ticket=ticket, frame=0)


@pytest.fixture
def agenda() -> Agenda:
    """One with an open template."""
    agenda = Agenda()
    agenda.open(TEMPLATE, None)
    assert begun(agenda) is None
    assert agenda.answered() is not None
    return agenda


def begun(agenda: Agenda, free_slots: int = 4) -> int | None:
    """The ticket of the next request."""
    request = agenda.next(free_slots)
    assert request is not None
    return request.ticket


def test_agenda_opens_first_then_shows_then_surveys_then_draws_ahead() -> None:
    agenda = Agenda()
    agenda.open(TEMPLATE, 7)
    agenda.queue([frame(30), frame(31)])
    agenda.survey(SurveyWanted(ticket=20))
    agenda.show(frame(10))
    opening = agenda.next(4)
    assert opening is not None
    assert opening.wish == Open(template=str(TEMPLATE.absolute()), comp_id=7)
    order = []
    while agenda.waiting:
        agenda.answered()
        order.append(begun(agenda))
    assert order == [10, 20, 30, 31]


def test_agenda_does_one_thing_at_a_time_and_the_newest_wish_only(agenda: Agenda) -> None:
    agenda.show(frame(1))
    assert begun(agenda) == 1
    agenda.show(frame(2))
    agenda.show(frame(3))
    assert agenda.next(4) is None
    done = agenda.answered()
    assert done is not None
    assert done.ticket == 1
    assert begun(agenda) == 3


def test_agenda_keeps_the_last_free_slot_for_the_newest_wish(agenda: Agenda) -> None:
    agenda.queue([frame(1)])
    assert agenda.next(1) is None
    agenda.show(frame(2))
    assert agenda.next(0) is None
    assert begun(agenda, 1) == 2


def test_agenda_a_survey_gives_way_between_its_steps_and_to_a_newer_one(agenda: Agenda) -> None:
    agenda.survey(SurveyWanted(ticket=1))
    first = agenda.next(4)
    assert first is not None
    assert not first.begun
    agenda.show(frame(2))
    agenda.took_step()
    assert begun(agenda) == 2
    agenda.answered()
    second = agenda.next(4)
    assert second is not None
    assert (second.ticket, second.begun) == (1, True)
    agenda.survey(SurveyWanted(ticket=3))
    agenda.took_step()
    third = agenda.next(4)
    assert third is not None
    assert (third.ticket, third.begun) == (3, False)


def test_agenda_forgets_all_about_a_template_when_another_is_opened(agenda: Agenda) -> None:
    agenda.show(frame(1))
    agenda.next(4)
    agenda.survey(SurveyWanted(ticket=2))
    agenda.queue([frame(3)])
    assert agenda.open(TEMPLATE, None) == 2
    assert agenda.answered() is None
    assert begun(agenda) is None
    assert not agenda.waiting


def test_agenda_without_a_template_forgets_every_wish(agenda: Agenda) -> None:
    agenda.show(frame(1))
    agenda.abandon()
    agenda.show(frame(2))
    agenda.queue([frame(3)])
    agenda.survey(SurveyWanted(ticket=4))
    assert not agenda.waiting
    assert agenda.next(4) is None


def test_agenda_asks_a_new_process_again_after_opening_the_template(agenda: Agenda) -> None:
    agenda.show(frame(1))
    agenda.next(4)
    assert agenda.lost() is None
    again = agenda.next(4)
    assert again is not None
    assert again.repeated
    agenda.answered()
    assert begun(agenda) == 1


@pytest.mark.parametrize("wish", [frame(1), SurveyWanted(ticket=1)])
def test_agenda_gives_up_what_ends_two_processes(agenda: Agenda, wish: FrameWanted | SurveyWanted) -> None:
    if isinstance(wish, FrameWanted):
        agenda.queue([wish, frame(2)])
    else:
        agenda.survey(wish)
        agenda.queue([frame(2)])
    for _ in range(2):
        assert begun(agenda) == 1
        broken = agenda.lost()
        agenda.next(4)
        agenda.answered()
    assert broken is not None
    assert broken.ticket == 1
    assert begun(agenda) == 2


def test_agenda_a_wish_that_was_newer_when_the_process_ended_is_asked_instead(agenda: Agenda) -> None:
    agenda.show(frame(1))
    agenda.next(4)
    agenda.show(frame(2))
    assert agenda.lost() is None
    agenda.next(4)
    agenda.answered()
    assert begun(agenda) == 2
    assert not agenda.waiting


def test_agenda_gives_up_a_template_that_ends_two_processes() -> None:
    agenda = Agenda()
    agenda.open(TEMPLATE, None)
    agenda.show(frame(1))
    agenda.next(4)
    assert agenda.lost() is None
    agenda.next(4)
    broken = agenda.lost()
    assert broken is not None
    assert broken.ticket is None
    assert not agenda.waiting


def test_agenda_a_process_that_ends_idle_is_to_blame_for_nothing(agenda: Agenda) -> None:
    assert agenda.lost() is None
    assert agenda.lost() is None
    assert begun(agenda) is None
