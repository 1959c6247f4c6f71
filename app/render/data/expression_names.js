// The names that expressions may use without saying whose they are: of the language, of the layer, of the property.

function random(low, high) {
  return randomWith(low, high, (next, a, b) => a + next() * (b - a));
}

// Roughly a bell curve: about nine in ten results lie inside the limits, as After Effects describes it.
function gaussRandom(low, high) {
  return randomWith(low, high, (next, a, b) => {
    const bell = sqrt(-2 * log(1 - next())) * cos(2 * PI * next());
    return (a + b) / 2 + (bell * (b - a)) / 3.3;
  });
}

function randomWith(low, high, draw) {
  let from = low === undefined ? 0 : plain(low);
  let to = high === undefined ? (low === undefined ? 1 : from) : plain(high);
  if (high === undefined) from = isArray(to) ? to.map(() => 0) : 0;
  if (!isArray(from) && !isArray(to)) return draw(run.random, from, to);
  const count = max(isArray(from) ? from.length : 0, isArray(to) ? to.length : 0);
  const at = (list, i) => (isArray(list) ? (i < list.length ? plain(list[i]) : 0) : list);
  return Array.from({ length: count }, (_, i) => draw(run.random, at(from, i), at(to, i)));
}

function seedRandom(offset, timeless = false) {
  run.offset = Number(plain(offset)) | 0;
  run.random = generator(mixed(run.seed, run.offset, plain(timeless) ? 0 : run.frame, 1));
}

function posterizeTime(rate) {
  const perSecond = Number(plain(rate));
  // A rate of 0 holds the composition's first frame.
  const held = perSecond > 0 ? floor(run.time * perSecond + 1e-6) / perSecond : 0;
  if (!run.posterized && held < run.time && held >= 0) {
    run.needs.push(["", "posterize", held]);
    throw NEED;
  }
}

function frames(t, step) {
  return (t === undefined ? run.time : Number(plain(t))) / (step || frameDuration());
}

function frameDuration() {
  return ask("comp", run.comp).frameDuration;
}

// The time that the composition displays, which may start elsewhere than at 0.
function shownTime() {
  return run.time + ask("comp", run.comp).displayStartTime;
}

// hours:minutes:seconds:frames, without drop-frame counting
function timecode(t = shownTime(), base = 30, ofDuration = false) {
  const rate = max(1, round(Number(plain(base))));
  const frame = Number(plain(t)) * Number(plain(base));
  const count = plain(ofDuration) ? ceil(abs(frame) - 1e-6) : floor(abs(frame) + 1e-6);
  const seconds = floor(count / rate);
  const fields = [floor(seconds / 3600), floor(seconds / 60) % 60, seconds % 60, count % rate];
  return (frame < 0 && count > 0 ? "-" : "") + fields.map((field) => String(field).padStart(2, "0")).join(":");
}

const NAMES = {
  time: () => run.time,
  thisProject: () => lazy({}, PROJECT, null, nothing),
  thisComp: () => compAt(run.comp),
  thisLayer: () => layerAt(run.comp, run.layer),
  thisProperty: () => propertyAt(run.node),
  comp: () => (name) => compAt(ask("compNamed", String(plain(name)))),
  footage: () => (name) => footageObject(ask("footage", String(plain(name)))),
  posterizeTime: () => posterizeTime,
  random: () => random,
  gaussRandom: () => gaussRandom,
  seedRandom: () => seedRandom,
  timeToFrames: () => (t = shownTime(), step = undefined) => round(frames(t, step)),
  framesToTime: () => (count, step) => count * (step || frameDuration()),
  timeToTimecode: () => timecode,
  timeToCurrentFormat: () => (t, base, ofDuration) => timecode(t, base || 1 / frameDuration(), ofDuration),
  createPath: () => createPath,
  $: () => ({ evalFile: () => refuse("$.evalFile"), getenv: () => refuse("$.getenv"), writeln() {}, write() {} }),
};
const FUNCTIONS = {
  add, sub, mul, div, mod, dot, cross, length, normalize, clamp, lookAt, degreesToRadians, radiansToDegrees, linear,
  ease, easeIn, easeOut, rgbToHsl, hslToRgb, hexToRgb, noise,
};
for (const name of Object.keys(FUNCTIONS)) NAMES[name] = () => FUNCTIONS[name];
for (const name of ["system", "app", "File", "Folder", "Socket"]) NAMES[name] = () => refuse(name);

const PROPERTY_NAMES = [
  "value", "valueAtTime", "velocity", "velocityAtTime", "speed", "speedAtTime", "numKeys", "key", "nearestKey",
  "wiggle", "temporalWiggle", "smooth", "loopOut", "loopIn", "loopOutDuration", "loopInDuration", "propertyIndex",
  "propertyGroup", "points", "inTangents", "outTangents", "isClosed", "style",
];
for (const name of PROPERTY_NAMES) NAMES[name] = () => PROPERTY[name](run.node);

const LAYER_NAMES = [
  ...FACTS.filter((name) => name !== "width" && name !== "height"), ...MOVES, "width", "height", "hasParent", "parent",
  "source", "marker", "effect", "mask", "content", "sourceRectAtTime", "sourceTime", "transform", "position", "scale",
  "rotation", "opacity", "anchorPoint", "orientation", "xRotation", "yRotation", "zRotation", "text", "timeRemap",
  "audioLevels",
];
for (const name of LAYER_NAMES) NAMES[name] = () => layerAt(run.comp, run.layer)[name];
