"""Output presets: what a film is encoded as. Pieces and film of one job share one preset."""

from __future__ import annotations

from app.core.errors import UsageError
from app.core.model import Struct


class Preset(Struct, frozen=True):
    """How frames become a film.

    `codec` and `options` are libavcodec's names; `pixel_format` decides whether alpha is kept. `gop` True: every
    piece is one or more closed groups of pictures and starts with a key frame, which is what lets pieces be joined
    by stream copy. `audio_codec` is used when the job has sound.
    """

    name: str
    title: str
    extension: str
    codec: str
    pixel_format: str
    options: tuple[tuple[str, str], ...] = ()
    alpha: bool = False
    even_size: bool = False
    audio_codec: str = "aac"
    audio_bit_rate: int = 192_000

    def film_size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the film of a composition: the same, made even where that is needed."""
        return (width + width % 2, height + height % 2) if self.even_size else (width, height)


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            name="mp4",
            title="MP4 H.264",
            extension=".mp4",
            codec="libx264",
            pixel_format="yuv420p",
            options=(("preset", "veryfast"), ("crf", "18"), ("bf", "2"), ("profile", "high")),
            even_size=True,
        ),
        Preset(
            name="prores4444",
            title="QuickTime ProRes 4444 with alpha",
            extension=".mov",
            codec="prores_ks",
            pixel_format="yuva444p10le",
            options=(("profile", "4444"), ("alpha_bits", "16"), ("vendor", "apl0")),
            alpha=True,
            audio_codec="pcm_s16le",
        ),
    )
}

DEFAULT_PRESET = "mp4"


def find_preset(name: str) -> Preset:
    """The preset of that name. Raises `UsageError`, listing the names, when there is none."""
    try:
        return PRESETS[name]
    except KeyError:
        raise UsageError(
            f"There is no preset “{name}”.", next_step=f"Choose one of: {', '.join(sorted(PRESETS))}."
        ) from None
