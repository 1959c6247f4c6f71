// Functions of After Effects' expression language that need nothing but their arguments and the random seed.
// All expression_*.js files are run as the body of one function: library, objects, style, time, names, guard.
"use strict";

const isArray = Array.isArray;
const { abs, acos, atan2, ceil, cos, exp, floor, hypot, log, max, min, PI, pow, round, sin, sqrt, imul } = Math;

const HostProxy = Proxy;
const hasOwn = Object.hasOwn;

class Host extends Error {}

// ---- arithmetic on numbers and arrays (expressions are rewritten to call these)

function plain(item) {
  return item !== null && typeof item === "function" && item[PLAIN] ? item.value : item;
}

function pairwise(a, b, operation) {
  const left = isArray(a) ? a : [a];
  const right = isArray(b) ? b : [b];
  const result = [];
  for (let i = 0; i < max(left.length, right.length); i++) {
    result.push(operation(i < left.length ? plain(left[i]) : 0, i < right.length ? plain(right[i]) : 0));
  }
  return result;
}

function add(a, b) {
  if (typeof a === "number" && typeof b === "number") return a + b;
  a = plain(a);
  b = plain(b);
  if (typeof a === "string" || typeof b === "string" || !(isArray(a) || isArray(b))) return a + b;
  return pairwise(a, b, (x, y) => x + y);
}

function sub(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  a = plain(a);
  b = plain(b);
  return isArray(a) || isArray(b) ? pairwise(a, b, (x, y) => x - y) : a - b;
}

function mul(a, b) {
  if (typeof a === "number" && typeof b === "number") return a * b;
  a = plain(a);
  b = plain(b);
  if (isArray(a) && !isArray(b)) return a.map((x) => plain(x) * b);
  if (isArray(b) && !isArray(a)) return b.map((x) => plain(x) * a);
  return a * b;
}

function div(a, b) {
  if (typeof a === "number" && typeof b === "number") return a / b;
  a = plain(a);
  b = plain(b);
  return isArray(a) && !isArray(b) ? a.map((x) => plain(x) / b) : a / b;
}

function mod(a, b) {
  a = plain(a);
  b = plain(b);
  return isArray(a) && !isArray(b) ? a.map((x) => plain(x) % b) : a % b;
}

function neg(a) {
  a = plain(a);
  return isArray(a) ? a.map((x) => -plain(x)) : -a;
}

// ---- vectors

function numbers(vector) {
  vector = plain(vector);
  return isArray(vector) ? vector.map((x) => Number(plain(x))) : [Number(vector)];
}

function dot(a, b) {
  return pairwise(numbers(a), numbers(b), (x, y) => x * y).reduce((x, y) => x + y, 0);
}

