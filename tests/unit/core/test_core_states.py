"""Which changes of state are allowed, and what people read for each state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.states import (
    DONE_WITH_WARNINGS,
    END_STATES,
    JOB_CHANGES,
    PIECE_CHANGES,
    PIECE_LETTERS,
    RETRYABLE_STATES,
    STATE_WORDS,
    TASK_CHANGES,
    WORKER_WORDS,
    JobState,
    PieceState,
    TaskKind,
    TaskState,
    WorkerState,
    job_state_of,
    may_change,
    state_word,
)

FAMILIES = {"waiting", "active", "done", "attention", "held", "failed", "off"}


@given(st.sampled_from(JobState), st.lists(st.sampled_from(JobState), max_size=30))
def test_no_walk_leaves_an_end_state(start: JobState, wishes: list[JobState]) -> None:
    """Whatever is tried in whatever order, a job that has ended stays as it is."""
    state, ended = start, start if start in END_STATES else None
    for wish in wishes:
        if may_change(state, wish):
            state = wish
        if ended is not None:
            assert state is ended
        elif state in END_STATES:
            ended = state


@given(st.sampled_from(JobState), st.sampled_from(JobState))
def test_a_retry_leads_from_failed_or_cancelled_to_queued_only(before: JobState, after: JobState) -> None:
    allowed = before in RETRYABLE_STATES and after is JobState.QUEUED
    assert may_change(before, after, retry=True) is allowed


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_a_word_and_a_way_on(state: JobState) -> None:
    word = state_word(state)
    assert word.family in FAMILIES and word.word and word.icon
    assert bool(JOB_CHANGES[state]) is (state not in END_STATES)


@pytest.mark.parametrize("state", [state for state in JobState if state not in END_STATES])
def test_every_job_can_still_end(state: JobState) -> None:
    seen, edge = {state}, {state}
    while edge:
        edge = {after for one in edge for after in JOB_CHANGES[one]} - seen
        seen |= edge
    assert seen & END_STATES


def test_running_and_finished_jobs_never_share_a_colour() -> None:
    done = STATE_WORDS[JobState.DONE].family
    assert [state for state, word in STATE_WORDS.items() if word.family == done] == [JobState.DONE]


def test_only_a_done_job_shows_its_warnings() -> None:
    assert state_word(JobState.DONE, warned=True) is DONE_WITH_WARNINGS
    assert state_word(JobState.FAILED, warned=True).word == "Failed"


def test_a_job_that_is_being_published_is_out_of_reach() -> None:
    assert JOB_CHANGES[JobState.PUBLISHING] == {JobState.DONE, JobState.FAILED}


def test_tables_name_every_state() -> None:
    assert set(WORKER_WORDS) == set(WorkerState)
    assert set(TASK_CHANGES) == set(TaskState)
    assert set(PIECE_CHANGES) == set(PIECE_LETTERS) == set(PieceState)
    assert PIECE_CHANGES[PieceState.DONE] == frozenset()
    assert len(set(PIECE_LETTERS.values())) == len(PieceState)


@pytest.mark.parametrize(
    ("tasks", "state"),
    [
        ({}, JobState.QUEUED),
        ({TaskKind.PREPARE: TaskState.READY}, JobState.QUEUED),
        ({TaskKind.PREPARE: TaskState.RUNNING}, JobState.PREPARING),
        ({TaskKind.PREPARE: TaskState.DONE, TaskKind.RENDER: TaskState.READY}, JobState.READY),
        ({TaskKind.PREPARE: TaskState.DONE, TaskKind.RENDER: TaskState.RUNNING}, JobState.RENDERING),
        ({TaskKind.RENDER: TaskState.DONE, TaskKind.JOIN: TaskState.READY}, JobState.JOINING),
        ({TaskKind.JOIN: TaskState.DONE, TaskKind.PUBLISH: TaskState.RUNNING}, JobState.PUBLISHING),
        ({TaskKind.JOIN: TaskState.DONE, TaskKind.PUBLISH: TaskState.DONE}, JobState.DONE),
        ({TaskKind.RENDER: TaskState.DONE, TaskKind.JOIN: TaskState.FAILED}, JobState.FAILED),
    ],
)
def test_the_furthest_task_decides_the_job(tasks: dict[TaskKind, TaskState], state: JobState) -> None:
    assert job_state_of(tasks) is state
