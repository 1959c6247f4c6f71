// How values change over time: wiggles, smoothing, loops, speed.

function octavesOf(seed, x, octaves, factor) {
  let sum = 0;
  let amount = 1;
  for (let octave = 0; octave < min(octaves, 16); octave++) {
    sum += amount * smoothNoise(mixed(seed, octave), x * pow(2, octave));
    amount *= factor;
  }
  return sum;
}

function wiggled(at, frequency, amount, octaves = 1, factor = 0.5, t = run.time) {
  const [speed, size, count, share, when] = [frequency, amount, octaves, factor, t].map(plain);
  const base = at(when);
  const noiseFor = (dimension) => octavesOf(mixed(run.seed, run.offset, dimension), speed * when, count, share);
  const amountFor = (dimension) => (isArray(size) ? size[dimension] : size);
  if (!isArray(base)) return base + amountFor(0) * noiseFor(0);
  return base.map((x, dimension) => x + amountFor(dimension) * noiseFor(dimension));
}

function wiggledTime(frequency, amount, octaves = 1, factor = 0.5, t = run.time) {
  return t + amount * octavesOf(mixed(run.seed, run.offset), frequency * t, octaves, factor);
}

function smoothed(at, width = 0.2, samples = 5, t = run.time) {
  const count = min(max(floor(samples), 1), 64);
  let sum = at(t);
  for (let i = 1; i <= (count - 1) / 2; i++) {
    const step = (i * width) / (count - 1 || 1);
    sum = add(sum, add(at(t - step), at(t + step)));
  }
  return div(sum, 2 * floor((count - 1) / 2) + 1);
}

// The looped segment: `count` keyframe intervals (0: all), or so many `seconds` (0: all), at one end of the keyframes.
function segment(keys, options) {
  const first = keys[0][0];
  const last = keys[keys.length - 1][0];
  if (options.seconds !== undefined) {
    const seconds = min(max(options.seconds, 0), last - first) || last - first;
    return options.before ? [first, first + seconds] : [last - seconds, last];
  }
  const count = min(max(floor(options.count || 0), 0), keys.length - 1) || keys.length - 1;
  return options.before ? [first, keys[count][0]] : [keys[keys.length - 1 - count][0], last];
}

function looped(node, kind, options) {
  const own = (t) => valueOf(node, t, true);
  const keys = ask("keys", node);
  const now = run.time;
  if (keys.length < 2) return own(now);
  const [start, stop] = segment(keys, options);
  const inside = options.before ? now >= start : now <= stop;
  if (inside || stop <= start) return own(now);
  const loops = floor((now - start) / (stop - start));
  const rest = now - start - loops * (stop - start);
  switch (String(plain(kind === undefined ? "cycle" : kind)).toLowerCase()) {
    case "pingpong":
      return own(abs(loops) % 2 === 1 ? stop - rest : start + rest);
    case "offset":
      return add(own(start + rest), mul(sub(own(stop), own(start)), loops));
    case "continue":
      return continued(own, options.before ? start : stop, options.before ? 1 : -1);
    default:
      return own(start + rest);
  }
}

// Goes on from a keyframe with the speed it has on the keyframes' side.
function continued(own, edge, side) {
  const speed = div(sub(own(edge + side * 0.001), own(edge)), side * 0.001);
  return add(own(edge), mul(speed, run.time - edge));
}
