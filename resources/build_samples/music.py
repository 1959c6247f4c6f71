"""Synthesises the greeting's music: soft chords, a plucked bass and a bell melody. The same samples on every run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np

SAMPLE_RATE = 48_000
BIT_RATE = 160_000
BEATS_PER_MINUTE = 120.0

Samples = np.ndarray[Any, np.dtype[np.float64]]

BELL_PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.42, 1.5), (3.0, 0.16, 2.4), (4.16, 0.10, 3.4), (5.43, 0.05, 5.0))
"""A small bell as (frequency ratio, loudness, how much faster it dies than the lowest); near harmonic, so in tune."""

CHORDS = (
    (0.0, 2.0, (57, 61, 64, 68)),
    (2.0, 2.0, (54, 61, 64, 69)),
    (4.0, 2.0, (50, 57, 61, 66)),
    (6.0, 1.5, (52, 59, 62, 66)),
    (7.5, 1.5, (57, 61, 64, 71)),
)
"""(beat, beats, MIDI notes): A maj7, F♯ m7, D maj7, E 9, A add9."""

BASS = ((0.0, 45), (1.0, 52), (2.0, 42), (3.0, 49), (4.0, 38), (5.0, 45), (6.0, 40), (7.5, 33))
"""(beat, MIDI note)."""

MELODY = (
    (0.0, 76, 0.8), (0.5, 81, 0.9), (1.0, 85, 1.0), (1.75, 83, 0.7),
    (2.0, 81, 0.9), (2.5, 80, 0.7), (3.0, 81, 0.9), (3.5, 85, 0.8),
    (4.0, 90, 1.0), (4.75, 88, 0.8), (5.0, 85, 0.9), (5.5, 81, 0.8),
    (6.0, 83, 0.9), (6.5, 86, 0.8), (7.0, 88, 0.9), (7.5, 93, 1.0), (7.5, 85, 0.6),
)  # fmt: skip
"""(beat, MIDI note, loudness)."""


def compose(seconds: float) -> Samples:
    """The piece as (samples, 2) floats within ±1, faded out over its last second."""
    length = round(seconds * SAMPLE_RATE)
    track = np.zeros((length, 2))
    for beat, beats, notes in CHORDS:
        for index, note in enumerate(notes):
            pan = (index / (len(notes) - 1) - 0.5) * 0.7
            _mix(track, _pad(note, beats * _beat() + 0.9), beat * _beat(), 0.085, pan)
    for beat, note in BASS:
        _mix(track, _pluck(note), beat * _beat(), 0.30, 0.0)
    for index, (beat, note, loudness) in enumerate(MELODY):
        _mix(track, _bell(note), beat * _beat(), 0.20 * loudness, 0.35 if index % 2 else -0.25)
    track = _room(track)
    track *= 0.80 / np.abs(track).max()
    return track * _fade(length)[:, None]


def encode(samples: Samples) -> bytes:
    """The samples as AAC in an MP4 (`.m4a`) file, without anything that names the time or the machine."""
    planar = np.ascontiguousarray(samples.T.astype(np.float32))
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="ipod", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options={"flags": "+bitexact"})
        stream.bit_rate = BIT_RATE
        for start in range(0, planar.shape[1], 1024):
            block = np.ascontiguousarray(planar[:, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate = SAMPLE_RATE
            frame.pts = start
            frame.time_base = Fraction(1, SAMPLE_RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def _beat() -> float:
    return 60.0 / BEATS_PER_MINUTE


def _frequency(note: int) -> float:
    return float(440.0 * 2.0 ** ((note - 69) / 12.0))


def _time(seconds: float) -> Samples:
    return np.arange(round(seconds * SAMPLE_RATE), dtype=np.float64) / SAMPLE_RATE


def _attack(time: Samples, seconds: float) -> Samples:
    return np.clip(time / seconds, 0.0, 1.0)


def _bell(note: int) -> Samples:
    time = _time(2.2)
    tone = np.zeros_like(time)
    for ratio, loudness, decay in BELL_PARTIALS:
        tone += loudness * np.sin(2 * np.pi * _frequency(note) * ratio * time) * np.exp(-2.6 * decay * time)
    return tone * _attack(time, 0.003) * np.clip((2.2 - time) / 0.2, 0.0, 1.0)


def _pluck(note: int) -> Samples:
    time = _time(1.2)
    tone = np.zeros_like(time)
    for harmonic, loudness in ((1, 1.0), (2, 0.45), (3, 0.20), (4, 0.08)):
        tone += loudness * np.sin(2 * np.pi * _frequency(note) * harmonic * time) * np.exp(-3.0 * harmonic**0.7 * time)
    return tone * _attack(time, 0.008) * np.clip((1.2 - time) / 0.2, 0.0, 1.0)


def _pad(note: int, seconds: float) -> Samples:
    time = _time(seconds)
    tone = np.zeros_like(time)
    for detune in (-0.0025, 0.0, 0.0025):
        phase = 2 * np.pi * _frequency(note) * (1 + detune) * time
        tone += np.sin(phase) + 0.22 * np.sin(2 * phase) + 0.08 * np.sin(3 * phase)
    swell: Samples = np.sin(np.clip(time / 0.35, 0.0, 1.0) * np.pi / 2) ** 2
    release: Samples = np.sin(np.clip((seconds - time) / 0.9, 0.0, 1.0) * np.pi / 2) ** 2
    return tone / 3 * swell * release


def _mix(track: Samples, tone: Samples, start: float, loudness: float, pan: float) -> None:
    """Add a mono tone at a time; `pan` -1 is left, 1 right, equal power between."""
    first = round(start * SAMPLE_RATE)
    count = min(len(tone), len(track) - first)
    if count <= 0:
        return
    angle = (pan + 1) * np.pi / 4
    track[first : first + count, 0] += tone[:count] * loudness * np.cos(angle)
    track[first : first + count, 1] += tone[:count] * loudness * np.sin(angle)


def _room(track: Samples) -> Samples:
    """A few soft echoes, crossing sides, so that the bells ring in a room."""
    wet = track.copy()
    echoes: Sequence[tuple[float, float]] = (
        (0.031, 0.16),
        (0.053, 0.14),
        (0.097, 0.12),
        (0.167, 0.10),
        (0.278, 0.09),
        (0.417, 0.06),
    )
    for delay, loudness in echoes:
        shift = round(delay * SAMPLE_RATE)
        wet[shift:] += track[:-shift, ::-1] * loudness
    return wet


def _fade(length: int) -> Samples:
    time = np.arange(length) / SAMPLE_RATE
    left = length / SAMPLE_RATE - time
    return np.sin(np.clip(left / 0.9, 0.0, 1.0) * np.pi / 2) ** 1.5
