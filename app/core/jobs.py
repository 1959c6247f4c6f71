"""What a job is made of: the request, the plan that `prepare` writes, and the manifests of its pieces."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

from app.core.errors import UsageError
from app.core.frames import FrameRange
from app.core.model import Struct
from app.core.slots import FillValue


class MissingPolicy(StrEnum):
    """What happens when a font, footage or effect is missing or not exact."""

    FAIL = "fail"
    SUBSTITUTE = "substitute"


def missing_policy(text: str) -> MissingPolicy:
    """The policy of that name. Raises `UsageError`."""
    try:
        return MissingPolicy(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a missing policy.", next_step="Choose fail or substitute.") from None


class EngineChoice(StrEnum):
    """Which engine may draw a job."""

    AUTO = "auto"
    BUILTIN = "builtin"
    AERENDER = "aerender"
    SLEEP = "sleep"


class PieceOrder(StrEnum):
    """Which pieces of a job are granted first: in order, or the first, the middle and the last one before the rest.

    The latter shows early whether a film will be right, and how long it will take.
    """

    FORWARD = "forward"
    FIRST_MIDDLE_LAST = "first-middle-last"


class WarningKind(StrEnum):
    """What a warning is about."""

    FONT = "font"
    FOOTAGE = "footage"
    EFFECT = "effect"
    EXPRESSION = "expression"
    FEATURE = "feature"
    TEXT = "text"
    PHOTO = "photo"


class RenderWarning(Struct, frozen=True):
    """Something that was substituted or approximated. `where` names composition and layer as people see them."""

    kind: WarningKind
    what: str
    where: str = ""


class AssetRef(Struct, frozen=True):
    """A file in storage, addressed by the sha256 (hex) of its content; `name` is the name people know."""

    sha256: str
    name: str
    size: int


class FontRef(Struct, frozen=True):
    """A font file as an asset, and the index of the face in it."""

    asset: AssetRef
    face: int = 0


MOST_SAMPLE_SECONDS = 86_400.0
"""No frame that was timed beforehand took longer."""

LONGEST_COMPUTER_NAME = 255


class JobRequest(Struct, frozen=True):
    """One video that somebody wants. Made by the client, which also makes `job_id`, so a resend is the same job.

    In `fill`, a `MediaFill.path` is the sha256 of an asset in `assets`. `footage` and `fonts` say which assets
    stand for the template's own footage items (by id) and fonts (by PostScript name); `fallback_fonts` are asked, in
    order, for characters that neither those nor the bundled fonts have. `output` is the file name of
    the film below the results folder, or below `folder` (an absolute path), which only an embedded farm takes.
    `replace` permits replacing a file of that name. `batch_name` is what people call the batch.

    Only workers that carry all `tags`, have the engine in `engine_version` (24.1 takes 24.1.2 too; empty: any) and have
    the files of `local_fonts` (PostScript name → sha256), which could not travel, are granted it. It begins when the
    jobs `after`, which were submitted before it or with it, are done, and fails when one of them does.

    `sample` is what frames of it took when some were timed before the submit: seconds of drawing and encoding per frame
    (up to `MOST_SAMPLE_SECONDS`, 0.0: none were) on the computer that is called `sampled_on`. Estimates rest on it.
    """

    job_id: str
    name: str
    owner: str
    template: AssetRef
    comp_id: int
    comp_name: str
    frames: FrameRange
    output: str
    preset: str
    fill: dict[str, FillValue] = {}
    assets: tuple[AssetRef, ...] = ()
    footage: dict[int, AssetRef] = {}
    fonts: dict[str, FontRef] = {}
    music: AssetRef | None = None
    missing: MissingPolicy = MissingPolicy.FAIL
    engine: EngineChoice = EngineChoice.AUTO
    priority: int = 50
    batch_id: str = ""
    row: int | None = None
    replace: bool = False
    fallback_fonts: tuple[FontRef, ...] = ()
    folder: str = ""
    batch_name: str = ""
    tags: tuple[str, ...] = ()
    engine_version: str = ""
    local_fonts: dict[str, str] = {}
    after: tuple[str, ...] = ()
    piece_order: PieceOrder = PieceOrder.FORWARD
    sample: float = 0.0
    sampled_on: str = ""

    def key(self) -> str:
        """Hash (hex) of everything that decides the film: the same request is the same job, and can be resumed."""
        decisive = msgspec.structs.replace(
            self,
            job_id="",
            name="",
            owner="",
            priority=0,
            batch_id="",
            batch_name="",
            row=None,
            replace=False,
            tags=(),
            after=(),
            piece_order=PieceOrder.FORWARD,
            sample=0.0,
            sampled_on="",
        )
        plain = msgspec.to_builtins(decisive, str_keys=True, order="deterministic")
        return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()


class PlannedFont(Struct, frozen=True):
    """A font file of the plan: storage key, face index, and the sha256 that workers check."""

    file: str
    face: int
    sha256: str


class PlannedFootage(Struct, frozen=True):
    """A footage file of the plan: its storage key; empty when missing (drawn as a labelled placeholder)."""

    file: str
    name: str


class RenderPlan(Struct, frozen=True):
    """All that an engine needs besides the files it names; written once by `prepare`, never changed.

    `model` and the files are storage keys; `project` is the filled project, only for After Effects (else empty).
    `frames` and pieces count from the composition's first frame as 0.
    `width` × `height` is the size of the film (the composition's, made even where the preset needs it).
    `frame_rate` is (numerator, denominator). `fallback_fonts` as in `JobRequest`. `features` is what was counted in the
    filled template of what its drawing time depends on.
    """

    version: int
    job_id: str
    model: str
    project: str
    comp_id: int
    frames: FrameRange
    piece_length: int
    width: int
    height: int
    frame_rate: tuple[int, int]
    preset: str
    engine: EngineChoice
    footage: dict[int, PlannedFootage] = {}
    fonts: dict[str, PlannedFont] = {}
    music: str = ""
    missing: MissingPolicy = MissingPolicy.FAIL
    warnings: tuple[RenderWarning, ...] = ()
    fallback_fonts: tuple[PlannedFont, ...] = ()
    features: dict[str, float] = {}


PLAN_VERSION = 1


class PieceManifest(Struct, frozen=True):
    """What is known of a finished piece.

    `frame_hashes` has one blake2b-128 (hex) of the raw premultiplied RGBA bytes per frame, in order. `file` is a
    storage key; `sha256` and `size` are of that file. `seconds` is the time spent drawing and encoding.
    """

    job_id: str
    piece: int
    frames: FrameRange
    file: str
    size: int
    sha256: str
    frame_hashes: tuple[str, ...]
    attempt: int
    engine: str
    seconds: float
    warnings: tuple[RenderWarning, ...] = ()


class FilmReport(Struct, frozen=True):
    """A verified film: where it is and what was measured of it. `seconds` is from submit to done, wall clock."""

    path: str
    frames: int
    frame_rate: tuple[int, int]
    duration: float
    width: int
    height: int
    size: int
    sha256: str
    has_audio: bool
    seconds: float
    warnings: tuple[RenderWarning, ...] = ()