function cross(a, b) {
  const [ax, ay, az = 0] = numbers(a);
  const [bx, by, bz = 0] = numbers(b);
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function length(a, b) {
  return b === undefined ? hypot(...numbers(a)) : hypot(...pairwise(numbers(a), numbers(b), (x, y) => x - y));
}

function normalize(a) {
  return div(numbers(a), length(a));
}

function clamp(value, low, high) {
  value = plain(value);
  low = plain(low);
  high = plain(high);
  const one = (x, a, b) => min(max(x, min(a, b)), max(a, b));
  if (!isArray(value)) return one(value, low, high);
  return value.map((x, i) => one(plain(x), isArray(low) ? low[i] : low, isArray(high) ? high[i] : high));
}

function lookAt(from, at) {
  const [x, y, z] = pairwise(numbers(at), numbers(from), (a, b) => a - b).concat([0, 0]).slice(0, 3);
  return [radiansToDegrees(-atan2(y, hypot(x, z))), radiansToDegrees(atan2(x, z)), 0];
}

function degreesToRadians(degrees) {
  return (degrees * PI) / 180;
}

function radiansToDegrees(radians) {
  return (radians * 180) / PI;
}

// ---- interpolation: (t, from, to) over 0..1, or (t, first, last, from, to)

function interpolation(easing) {
  return function (t, a, b, c, d) {
    t = Number(plain(t));
    let share = t;
    let from = plain(a);
    let to = plain(b);
    if (c !== undefined) {
      const first = Number(from);
      const last = Number(to);
      share = first === last ? (t < first ? 0 : 1) : (t - first) / (last - first);
      from = plain(c);
      to = plain(d);
    }
    share = easing(min(max(share, 0), 1));
    return add(mul(from, 1 - share), mul(to, share));
  };
}

// Cubics with a flat tangent (slope 0) where it eases and a straight one (slope 1) where it doesn't.
const linear = interpolation((s) => s);
const ease = interpolation((s) => s * s * (3 - 2 * s));
const easeIn = interpolation((s) => s * s * (2 - s));
const easeOut = interpolation((s) => s * (1 + s - s * s));

// ---- colours, all 0..1

function rgbToHsl(color) {
  const [r, g, b, a = 1] = numbers(color);
  const high = max(r, g, b);
  const low = min(r, g, b);
  const l = (high + low) / 2;
  const span = high - low;
  if (span === 0) return [0, 0, l, a];
  const s = span / (1 - abs(2 * l - 1));
  const sixth = high === r ? ((g - b) / span + 6) % 6 : high === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return [sixth / 6, s, l, a];
}

function hslToRgb(color) {
  const [h, s, l, a = 1] = numbers(color);
  const channel = (n) => {
    const k = (n + h * 12) % 12;
    return l - s * min(l, 1 - l) * max(-1, min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4), a];
}

function hexToRgb(text) {
  const digits = String(plain(text)).replace(/^#|^0x/i, "");
  const wide = digits.length < 6 ? digits.replace(/./g, "$&$&") : digits;
  const at = (i) => parseInt(wide.slice(i, i + 2), 16) / 255;
  return [at(0), at(2), at(4), wide.length >= 8 ? at(6) : 1];
}

// ---- random numbers: the same for the same layer, property, seed and frame on every machine

function mixed(...parts) {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = imul(hash ^ part, 0x85ebca6b);
    hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

// mulberry32, a public-domain generator of 32-bit states
function generator(seed) {
  let current = seed;
  return function () {
    current = (current + 0x6d2b79f5) | 0;
    let t = imul(current ^ (current >>> 15), 1 | current);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function latticeValue(seed, x) {
  return mixed(seed, x | 0, floor(x / 4294967296)) / 2147483648 - 1;
}

function fade(t) {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

// Smooth value noise in -1..1, one lattice point per unit.
function smoothNoise(seed, x) {
  const cell = floor(x);
  const share = fade(x - cell);
  return latticeValue(seed, cell) * (1 - share) + latticeValue(seed, cell + 1) * share;
}

function gradient(x, y, z, dx, dy, dz) {
  const hash = mixed(0x51ed270b, x | 0, y | 0, z | 0);
  const directions = [[1, 1, 0], [-1, 1, 0], [1, -1, 0], [-1, -1, 0], [1, 0, 1], [-1, 0, 1]];
  const more = [[1, 0, -1], [-1, 0, -1], [0, 1, 1], [0, -1, 1], [0, 1, -1], [0, -1, -1]];
  const [gx, gy, gz] = [...directions, ...more][hash % 12];
  return gx * dx + gy * dy + gz * dz;
}

// Perlin's gradient noise in up to three dimensions; the same everywhere, whatever the layer.
function noise(position) {
  const [x, y = 0, z = 0] = numbers(position);
  const [cx, cy, cz] = [floor(x), floor(y), floor(z)];
  const [dx, dy, dz] = [x - cx, y - cy, z - cz];
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [i, j, k] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = fade(i ? dx : 1 - dx) * fade(j ? dy : 1 - dy) * fade(k ? dz : 1 - dz);
    sum += weight * gradient(cx + i, cy + j, cz + k, dx - i, dy - j, dz - k);
  }
  return sum;
}
