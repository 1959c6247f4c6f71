"""What was made and from what: the film's facts, and the settings that a job was made with, as pairs of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.core.errors import UsageError
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy
from app.core.messages import JobView
from app.core.presets import find_preset
from app.core.slots import FillValue, Fit, MediaFill
from app.core.states import JobState
from app.ui.formats import duration_text, moment_text, number_text, size_text
from app.ui.models.pieces_model import frames_text
from app.ui.words import translate

Pairs = Sequence[tuple[str, str]]
Groups = list[tuple[str, Pairs]]


def film_facts(view: JobView) -> Groups:
    """The film of a job, or where it will be."""
    film = view.film
    if film is None or view.state != JobState.DONE:
        return [
            (
                "",
                [
                    (translate("Facts", "File"), view.output),
                    (translate("Facts", "Folder"), view.folder),
                    (translate("Facts", "Preset"), preset_text(view.preset)),
                ],
            )
        ]
    rate = film.frame_rate[0] / film.frame_rate[1]
    size = translate("Facts", "%1 × %2 pixels").replace("%1", str(film.width))
    return [
        (
            "",
            [
                (translate("Facts", "File"), Path(film.path).name),
                (translate("Facts", "Folder"), str(Path(film.path).parent)),
                (translate("Facts", "Preset"), preset_text(view.preset)),
                (translate("Facts", "Length"), duration_text(film.duration)),
                (translate("Facts", "Frames"), number_text(film.frames)),
                (translate("Facts", "Frames per second"), number_text(rate, 0 if rate == int(rate) else 3)),
                (translate("Facts", "Picture"), size.replace("%2", str(film.height))),
                (translate("Facts", "Sound"), _yes(film.has_audio)),
                (translate("Facts", "Size"), size_text(film.size)),
                (translate("Facts", "Finished"), moment_text(view.ended) if view.ended else ""),
                (translate("Facts", "Took"), duration_text(film.seconds)),
                (translate("Facts", "Checksum (SHA-256)"), film.sha256),
            ],
        )
    ]


def settings_facts(request: JobRequest, labels: Mapping[str, str]) -> Groups:
    """What a job was made with; `labels` are what people call the template's slots, by their keys."""
    filled = [(labels.get(key, key), value_text(value, request)) for key, value in sorted(request.fill.items())]
    return [
        (translate("Facts", "Filled in"), filled),
        (
            translate("Facts", "Made from"),
            [
                (translate("Facts", "Template"), request.template.name),
                (translate("Facts", "Composition"), request.comp_name),
                (translate("Facts", "Frames"), frames_text(request.frames)),
                (translate("Facts", "Row"), "" if request.row is None else number_text(request.row)),
                (translate("Facts", "Batch"), request.batch_name),
                (translate("Facts", "Music"), request.music.name if request.music is not None else ""),
                (translate("Facts", "Fonts"), ", ".join(sorted(request.fonts))),
                (translate("Facts", "Footage"), ", ".join(sorted(one.name for one in request.footage.values()))),
            ],
        ),
        (
            translate("Facts", "Rendered as"),
            [
                (translate("Facts", "Preset"), preset_text(request.preset)),
                (translate("Facts", "File"), request.output),
                (translate("Facts", "Folder"), request.folder),
                (translate("Facts", "Engine"), engine_text(request.engine)),
                (translate("Facts", "When something is missing"), _missing_text(request.missing)),
                (translate("Facts", "Replace a file of that name"), _yes(request.replace)),
                (translate("Facts", "Priority"), number_text(request.priority)),
                (translate("Facts", "A frame took beforehand"), _sample_text(request)),
            ],
        ),
    ]


def value_text(value: FillValue, request: JobRequest) -> str:
    """What a slot was filled with."""
    if not isinstance(value, MediaFill):
        return value.text
    names = {asset.sha256: asset.name for asset in request.assets}
    fit = {
        Fit.COVER: translate("Facts", "fill"),
        Fit.CONTAIN: translate("Facts", "fit"),
        Fit.CROP: translate("Facts", "crop"),
    }[value.fit]
    name = names.get(value.path, translate("Facts", "a photo"))
    return translate("Facts", "%1 (%2)").replace("%1", name).replace("%2", fit)


def preset_text(name: str) -> str:
    """What people read for a preset, known or not."""
    try:
        return find_preset(name).title
    except UsageError:
        return name


def engine_text(engine: EngineChoice) -> str:
    """What people read for an engine."""
    return {
        EngineChoice.AUTO: translate("Facts", "Automatic"),
        EngineChoice.BUILTIN: translate("Facts", "Built-in"),
        EngineChoice.AERENDER: "After Effects",
        EngineChoice.SLEEP: str(EngineChoice.SLEEP),
    }[engine]


def _missing_text(policy: MissingPolicy) -> str:
    if policy is MissingPolicy.FAIL:
        return translate("Facts", "Stop before rendering")
    return translate("Facts", "Go on with a substitute")


def _sample_text(request: JobRequest) -> str:
    if not request.sample:
        return ""
    text = translate("Facts", "%1 s on %2").replace("%1", number_text(request.sample, 3))
    return text.replace("%2", request.sampled_on)


def _yes(value: bool) -> str:
    return translate("Facts", "Yes") if value else translate("Facts", "No")
