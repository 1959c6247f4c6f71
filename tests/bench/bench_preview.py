"""How long a preview takes to follow an edit.

Run it with `python -m tests.bench.bench_preview`. For each sample, at half size and warmed up, texts are edited a
hundred times, the photo is moved twenty times, and the film is played; measured is the time from `show` to the answer,
its pixels copied. Beside it stands the bare renderer on the same frames in this process, which is what drawing alone
costs. An answer to an edit must come within 100 ms in 95 of 100 cases.
"""

from __future__ import annotations

import queue
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.core.model import Comp
from app.core.slots import FillValue, MediaFill, SlotKind, TextFill
from app.farm.opened import Opened as OpenedTemplate
from app.farm.opened import open_template
from app.farm.preview.answers import Opened, PreviewAnswer, Shown
from app.farm.preview.drawing import PreviewTemplate, picture_cache
from app.farm.preview.photos import FittedPhotos
from app.farm.preview.process import PreviewProcess
from app.farm.preview.protocol import FrameWanted

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
EDITS = 100
MOVES = 20
SCALE = 0.5
WORDS = ["Ada", "Lovelace", "Grace", "Hopper", "Katherine", "Johnson", "Margaret", "Hamilton", "Hedy", "Lamarr"]

Values = dict[str, FillValue]


def text_edits(opened: OpenedTemplate) -> list[Values]:
    """Fills as somebody types them: one slot after the other, word by word."""
    keys = [slot.key for slot in opened.slots if slot.kind is SlotKind.TEXT]
    texts: Values = {}
    edits = []
    for number in range(EDITS):
        texts = texts | {keys[number % len(keys)]: TextFill(text=f"{WORDS[number % len(WORDS)]} {number}")}
        edits.append(texts)
    return edits


def photo_moves(opened: OpenedTemplate) -> list[Values]:
    """Fills as somebody drags a photo about."""
    slot = next((slot for slot in opened.slots if slot.kind is SlotKind.PHOTO), None)
    photos = sorted((opened.path.parent / "photos").glob("*.jpg"))
    if slot is None or not photos:
        return []
    return [{slot.key: MediaFill(path=str(photos[0]), focal=(number / MOVES, 0.5))} for number in range(MOVES)]


def rest_frame(comp: Comp) -> int:
    """A frame in which everything shows."""
    return comp.frame_count // 2


def answers_of(
    preview: PreviewProcess, heard: queue.Queue[PreviewAnswer], wishes: Sequence[FrameWanted]
) -> list[float]:
    """Milliseconds from each wish to its pixels, one after the other."""
    times = []
    for wish in wishes:
        started = time.perf_counter()
        preview.show(wish)
        answer = heard.get(timeout=60)
        if not isinstance(answer, Shown):
            raise SystemExit(f"The preview answered {answer}.")
        answer.pixels.copy()
        answer.pixels.release()
        times.append((time.perf_counter() - started) * 1000)
    return times


def bare(opened: OpenedTemplate, wishes: Sequence[FrameWanted], folder: Path) -> list[float]:
    """Milliseconds for nothing but drawing each wish here."""
    template = PreviewTemplate(opened.path, None, photos=FittedPhotos(folder), cache=picture_cache())
    times = []
    for wish in wishes:
        filled = template.filled(wish.values, None)
        started = time.perf_counter()
        filled.renderer.render(filled.comp.id, wish.frame, scale=wish.scale, background=True)
        times.append((time.perf_counter() - started) * 1000)
    return times


def wishes_of(opened: OpenedTemplate) -> Iterator[tuple[str, list[FrameWanted]]]:
    """What is measured, by name."""
    comp = opened.comp(None)
    frame = rest_frame(comp)
    plans: list[tuple[str, list[tuple[int, Values]]]] = [
        ("text edits", [(frame, values) for values in text_edits(opened)]),
        ("photo moves", [(frame, values) for values in photo_moves(opened)]),
        ("play", [(number, {}) for number in range(0, comp.frame_count)]),
    ]
    for name, plan in plans:
        if plan:
            yield (
                name,
                [
                    FrameWanted(ticket=index, frame=number, scale=SCALE, values=values)
                    for index, (number, values) in enumerate(plan)
                ],
            )


def report(name: str, times: list[float], reference: list[float]) -> None:
    """One line of figures."""
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"  {name:12} median {statistics.median(times):6.1f}  p95 {p95:6.1f}  worst {max(times):6.1f} ms"
        f"   bare renderer median {statistics.median(reference):6.1f} ms"
    )


def measure(sample: str, say: Callable[[str], None] = print) -> None:
    """Print the figures of one sample."""
    opened = open_template(SAMPLES / sample / f"{sample}.aepx")
    heard: queue.Queue[PreviewAnswer] = queue.Queue()
    preview = PreviewProcess(heard.put)
    started = time.perf_counter()
    preview.start()
    preview.open(opened.path)
    if not isinstance(heard.get(timeout=60), Opened):
        raise SystemExit("The sample cannot be opened.")
    say(f"{sample}: started and opened in {time.perf_counter() - started:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for name, wishes in wishes_of(opened):
            answers_of(preview, heard, wishes[:3])
            bare(opened, wishes[:3], Path(folder))
            report(name, answers_of(preview, heard, wishes), bare(opened, wishes, Path(folder)))
    preview.close()


def main() -> None:
    """Print the figures of all samples."""
    for sample in ("greeting", "lower_third", "story"):
        measure(sample)


if __name__ == "__main__":
    main()
