"""What was learnt from finished films: what frames cost, how quick workers are, and what goes on beside the drawing."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.core.estimates import UNSEEN, Basis, PastRender
from app.core.model import Struct
from app.farm.estimates.beliefs import Belief, log_of
from app.farm.estimates.features import MEGAPIXEL
from app.farm.estimates.lines import Straight, fit_positive
from app.farm.estimates.regression import FeatureModel, Seen
from app.farm.estimates.remaining import USUAL_COST

USUAL_REST = 0.06**2
"""Variance of the log cost between the first and the second half of a film beforehand."""

USUAL_NOISE = 0.15**2
"""Variance of the log cost among films of one template beforehand: other texts, other load of the computers."""

_NOISE_WEIGHT = 4.0
DRIFT_OF_TIME = 0.03**2
"""By how much the variance grows with every further film of a template: templates and computers change."""

LATEST = 32
"""So many of the latest films of a template count."""

SAMPLE_NOISE_HERE = 0.15**2
"""Variance of the log cost of a film whose first frames were timed on the computer that will draw it."""

SAMPLE_NOISE_ELSEWHERE = 0.5**2
"""The same where other computers will draw it, which may be half or twice as quick."""

AERENDER_COST = Belief(mean=log_of(1.0), variance=1.5)
"""Seconds that After Effects takes for a frame, where nothing is known."""


class Wanted(Struct, frozen=True):
    """A film as far as it matters for its time. `template` is a sha256; `features` are empty where not known.

    `name` is the template's file name, which counts where `template` is empty; `width` and `height` are 0 where they
    are not known. `sample` is what was measured by drawing some frames (seconds per frame), 0.0 where nothing was.
    """

    template: str
    comp: str
    engine: str
    preset: str
    frames: int
    features: Mapping[str, float] = {}
    width: int = 0
    height: int = 0
    name: str = ""
    sample: float = 0.0


class Beside(Struct, frozen=True):
    """What a film takes beside its drawing, in seconds: `prepare`, `join` and `publish` of the manager's tasks.

    `opening` is what a worker's first grant of a job takes beside its pieces, `handing` what a further one does.
    `deviation`: by how much the logarithm of all of them together scatters.
    """

    prepare: float = 1.0
    join: float = 0.5
    publish: float = 0.05
    opening: float = 0.5
    handing: float = 0.05
    deviation: float = 0.3


class Expected(Struct, frozen=True):
    """What is expected of a film: the cost of a frame on a usual worker, its `drift` along the film and `scatter`.

    `rest`: how far the rest of a film differs from what is drawn of it, as a variance of the logarithm. `renders`
    earlier films of the template are behind it.
    """

    cost: Belief
    beside: Beside
    basis: Basis
    renders: int = 0
    drift: float = 0.0
    scatter: float = 0.2
    rest: float = USUAL_REST

    @property
    def frame_seconds(self) -> float | None:
        """What a frame is likely to take; None of a template that was never seen."""
        return None if self.basis in UNSEEN else math.exp(self.cost.mean)


class Knowledge:
    """Made from the films that are remembered; immutable after that, so it may be asked in any thread.

    `cores`: all workers share one computer with so many; 0: each has as many as it needs.
    """

    def __init__(self, renders: Sequence[PastRender] = (), *, cores: int = 0) -> None:
        self._cores = cores
        self.renders = tuple(one for one in renders if one.frames > 0 and 0 < one.cost < math.inf)
        self.paces = worker_paces(self.renders)
        self._costs = {one.job_id: self._usual_cost(one) for one in self.renders}
        self._of_template: dict[tuple[str, str, str], list[PastRender]] = defaultdict(list)
        self._latest_of_name: dict[str, str] = {}
        for one in self.renders:
            self._of_template[one.template, one.comp, one.engine].append(one)
            self._latest_of_name[one.name] = one.template
        self.noise = self._learnt_noise()
        self.rest = learnt_rest(self.renders)
        self._models = {engine: self._model(engine) for engine in {one.engine for one in self.renders}}
        self._join = self._join_line(self.renders)
        self._beside_deviation = learnt_beside(self.renders)

    def earlier(self, wanted: Wanted) -> tuple[PastRender, ...]:
        """The latest films of a template, the oldest of them first."""
        return tuple(self._all_earlier(wanted)[-LATEST:])

    def _all_earlier(self, wanted: Wanted) -> Sequence[PastRender]:
        template = wanted.template or self._latest_of_name.get(wanted.name, "")
        return self._of_template.get((template, wanted.comp, _engine(wanted.engine)), ())

    def expect(self, wanted: Wanted) -> Expected:
        """What is expected of a film, before it has begun."""
        earlier = self.earlier(wanted)
        features = wanted.features or (earlier[-1].features if earlier else {})
        engine = _engine(wanted.engine)
        cost = self._cost(engine, features)
        if engine == "builtin":
            cost = cost.seen(wanted.sample, SAMPLE_NOISE_HERE if self._cores else SAMPLE_NOISE_ELSEWHERE)
        for one in earlier:
            cost = cost.seen(self._costs[one.job_id], self._noise_of(one), DRIFT_OF_TIME)
        # The film that is wanted differs from the others of its template as they differ from each other.
        cost = cost.wider(self.noise) if earlier else cost
        basis = self._basis(wanted, engine, features, renders=len(earlier))
        like = earlier or self.renders[-LATEST:]
        return Expected(
            cost=cost,
            beside=self._beside(wanted, features, earlier),
            basis=basis,
            renders=len(self._all_earlier(wanted)),
            # First frames are dearer than later ones, as caches are empty, also of templates that were never seen.
            drift=_median([one.drift for one in like if one.pieces > 2], 0.0),
            scatter=_median([one.scatter for one in like if one.pieces > 2], 0.2),
            rest=self.rest,
        )

    def _basis(self, wanted: Wanted, engine: str, features: Mapping[str, float], *, renders: int) -> Basis:
        if renders:
            return Basis.HISTORY
        if engine == "builtin" and wanted.sample > 0:
            return Basis.SAMPLE
        return Basis.FEATURES if self._knows(engine, features) else Basis.PRIOR

    def _cost(self, engine: str, features: Mapping[str, float]) -> Belief:
        model = self._models.get(engine)
        if engine == "aerender" and model is None:
            return AERENDER_COST
        if not features:
            costs = [log_of(self._costs[one.job_id]) for one in self.renders if one.engine == engine]
            if not costs:
                return USUAL_COST
            weight = len(costs) / (len(costs) + 4.0)
            mean = weight * statistics.fmean(costs) + (1 - weight) * USUAL_COST.mean
            return Belief(mean=mean, variance=USUAL_COST.variance)
        return (model or FeatureModel()).expect(features)

    def _knows(self, engine: str, features: Mapping[str, float]) -> bool:
        return bool(features) and engine in self._models and self._models[engine].templates >= 3

    def _usual_cost(self, one: PastRender) -> float:
        """What the film's frames would have cost a usual worker that had a core for itself."""
        return self._cost_of_worker(one) / (max(1.0, one.share / self._cores) if self._cores else 1.0)

    def _cost_of_worker(self, one: PastRender) -> float:
        if not one.speeds:
            return one.cost
        seconds = sum(seconds / self.paces.get(worker, 1.0) for worker, (_, seconds) in one.speeds.items())
        frames = sum(frames for frames, _ in one.speeds.values())
        return seconds / frames if frames and seconds > 0 else one.cost

    def _noise_of(self, one: PastRender) -> float:
        """Few pieces tell less; a film during which other things went on tells less too."""
        return self.noise + one.scatter**2 / max(1, one.pieces) + (0.02 if one.disturbed else 0.0)

    def _learnt_noise(self) -> float:
        squares, count = 0.0, 0
        for films in self._of_template.values():
            if len(films) > 1:
                logs = [log_of(self._costs[one.job_id]) for one in films[-LATEST:]]
                squares += statistics.variance(logs) * (len(logs) - 1)
                count += len(logs) - 1
        return (_NOISE_WEIGHT * USUAL_NOISE + squares) / (_NOISE_WEIGHT + count)

    def _model(self, engine: str) -> FeatureModel:
        seen: list[Seen] = []
        for (_, _, own), films in self._of_template.items():
            latest = [one for one in films[-LATEST:] if one.features]
            if own == engine and latest:
                mean = statistics.fmean(log_of(self._costs[one.job_id]) for one in latest)
                seen.append(Seen(features=latest[-1].features, log_cost=mean, noise=self.noise / len(latest)))
        return FeatureModel(seen)

    def _join_line(self, renders: Iterable[PastRender]) -> Straight:
        points = [(_work_of_join(one.frames, one.width, one.height), one.join) for one in renders if one.join > 0]
        return fit_positive(points) if points else Straight(start=0.3, slope=0.002)

    def _beside(self, wanted: Wanted, features: Mapping[str, float], earlier: Sequence[PastRender]) -> Beside:
        usual = Beside()
        like = earlier or self.renders[-LATEST:]
        film = wanted.width * wanted.height / MEGAPIXEL or features.get("film", 0.0)
        if not film and earlier:
            film = earlier[-1].width * earlier[-1].height / MEGAPIXEL
        line = self._join_line(earlier) if len(earlier) > 2 else self._join
        return Beside(
            prepare=_median([one.prepare for one in like], usual.prepare),
            join=line.at(wanted.frames * (film or 2.0)),
            publish=_median([one.publish for one in like], usual.publish),
            opening=_median([one.opening for one in like], usual.opening),
            handing=_median([one.handing for one in like if one.handing > 0], usual.handing),
            deviation=self._beside_deviation,
        )


