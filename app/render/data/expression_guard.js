// Running expressions, and what keeps one from changing the next, from running on in native code, and from seeing a
// clock. The last statement gives the host its two functions.

// Native array functions cannot be interrupted; a sparse array of four milliard holes would keep them busy for minutes.
const LONGEST = 1000000;

function short(list) {
  if (typeof list === "object" && list !== null && !isArray(list) && !ArrayBuffer.isView(list)) {
    throw new TypeError("only arrays can be used as arrays");
  }
  if (list !== null && list !== undefined && list.length > LONGEST) throw new RangeError("the array is too long");
  return list;
}

function flattens(item, depth) {
  short(item);
  if (depth > 1) item.flat(depth - 1);
}

function limitArrays() {
  const uninterruptible = [
    "join", "toString", "toLocaleString", "reverse", "toReversed", "sort", "toSorted", "concat", "splice", "toSpliced",
    "copyWithin", "flat", "flatMap", "unshift", "shift", "slice", "fill", "with", "push", "pop",
  ];
  for (const name of uninterruptible) {
    const native = Array.prototype[name];
    if (native === undefined) continue;
    const checksItems = name === "flat" || name === "flatMap";
    Array.prototype[name] = function (...options) {
      short(this);
      if (name === "concat") options.forEach((item) => isArray(item) && short(item));
      if (checksItems) this.forEach((item) => isArray(item) && flattens(item, options[0]));
      return Reflect.apply(native, this, options);
    };
  }
  String.raw = undefined;
}

function limitText() {
  const long = (text, count) => {
    if (text.length * count > 4 * LONGEST) throw new RangeError("the text is too long");
  };
  const names = ["replaceAll", "split", "repeat", "padStart", "padEnd", "normalize", "localeCompare", "matchAll"];
  for (const name of names) {
    const native = String.prototype[name];
    if (native === undefined) continue;
    String.prototype[name] = function (...options) {
      long(String(this), name === "repeat" ? Number(options[0]) : 1);
      return Reflect.apply(native, this, options);
    };
  }
}

// QuickJS has no locales; numbers are grouped as in English, which is what most expressions want of it.
function groupDigits() {
  const { toFixed, toString } = Number.prototype;
  Number.prototype.toLocaleString = function (_, options = {}) {
    const most = options.maximumFractionDigits ?? max(3, options.minimumFractionDigits ?? 0);
    const least = options.minimumFractionDigits ?? 0;
    let [whole, part = ""] = Reflect.apply(toFixed, this, [min(max(most, least), 20)]).split(".");
    while (part.length > least && part.endsWith("0")) part = part.slice(0, -1);
    if (!/^-?\d+$/.test(whole)) return Reflect.apply(toString, this, []);
    if (options.useGrouping !== false) whole = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return part === "" ? whole : whole + "." + part;
  };
}

function dateWithoutClock() {
  const Native = Date;
  function SafeDate(...parts) {
    if (parts.length === 0) throw new Error("today's date is not available: two workers would not agree on it");
    return new Native(...parts);
  }
  SafeDate.prototype = Native.prototype;
  SafeDate.UTC = Native.UTC;
  SafeDate.parse = Native.parse;
  Native.prototype.constructor = SafeDate;
  return SafeDate;
}

function removeGlobals() {
  const unwanted = [
    "Atomics", "SharedArrayBuffer", "WebAssembly", "WeakRef", "FinalizationRegistry", "performance", "navigator",
    "queueMicrotask", "gc", "print", "console", "scriptArgs", "std", "os", "bjson", "Proxy", "BigInt", "BigInt64Array",
    "BigUint64Array", "Iterator", "AsyncIterator", "DOMException", "Worker",
  ];
  for (const name of unwanted) delete globalThis[name];
}

function freezeAll(root) {
  const seen = new Set();
  const waiting = [root];
  const hidden = [
    [][Symbol.iterator](), ""[Symbol.iterator](), new Map().entries(), new Set().values(), function* () {},
    (function* () {})(), async function () {}, async function* () {}, "".matchAll(/x/g),
  ];
  for (const item of hidden) waiting.push(Object.getPrototypeOf(item), Object.getPrototypeOf(item).constructor);
  while (waiting.length) {
    const item = waiting.pop();
    if (item === null || (typeof item !== "object" && typeof item !== "function") || seen.has(item)) continue;
    seen.add(item);
    waiting.push(Object.getPrototypeOf(item));
    for (const key of Reflect.ownKeys(item)) {
      const slot = Object.getOwnPropertyDescriptor(item, key);
      waiting.push(slot.value, slot.get, slot.set);
    }
    Object.freeze(item);
  }
}

// ---- running

const compiled = [];
const encode = JSON.stringify;
const decode = JSON.parse;

function truth(item) {
  return Boolean(plain(item));
}

// What a run gives back to the host: a number, numbers, a text or a path.
function outcome(result) {
  result = plain(result);
  if (typeof result === "boolean") return Number(result);
  if (typeof result === "number" || typeof result === "string") return checked(result);
  if (isArray(result)) return result.slice(0, 4096).map((item) => checked(outcome(item)));
  if (result !== null && typeof result === "object") {
    if (result[STYLED]) return styleOutcome(result[STYLED]);
    if (result.path) return pathOutcome(result);
  }
  throw new Error(result === undefined ? "the expression has no value" : "the value is of an unknown kind");
}

function pathOutcome(path) {
  const pairs = (list) => list.map((point) => numbers(point).map(checked));
  return { vertices: pairs(path.vertices), in: pairs(path.in), out: pairs(path.out), closed: path.closed };
}

function checked(result) {
  if (typeof result === "number" && !(abs(result) <= Number.MAX_VALUE)) throw new Error("the value is not a number");
  return result;
}

function message(error) {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, 300);
  } catch {
    return "an error that cannot be told";
  }
}

function compile(source, names) {
  compiled.push([indirectEval(source), names === "" ? [] : names.split(",")]);
  return compiled.length - 1;
}

// The value of a name of the language; an optional one (marked ?) may have none.
function lookUp(name) {
  if (name[0] !== "?") return NAMES[name]();
  try {
    return NAMES[name.slice(1)]();
  } catch (error) {
    if (error === NEED) throw error;
    return undefined;
  }
}

function evaluate(request) {
  const input = decode(request);
  for (const key of Object.keys(input.lasting)) lasting.set(key, input.lasting[key]);
  run = { ...input, needs: [], refused: [], notes: [], offset: 0, random: generator(mixed(input.seed, 0, input.frame, 1)) };
  const [script, names] = compiled[input.script];
  try {
    const result = outcome(script.apply(undefined, names.map(lookUp)));
    return run.needs.length ? encode({ needs: run.needs }) : encode({ result, refused: run.refused, notes: run.notes });
  } catch (error) {
    if (run.needs.length) return encode({ needs: run.needs });
    return encode({ error: message(error), refused: run.refused });
  }
}

const indirectEval = globalThis.eval;
limitArrays();
limitText();
groupDigits();
removeGlobals();
Math.random = () => run.random();
globalThis.Date = dateWithoutClock();
const helpers = { __add: add, __sub: sub, __mul: mul, __div: div, __mod: mod, __neg: neg, __is: truth, __plain: plain };
Object.assign(globalThis, helpers);
const known = Object.keys(NAMES);
freezeAll(globalThis);
return [compile, evaluate, () => encode(known)];
