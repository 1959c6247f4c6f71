"""The immutable model of a project: compositions, layers, properties, footage.

The model is built once from a project file (`app.template.load`) and is all that the renderer, the slots, the
estimates and the window know. It keeps the project's own property tree, addressed by match names, so that what
is not drawn yet is still there to be listed, linked to by expressions, and drawn later.

Conventions: composition times are seconds from its first frame, whatever frame number is displayed; keyframe times
are seconds of *layer* time, because easing runs there: composition time = layer.start_time + layer time ×
layer.stretch. Sizes are pixels; colours are 0..1 floats, not premultiplied; angles are clockwise degrees;
percentages are 0..100 as After Effects shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

MODEL_VERSION = 3
"""Raised when the meaning or shape of a struct here changes; stored models of another version are rebuilt."""


class PropertyKind(StrEnum):
    """What a property's value is."""

    NUMBER = "number"
    POINT = "point"
    COLOR = "color"
    PATH = "path"
    TEXT = "text"
    GRADIENT = "gradient"
    LAYER = "layer"
    MASK = "mask"
    OPAQUE = "opaque"


class Interpolation(StrEnum):
    """How the value leaves or reaches a keyframe."""

    LINEAR = "linear"
    BEZIER = "bezier"
    HOLD = "hold"


class LayerKind(StrEnum):
    """What a layer shows. `FOOTAGE` layers name their footage item, which says what kind of footage it is."""

    SHAPE = "shape"
    TEXT = "text"
    SOLID = "solid"
    FOOTAGE = "footage"
    COMP = "comp"
    NULL = "null"
    CAMERA = "camera"
    LIGHT = "light"
    OTHER = "other"


class FootageKind(StrEnum):
    """What a footage item is made from."""

    SOLID = "solid"
    IMAGE = "image"
    SEQUENCE = "sequence"
    PHOTOSHOP = "photoshop"
    VECTOR = "vector"
    VIDEO = "video"
    AUDIO = "audio"
    PLACEHOLDER = "placeholder"
    OTHER = "other"


class MatteKind(StrEnum):
    """Which channel of the matte layer is used."""

    ALPHA = "alpha"
    ALPHA_INVERTED = "alpha_inverted"
    LUMA = "luma"
    LUMA_INVERTED = "luma_inverted"


class Justification(StrEnum):
    """Alignment of a paragraph."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    FULL_LAST_LEFT = "full_last_left"
    FULL_LAST_CENTER = "full_last_center"
    FULL_LAST_RIGHT = "full_last_right"
    FULL = "full"


class AlphaKind(StrEnum):
    """How a footage item's alpha channel is to be read."""

    NONE = "none"
    STRAIGHT = "straight"
    PREMULTIPLIED = "premultiplied"
    IGNORE = "ignore"


class Struct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the model's structs: immutable, comparable, encodable."""


class PathValue(Struct, frozen=True, tag="path"):
    """A Bézier path. Tangents are relative to their vertex; the three tuples have one length."""

    vertices: tuple[tuple[float, float], ...]
    in_tangents: tuple[tuple[float, float], ...]
    out_tangents: tuple[tuple[float, float], ...]
    closed: bool = True


class GradientValue(Struct, frozen=True, tag="gradient"):
    """Gradient stops, all numbers 0..1.

    Colour stops are (position, midpoint, r, g, b), alpha stops (position, midpoint, alpha).
    """

    colors: tuple[tuple[float, float, float, float, float], ...]
    alphas: tuple[tuple[float, float, float], ...] = ()


class TextRun(Struct, frozen=True):
    """Characters `start` up to, not including, `stop` (Python indices into `TextValue.text`) of one character style.

    `leading` is pixels or None for automatic (120 % of the size); `tracking` is thousandths of an em; scales and
    baseline shift as the Character panel shows them (percent, pixels); `fill` or `stroke` None: not painted.
    """

    start: int
    stop: int
    font: str = ""
    size: float = 36.0
    fill: tuple[float, float, float] | None = (1.0, 1.0, 1.0)
    stroke: tuple[float, float, float] | None = None
    stroke_width: float = 0.0
    stroke_over_fill: bool = True
    tracking: float = 0.0
    leading: float | None = None
    baseline_shift: float = 0.0
    horizontal_scale: float = 100.0
    vertical_scale: float = 100.0
    faux_bold: bool = False
    faux_italic: bool = False
    all_caps: bool = False
    small_caps: bool = False
    kerning: float | None = None


