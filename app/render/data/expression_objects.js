// The objects that expressions see: compositions, layers, property groups, properties. All are lazy: what is not known
// yet is asked for by ending the run with a list of needs; the host answers and runs the expression again. (QuickJS
// cannot call the host while a time limit is set, and a limit there must be.)

const PLAIN = Symbol("property");
const NEED = new Host("the host is asked");
const lasting = new Map();
let run = null;

function ask(operation, ...parts) {
  const key = operation + "|" + parts.join("|");
  let answer = lasting.get(key);
  if (answer === undefined) answer = run.facts[key];
  if (answer === undefined) {
    run.needs.push([key, operation, ...parts]);
    throw NEED;
  }
  if (answer !== null && typeof answer === "object" && answer.error) throw new Error(answer.error);
  return answer;
}

function instant(t) {
  t = t === undefined ? run.time : Number(plain(t));
  if (!(abs(t) < 1e9)) throw new Error("a time is not a number");
  return t === run.time ? "now" : t;
}

function refuse(what) {
  run.refused.push(what);
  throw new Error(what + " is not available: expressions may not reach outside the project");
}

function unsupported(what) {
  throw new Error(what + " is not supported");
}

// ---- lazy objects

// Names that people write, compared without case and spaces: "strokeWidth" finds "Stroke Width".
function normal(name) {
  return String(name).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const MATCH_NAMES = {
  transform: "ADBE Transform Group", anchorpoint: "ADBE Anchor Point", position: "ADBE Position",
  scale: "ADBE Scale", rotation: "ADBE Rotate Z", zrotation: "ADBE Rotate Z", xrotation: "ADBE Rotate X",
  yrotation: "ADBE Rotate Y", orientation: "ADBE Orientation", opacity: "ADBE Opacity",
  xposition: "ADBE Position_0", yposition: "ADBE Position_1", zposition: "ADBE Position_2",
  text: "ADBE Text Properties", sourcetext: "ADBE Text Document", animator: "ADBE Text Animators",
  selector: "ADBE Text Selectors",
  timeremap: "ADBE Time Remapping", audiolevels: "ADBE Audio Levels", maskpath: "ADBE Mask Shape",
  maskfeather: "ADBE Mask Feather", maskopacity: "ADBE Mask Opacity", maskexpansion: "ADBE Mask Offset",
  path: "ADBE Vector Shape", camera: "ADBE Camera Options Group", zoom: "ADBE Camera Zoom",
  light: "ADBE Light Options Group", audio: "ADBE Audio Group", masks: "ADBE Mask Parade",
  effects: "ADBE Effect Parade", contents: "ADBE Root Vectors Group",
};

const VECTOR_NAMES = {
  transform: "ADBE Vector Transform Group", contents: "ADBE Vectors Group", anchorpoint: "ADBE Vector Anchor",
  position: "ADBE Vector Position", scale: "ADBE Vector Scale", rotation: "ADBE Vector Rotation",
  opacity: "ADBE Vector Group Opacity",
};

function childNamed(children, name) {
  const wanted = String(name);
  const exact = children.findIndex(([label]) => label === wanted);
  if (exact >= 0) return exact;
  const match = children.findIndex(([, matchName]) => matchName === wanted);
  if (match >= 0) return match;
  const simple = normal(wanted);
  const known = [VECTOR_NAMES[simple], MATCH_NAMES[simple]];
  const byTable = children.findIndex(([, matchName]) => known.includes(matchName));
  return byTable >= 0 ? byTable : children.findIndex(([label]) => normal(label) === simple);
}

function childNumbered(children, number) {
  // Effect parameters carry their number in the match name; everything else counts from 1.
  const suffix = "-" + String(number).padStart(4, "0");
  const numbered = children.findIndex(([, matchName]) => matchName.endsWith(suffix));
  return numbered >= 0 ? numbered : number >= 1 && number <= children.length ? number - 1 : -1;
}

function childIndex(group, key) {
  key = plain(key);
  const children = group.children;
  let index = typeof key === "number" ? childNumbered(children, key) : childNamed(children, key);
  // A control has one parameter; its name in another language is still that one.
  if (index < 0 && /^ADBE \w+ Control$/.test(group.match)) index = childNumbered(children, 1);
  return index;
}

const members = new Map();

// The child of a group by name or number; where it was found is remembered.
function member(node, key) {
  key = plain(key);
  const index = `${typeof key}|${key}|${node}`;
  let found = members.get(index);
  if (found === undefined) {
    found = locate(node, key);
    members.set(index, found);
  }
  return opened(...found);
}

// What a place in a layer is to expressions; an effect's layer parameter is the layer itself, undefined for none.
function opened(node, kind) {
  if (kind === "layer") return valueOf(node) ?? undefined;
  return kind === "group" ? groupAt(node) : propertyAt(node);
}

function locate(node, key) {
  const group = ask("group", node);
  const index = childIndex(group, key);
  if (index < 0) throw new Error(`${group.name || "the layer"} has nothing named “${key}”`);
  return [childNode(node, index), group.children[index][2]];
}

function childNode(node, index) {
  return node + (node.endsWith("/") ? "" : ".") + index;
}

function child(node, group, index) {
  return opened(childNode(node, index), group.children[index][2]);
}

// How a lazy object answers: `table` has a function of the subject for each name, `otherwise` is asked about the rest.
class Answers {
  constructor(table, subject, otherwise) {
    this.table = table;
    this.subject = subject;
    this.otherwise = otherwise;
  }
  get(_, key) {
    if (typeof key === "symbol" || !hasOwn(this.table, key)) return this.otherwise(this.subject, key);
    return this.table[key](this.subject);
  }
  has(_, key) {
    return hasOwn(this.table, key);
  }
  // Nothing changes, but an assignment has the assigned value: `transform.rotation = time * 6` is `time * 6`.
  set() {
    return true;
  }
  defineProperty() {
    return false;
  }
  deleteProperty() {
    return false;
  }
  setPrototypeOf() {
    return false;
  }
  getPrototypeOf() {
    return null;
  }
  ownKeys() {
    return [];
  }
  getOwnPropertyDescriptor() {
    return undefined;
  }
  preventExtensions() {
    return false;
  }
}

function lazy(target, table, subject, otherwise) {
  return new HostProxy(target, new Answers(table, subject, otherwise));
}

function pathOf(node) {
  const slash = node.lastIndexOf("/");
  return [node.slice(0, slash + 1), node.slice(slash + 1)];
}

function ancestor(node, up) {
  const [layer, path] = pathOf(node);
  const parts = path.split(".");
  if (up > parts.length || path === "") throw new Error("there is no such property group");
  const above = parts.slice(0, parts.length - up).join(".");
  return above === "" ? layerAt(...layer.split("/").map(Number)) : groupAt(layer + above);
}

function place(node) {
  return Number(pathOf(node)[1].split(".").pop()) + 1;
}

// A step into a group by name or number: `content("Shape")` looks into the group's own contents first.
function stepInto(node) {
  return (key) => {
    const group = ask("group", node);
    const inner = group.children.findIndex(([, matchName]) => matchName === "ADBE Vectors Group");
    return inner >= 0 ? member(node + "." + inner, key) : member(node, key);
  };
}

const GROUP = {
  name: (node) => ask("group", node).name,
  matchName: (node) => ask("group", node).match,
  numProperties: (node) => ask("group", node).children.length,
  propertyIndex: place,
  enabled: (node) => ask("group", node).enabled,
  active: (node) => ask("group", node).enabled,
  propertyGroup: (node) => (up = 1) => ancestor(node, up),
  content: stepInto,
  param: (node) => (key) => member(node, key),
  property: (node) => (key) => member(node, key),
};

function groupAt(node) {
  return lazy((key) => member(node, key), GROUP, node, groupChild);
}

function groupChild(node, key) {
  if (typeof key === "symbol") return undefined;
  const group = ask("group", node);
  const index = childNamed(group.children, key);
  return index < 0 ? undefined : child(node, group, index);
}

// ---- properties

function shaped(fact) {
  if (fact !== null && typeof fact === "object" && !isArray(fact)) {
    return "layer" in fact ? layerAt(...fact.layer) : pathObject(fact);
  }
  return isArray(fact) ? fact.slice() : fact;
}

function valueOf(node, t, raw) {
  return shaped(ask(raw ? "raw" : "value", node, instant(t)));
}

function propertyAt(node) {
  return lazy(noCall, PROPERTY, node, valueMember);
}

function noCall() {
  unsupported("calling a property");
}

function valueMember(node, key) {
  if (key === PLAIN) return true;
  const value = PROPERTY.value(node);
  if (key === Symbol.toPrimitive) return () => (isArray(value) ? value.join(",") : value);
  if (value === null || value === undefined) return undefined;
  const found = value[key];
  return typeof found === "function" ? found.bind(value) : found;
}

// A property's value over time; of the expression's own property, the one without the expression.
function timeline(node) {
  const raw = node === run.node;
  return (t) => valueOf(node, t, raw);
}

const keysOf = (node) => ask("keys", node);

const PROPERTY = {
  value: (node) => (node === run.node ? shaped(run.value) : valueOf(node)),
  valueAtTime: timeline,
  velocity: (node) => rate(timeline(node)),
  velocityAtTime: (node) => (t) => rate(timeline(node), t),
  speed: (node) => length(rate(timeline(node))),
  speedAtTime: (node) => (t) => length(rate(timeline(node), t)),
  numKeys: (node) => keysOf(node).length,
  key: (node) => (number) => keyNumbered(keysOf(node), number),
  nearestKey: (node) => (t) => nearest(keysOf(node), t),
  wiggle: (node) => (...options) => wiggled(timeline(node), ...options),
  temporalWiggle: (node) => (...options) => timeline(node)(wiggledTime(...options)),
  smooth: (node) => (width, samples, t) => smoothed(timeline(node), width, samples, t),
  loopOut: (node) => (kind, count) => looped(node, kind, { count }),
  loopIn: (node) => (kind, count) => looped(node, kind, { count, before: true }),
  loopOutDuration: (node) => (kind, seconds) => looped(node, kind, { seconds: seconds || 0 }),
  loopInDuration: (node) => (kind, seconds) => looped(node, kind, { seconds: seconds || 0, before: true }),
  name: (node) => ask("property", node).name,
  matchName: (node) => ask("property", node).match,
  propertyIndex: place,
  propertyGroup: (node) => (up = 1) => ancestor(node, up),
  style: (node) => styleOf(node),
  getStyleAt: (node) => (index, t) => styleOf(node, index, t),
  points: (node) => (t) => timeline(node)(t).vertices,
  inTangents: (node) => (t) => timeline(node)(t).in,
  outTangents: (node) => (t) => timeline(node)(t).out,
  isClosed: (node) => (t) => timeline(node)(t).closed,
};

function rate(at, t) {
  const middle = t === undefined ? run.time : Number(plain(t));
  return div(sub(at(middle + 0.001), at(middle - 0.001)), 0.002);
}

function keyNumbered(keys, number) {
  const index = Number(plain(number));
  if (!(index >= 1 && index <= keys.length)) throw new Error(`there is no keyframe ${index}`);
  const [time, value] = keys[index - 1];
  return { index, time, value: shaped(value) };
}

function nearest(keys, t) {
  const wanted = t === undefined ? run.time : Number(plain(t));
  if (keys.length === 0) throw new Error("there are no keyframes");
  let best = 0;
  keys.forEach(([time], index) => {
    if (abs(time - wanted) < abs(keys[best][0] - wanted)) best = index;
  });
  return keyNumbered(keys, best + 1);
}

function pathObject(fact) {
  return { vertices: fact.vertices, in: fact.in, out: fact.out, closed: fact.closed, path: true };
}

const SQUARE = [[0, 0], [100, 0], [100, 100], [0, 100]];

function createPath(points = SQUARE, inTangents = [], outTangents = [], closed = true) {
  const pairs = (list) => plain(list).map((point) => numbers(point).slice(0, 2));
  const vertices = pairs(points);
  const tangents = (list) => (list.length ? pairs(list) : vertices.map(() => [0, 0]));
  return { vertices, in: tangents(inTangents), out: tangents(outTangents), closed: Boolean(closed), path: true };
}

// ---- layers, compositions, footage

function markersOf(list) {
  const keyed = (marker, index) => ({ index: index + 1, time: marker[0], duration: marker[1], comment: marker[2] });
  return {
    numKeys: list.length,
    key(which) {
      which = plain(which);
      const index = typeof which === "number" ? which - 1 : list.findIndex((marker) => marker[2] === which);
      if (list[index] === undefined) throw new Error(`there is no marker ${which}`);
      return keyed(list[index], index);
    },
    nearestKey(t) {
      const { index } = nearest(list.map((marker) => [marker[0], 0]), t);
      return keyed(list[index - 1], index - 1);
    },
  };
}

function rootMember(node, matchName) {
  const group = ask("group", node);
  const index = group.children.findIndex(([, match]) => match === matchName);
  return index < 0 ? undefined : child(node, group, index);
}

function neededRoot(node, matchName, what) {
  const found = rootMember(node, matchName);
  if (found === undefined) throw new Error(`the layer has no ${what}`);
  return found;
}

const FACTS = ["name", "index", "inPoint", "outPoint", "startTime", "width", "height", "enabled", "active", "hasVideo"];
const MOVES = ["toComp", "fromComp", "toWorld", "fromWorld", "toCompVec", "fromCompVec", "toWorldVec", "fromWorldVec"];

const layerFacts = ({ comp, id }) => ask("layer", comp, id);
const parade = (matchName, what) => ({ node }) => (key) => neededRoot(node, matchName, what)(key);

const LAYER = {
  id: ({ id }) => id,
  hasParent: (layer) => layerFacts(layer).parent !== null,
  parent: (layer) => (layerFacts(layer).parent === null ? undefined : layerAt(layer.comp, layerFacts(layer).parent)),
  source: (layer) => sourceOf(layerFacts(layer).source),
  marker: (layer) => markersOf(layerFacts(layer).markers),
  effect: parade("ADBE Effect Parade", "effects"),
  mask: parade("ADBE Mask Parade", "masks"),
  content: parade("ADBE Root Vectors Group", "contents"),
  sourceRectAtTime: ({ comp, id }) => (t, extents = false) => ask("rect", comp, id, instant(t), Boolean(extents)),
  sourceTime: (layer) => (t = run.time) => t - layerFacts(layer).startTime,
  propertyGroup: () => () => unsupported("propertyGroup of a layer"),
  numProperties: ({ node }) => ask("group", node).children.length,
};
for (const name of FACTS) LAYER[name] = (layer) => layerFacts(layer)[name];
for (const name of MOVES) {
  LAYER[name] = ({ comp, id }) => (point, t) => moved(name, ask("matrix", comp, id, instant(t)), point);
}

function layerAt(comp, id) {
  const node = `${comp}/${id}/`;
  return lazy((key) => member(node, key), LAYER, { comp, id, node }, layerChild);
}

function layerChild({ node }, key) {
  return typeof key === "symbol" ? undefined : shortcut(node, key);
}

// `layer.position` stands for `layer.transform.position`, and so on; nothing found is undefined, as in After Effects.
function shortcut(node, key) {
  const group = ask("group", node);
  const index = childNamed(group.children, key);
  if (index >= 0) return child(node, group, index);
  for (const matchName of ["ADBE Transform Group", "ADBE Audio Group"]) {
    const place = group.children.findIndex(([, match]) => match === matchName);
    const inner = place < 0 ? null : ask("group", node + place);
    const found = inner === null ? -1 : childNamed(inner.children, key);
    if (found >= 0) return child(node + place, inner, found);
  }
  return undefined;
}

function moved(name, matrix, point) {
  const [a, b, c, d, e, f] = matrix;
  const given = numbers(point);
  const [x, y, z] = given.concat([0, 0]).slice(0, 3);
  const dimensions = max(2, given.length);
  const far = name.endsWith("Vec") ? 0 : 1;
  if (name.startsWith("to")) return [a * x + c * y + e * far, b * x + d * y + f * far, z].slice(0, dimensions);
  const area = a * d - b * c;
  if (area === 0) throw new Error("the layer has no size, so no point lies on it");
  const [px, py] = [x - e * far, y - f * far];
  return [(d * px - c * py) / area, (a * py - b * px) / area, z].slice(0, dimensions);
}

function sourceOf(source) {
  if (source === null) throw new Error("the layer has no source");
  return "comp" in source ? compAt(source.comp) : footageObject(source);
}

const nothing = () => undefined;

const FOOTAGE = {
  sourceText: () => refuse("a footage file's text"),
  sourceData: () => refuse("a footage file's data"),
};
for (const name of ["name", "width", "height", "duration", "frameDuration", "pixelAspect"]) {
  FOOTAGE[name] = (info) => info[name];
}

function footageObject(info) {
  return lazy(nothing, FOOTAGE, info, nothing);
}

// The path is the file's name only: folders differ from computer to computer, and a film must not.
const PROJECT = {
  fullPath() {
    const { file } = ask("project");
    if (file === "") run.notes.push("thisProject.fullPath is empty: the project's file name is not known");
    return file;
  },
  bitsPerChannel: () => ask("project").bits,
  linearBlending: () => ask("project").linear,
};

const COMP = {
  layer: (id) => (which, offset) => layerAt(id, layerId(ask("comp", id), plain(which), offset)),
  marker: (id) => markersOf(ask("comp", id).markers),
  activeCamera: () => unsupported("activeCamera"),
  layers: () => unsupported("layers"),
};
const COMP_FACTS = [
  "name", "width", "height", "duration", "frameDuration", "pixelAspect", "displayStartTime", "numLayers", "bgColor",
];
for (const name of COMP_FACTS) COMP[name] = (id) => ask("comp", id)[name];

function compAt(id) {
  return lazy((key) => layerAt(id, layerId(ask("comp", id), plain(key))), COMP, id, nothing);
}

function layerId(info, which, offset) {
  if (typeof which === "function") which = which.index + Number(plain(offset));
  const found = typeof which === "number"
    ? info.layers.find(([, , index]) => index === which)
    : info.layers.find(([, label]) => label === String(which));
  if (found === undefined) throw new Error(`the composition “${info.name}” has no layer “${which}”`);
  return found[0];
}
