"""The renderer's front door: a template, a composition and a frame number in, RGBA pixels out.

The same code draws the preview and the film. A frame is a function of template, fill, footage and fonts only:
neither the order of calls nor what a cache holds changes a byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.core.errors import RenderError, UsageError
from app.core.jobs import RenderWarning
from app.core.model import Comp, Template
from app.render.cache import DEFAULT_BYTES, ByteCache
from app.render.compositor import Compositor
from app.render.expression_scene import connect
from app.render.expressions import ExpressionEvaluator
from app.render.footage import FootageLibrary
from app.render.scene import Evaluator, Fonts, Moment, Scene
from app.render.shapes import shape_rect
from app.render.still import StillPictures
from app.render.surface import Pixels, lay_under


class Renderer:
    """Draws frames of one template. Not thread-safe; use one per process or thread.

    `footage` maps footage item ids to files; what is not there is drawn as a labelled placeholder. `evaluator` gives
    values of properties, by default keyframes and expressions. `cache` may be shared by renderers of several
    templates; without one, the renderer keeps up to `cache_bytes` of still pictures itself.
    """

    def __init__(
        self,
        template: Template,
        *,
        footage: Mapping[int, Path],
        fonts: Fonts,
        evaluator: Evaluator | None = None,
        cache_bytes: int = DEFAULT_BYTES,
        cache: ByteCache | None = None,
    ) -> None:
        files = {item_id: path for item_id, path in footage.items() if path.exists()}
        self._scene = _scene(template, files, fonts, evaluator)
        kept = cache if cache is not None else ByteCache(cache_bytes)
        self._compositor = Compositor(
            scene=self._scene,
            footage=FootageLibrary(files, cache=kept, notes=self._scene.warnings),
            cache=kept,
            still=StillPictures(self._scene),
        )

    @property
    def scene(self) -> Scene:
        """What the frames are drawn from; for looking at a moment without drawing it."""
        return self._scene

    @property
    def warnings(self) -> tuple[RenderWarning, ...]:
        """What was substituted or approximated in the frames drawn so far, each thing once."""
        return self._scene.warnings.all()

    def render(self, comp_id: int, frame: int, *, scale: float = 1.0, background: bool = False) -> Pixels:
        """One frame as premultiplied RGBA, uint8 of (height, width, 4), C-contiguous and the caller's own.

        Frames count from the composition's first as 0; `scale` shrinks or grows the picture for previews. The
        composition's background colour is left out, so the frame is transparent where nothing is drawn, unless
        `background` asks for it.

        Raises `UsageError` for an unknown composition or a frame outside of it, and `RenderError` when a layer cannot
        be drawn.
        """
        comp = self._comp(comp_id, frame)
        try:
            surface = self._compositor.draw(comp, frame / comp.frame_rate, scale)
        except RenderError as error:
            title = f"Frame {frame} of “{comp.name}” could not be drawn: {error.title}"
            raise RenderError(title, error.cause, error.next_step) from error
        except (ValueError, MemoryError) as error:
            title = f"Frame {frame} of “{comp.name}” could not be drawn."
            raise RenderError(title, str(error) or "There is not enough memory.") from error
        if background:
            lay_under(surface, comp.background)
        return surface.pixels

    def _comp(self, comp_id: int, frame: int) -> Comp:
        comp = self._scene.template.comp(comp_id)
        if comp is None:
            raise UsageError(f"The project has no composition with the id {comp_id}.")
        if not 0 <= frame < max(1, comp.frame_count):
            raise UsageError(
                f"“{comp.name}” has no frame {frame}.", f"Its frames are numbered 0-{comp.frame_count - 1}."
            )
        return comp


def _scene(template: Template, files: dict[int, Path], fonts: Fonts, evaluator: Evaluator | None) -> Scene:
    if evaluator is not None:
        return Scene(template=template, evaluator=evaluator, fonts=fonts, footage=files)
    expressions = ExpressionEvaluator(template)
    scene = Scene(template=template, evaluator=expressions, fonts=fonts, footage=files)

    def measured(moment: Moment) -> tuple[float, float, float, float]:
        rect = shape_rect(scene, moment)
        return rect.left(), rect.top(), rect.width(), rect.height()

    connect(expressions, scene, measured)
    return scene