class TextParagraph(Struct, frozen=True):
    """Characters `start` up to `stop` of one paragraph style; indents and spaces in pixels."""

    start: int
    stop: int
    justification: Justification = Justification.LEFT
    first_line_indent: float = 0.0
    start_indent: float = 0.0
    end_indent: float = 0.0
    space_before: float = 0.0
    space_after: float = 0.0


class TextBox(Struct, frozen=True):
    """The box of paragraph text, in layer coordinates. `vertical_alignment` is top, center, bottom or justify."""

    left: float
    top: float
    width: float
    height: float
    vertical_alignment: str = "top"


class TextValue(Struct, frozen=True, tag="text"):
    """A text document. Lines end with a line feed; runs and paragraphs cover the text without gaps."""

    text: str
    runs: tuple[TextRun, ...] = ()
    paragraphs: tuple[TextParagraph, ...] = ()
    box: TextBox | None = None
    vertical: bool = False


Value = tuple[float, ...] | PathValue | GradientValue | TextValue | None
"""A property's value. Numbers are tuples of one; None is opaque.

A layer reference is a tuple of the layer's id, a mask reference of the mask's position in its layer's list counted
from 1; both have 0 for none.
"""


class Ease(Struct, frozen=True):
    """Temporal ease on one side of a keyframe: speed in units per second, influence in percent (0.1..100)."""

    speed: float
    influence: float


class Keyframe(Struct, frozen=True):
    """One keyframe; `time` is layer time (see the module's conventions).

    Eases hold one entry per dimension, or a single one for spatial properties. Spatial tangents are relative to the
    value and None where the property is not spatial.
    """

    time: float
    value: Value
    interpolation_in: Interpolation = Interpolation.LINEAR
    interpolation_out: Interpolation = Interpolation.LINEAR
    ease_in: tuple[Ease, ...] = ()
    ease_out: tuple[Ease, ...] = ()
    tangent_in: tuple[float, ...] | None = None
    tangent_out: tuple[float, ...] | None = None
    roving: bool = False


class PathMeasure(Struct, frozen=True):
    """How the length of a property's motion path is measured where that is not plainly in the value's own units.

    Coordinates are multiplied by `scale` (one factor per dimension) before they are measured, `tolerance` is the
    squared error allowed in that measure, and an ease speed is divided by `speed_unit`. The project stores it: effect
    points and anchor points of footage are measured in layer heights, others by the composition's pixel aspect.
    """

    scale: tuple[float, ...] = ()
    tolerance: float = 1e-4
    speed_unit: float = 1.0


class Property(Struct, frozen=True, tag="property"):
    """A leaf of the property tree. `value` is the static value, or the first keyframe's."""

    match_name: str
    name: str
    kind: PropertyKind
    value: Value
    keyframes: tuple[Keyframe, ...] = ()
    expression: str = ""
    expression_enabled: bool = False
    spatial: bool = False
    separated: bool = False
    path_measure: PathMeasure | None = None

    @property
    def driven(self) -> bool:
        """Whether an enabled expression decides the value."""
        return self.expression_enabled and bool(self.expression)

    @property
    def animated(self) -> bool:
        """Whether the value may change over time."""
        return bool(self.keyframes) or self.driven


class Group(Struct, frozen=True, tag="group"):
    """An inner node of the property tree: a layer's root, a transform, an effect, a mask, a shape group."""

    match_name: str
    name: str
    children: tuple[Group | Property, ...] = ()
    enabled: bool = True
    mask_mode: str = ""
    mask_inverted: bool = False

    def group(self, *match_names: str) -> Group | None:
        """The group reached by descending through the first child of each match name, or None."""
        node: Group = self
        for match_name in match_names:
            found = next((c for c in node.children if isinstance(c, Group) and c.match_name == match_name), None)
            if found is None:
                return None
            node = found
        return node

    def property(self, match_name: str) -> Property | None:
        """The first direct child property of that match name, or None."""
        return next((c for c in self.children if isinstance(c, Property) and c.match_name == match_name), None)

    def walk(self) -> Iterator[Property]:
        """Every property below this group, in the project's order."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.walk()
            else:
                yield child


class TrackMatte(Struct, frozen=True):
    """A layer's track matte: the id of the matte layer in the same composition and the channel used."""

    kind: MatteKind
    layer_id: int


class Marker(Struct, frozen=True):
    """A composition or layer marker."""

    time: float
    duration: float = 0.0
    comment: str = ""