def learnt_beside(renders: Iterable[PastRender]) -> float:
    """By how much the logarithm of what goes on beside the drawing scatters, as preparing and joining show."""
    squares, count = 0.0, 0
    for seconds in ([one.prepare for one in renders], [one.join / max(1, one.frames) for one in renders]):
        logs = [log_of(one) for one in seconds if one > 0]
        if logs:
            middle = statistics.median(logs)
            squares += sum((one - middle) ** 2 for one in logs) / 2
            count += len(logs)
    usual = Beside().deviation
    return math.sqrt((_NOISE_WEIGHT * usual**2 + squares) / (_NOISE_WEIGHT + count))


def learnt_rest(renders: Iterable[PastRender]) -> float:
    """How far the second half of films differed from the first, as a variance of the logarithm of the cost."""
    squares, count = 0.0, 0
    for one in renders:
        half = len(one.timeline) // 2
        if half >= 2:
            first, second = (_cost_of(part) for part in (one.timeline[:half], one.timeline[half:]))
            squares += (log_of(second) - log_of(first)) ** 2
            count += 1
    return (_NOISE_WEIGHT * USUAL_REST + squares) / (_NOISE_WEIGHT + count)


def _cost_of(pieces: Sequence[tuple[float, int, int, float]]) -> float:
    return sum(seconds for *_, seconds in pieces) / max(1, sum(frames for _, _, frames, _ in pieces))


def worker_paces(renders: Iterable[PastRender]) -> dict[str, float]:
    """How many times as long as others each worker takes: the median of observed over expected seconds per frame.

    Only films that several workers drew tell; a worker of which none is known is not named.
    """
    ratios: dict[str, list[float]] = defaultdict(list)
    for one in renders:
        if len(one.speeds) > 1:
            for worker, (frames, seconds) in one.speeds.items():
                if frames > 0 and seconds > 0:
                    ratios[worker].append(seconds / frames / one.cost)
    return {worker: statistics.median(found) for worker, found in ratios.items() if len(found) > 2}


def _work_of_join(frames: int, width: int, height: int) -> float:
    return frames * width * height / MEGAPIXEL


def _engine(name: str) -> str:
    """A job that leaves the engine open is most often drawn by the built-in one."""
    return "builtin" if name in ("", "auto") else name


def _median(values: Sequence[float], otherwise: float) -> float:
    return statistics.median(values) if values else otherwise