class Layer(Struct, frozen=True):
    """One layer. `index` counts from 1 at the top; `blend_mode` is the name in lower case with underscores, e.g. `add`.

    `stretch` is a ratio (1.0 = unchanged, negative = reversed). `label` is the name people see: the layer's own
    name, else its source's, else its file's. `effects_active` is the switch that turns all effects of the layer off.
    """

    id: int
    index: int
    kind: LayerKind
    name: str
    label: str
    root: Group
    source_id: int | None = None
    parent_id: int | None = None
    enabled: bool = True
    audio_enabled: bool = True
    solo: bool = False
    guide: bool = False
    adjustment: bool = False
    three_d: bool = False
    collapse: bool = False
    motion_blur: bool = False
    frame_blending: bool = False
    effects_active: bool = True
    preserve_transparency: bool = False
    auto_orient: str = ""
    time_remap: bool = False
    start_time: float = 0.0
    in_point: float = 0.0
    out_point: float = 0.0
    stretch: float = 1.0
    blend_mode: str = "normal"
    matte: TrackMatte | None = None
    is_matte: bool = False
    width: int = 0
    height: int = 0
    markers: tuple[Marker, ...] = ()

    @property
    def transform(self) -> Group | None:
        """The transform group."""
        return self.root.group("ADBE Transform Group")


class EssentialControl(Struct, frozen=True):
    """A control of the Essential Graphics panel: its name, and the property of a layer that it exposes.

    `path` are the match names from the layer down to the property; it ends with `ADBE Layer Source Alternate` when
    the control replaces the layer's media.
    """

    name: str
    comp_id: int
    layer_id: int
    path: tuple[str, ...] = ()


class Comp(Struct, frozen=True):
    """A composition. `layers` is in stacking order, the topmost first.

    `essential_names` are all names in its Essential Graphics panel, `essential_controls` those that expose a layer.
    `preserve_frame_rate` makes it keep its own frames where it is nested.
    """

    id: int
    name: str
    width: int
    height: int
    frame_rate: float
    duration: float
    frame_count: int
    layers: tuple[Layer, ...] = ()
    pixel_aspect: float = 1.0
    background: tuple[float, float, float] = (0.0, 0.0, 0.0)
    display_start_frame: int = 0
    work_area_start_frame: int = 0
    work_area_frame_count: int = 0
    motion_blur: bool = False
    frame_blending: bool = False
    preserve_frame_rate: bool = False
    shutter_angle: float = 180.0
    shutter_phase: float = -90.0
    motion_blur_samples: int = 16
    motion_blur_limit: int = 128
    renderer: str = ""
    essential_names: tuple[str, ...] = ()
    essential_controls: tuple[EssentialControl, ...] = ()
    markers: tuple[Marker, ...] = ()

    def layer(self, layer_id: int) -> Layer | None:
        """The layer of that id, or None."""
        return next((layer for layer in self.layers if layer.id == layer_id), None)


class Footage(Struct, frozen=True):
    """A footage item: a file as the project names it, a solid, or a placeholder.

    `path` is the path stored in the project, in the style of the platform that saved it, and never resolved here.
    """

    id: int
    name: str
    kind: FootageKind
    width: int = 0
    height: int = 0
    path: str = ""
    color: tuple[float, float, float] | None = None
    duration: float = 0.0
    frame_rate: float = 0.0
    pixel_aspect: float = 1.0
    alpha: AlphaKind = AlphaKind.NONE
    has_video: bool = True
    has_audio: bool = False
    photoshop_layer: str = ""
    photoshop_layer_index: int | None = None
    sequence_files: tuple[str, ...] = ()


class Problem(Struct, frozen=True):
    """Something in the file that could not be read into the model, and where."""

    where: str
    what: str


class Template(Struct, frozen=True):
    """A whole project as Farmhand knows it.

    `file_version` is the head chunk's major version (92 = 15.x … 97 = 26.x, `aepx-format.md` §7 gotcha 10);
    `render_queue` lists (comp id, output file name template). `fonts` are PostScript names used by text layers.
    """

    version: str
    file_version: int
    comps: tuple[Comp, ...]
    footage: tuple[Footage, ...] = ()
    fonts: tuple[str, ...] = ()
    bits_per_channel: int = 8
    linear_blending: bool = False
    working_space: str = ""
    expression_engine: str = "extendscript"
    render_queue: tuple[tuple[int, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def comp(self, comp_id: int) -> Comp | None:
        """The composition of that id, or None."""
        return next((comp for comp in self.comps if comp.id == comp_id), None)

    def footage_item(self, item_id: int) -> Footage | None:
        """The footage item of that id, or None."""
        return next((item for item in self.footage if item.id == item_id), None)
