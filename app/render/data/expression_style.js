// Styles of Source Text: what `style` and `getStyleAt` give, and what `setFontSize(…).setText(…)` makes of it. A style is
// never changed; each setter gives a new one, which may be the expression's result.

const STYLED = Symbol("style");

const STYLE_NAMES = [
  "font", "fontSize", "fillColor", "applyFill", "strokeColor", "applyStroke", "strokeWidth", "tracking", "leading",
  "autoLeading", "baselineShift", "isFauxBold", "isFauxItalic", "isAllCaps", "isSmallCaps",
];

const SETTERS = new Map([
  ["setFauxBold", "isFauxBold"], ["setFauxItalic", "isFauxItalic"],
  ["setAllCaps", "isAllCaps"], ["setSmallCaps", "isSmallCaps"],
]);
for (const name of STYLE_NAMES) if (!name.startsWith("is")) SETTERS.set("set" + name[0].toUpperCase() + name.slice(1), name);

// Setting one of these says that it is to be used, too.
const SWITCHES = { fillColor: { applyFill: true }, strokeColor: { applyStroke: true }, leading: { autoLeading: false } };

const STYLE = {
  text: (style) => (style.text === undefined ? propertyAt(style.node).value : style.text),
  setText: (style) => (text) => styled({ ...style, text: String(plain(text)) }),
};
for (const name of STYLE_NAMES) STYLE[name] = (style) => shaped(style.facts[name]);

function styleOf(node, index = 0, t = undefined) {
  return styled({ node, text: undefined, facts: ask("style", node, instant(t), Number(plain(index)) || 0) });
}

function styled(style) {
  return lazy({}, STYLE, style, styleMember);
}

function styleMember(style, key) {
  if (key === STYLED) return style;
  if (typeof key === "symbol" || !/^set[A-Z]/.test(key)) return undefined;
  return (value, ...range) => {
    const name = SETTERS.get(key);
    if (name === undefined || range.length > 0) {
      run.notes.push(`${key}${name === undefined ? "" : " for some characters only"} is not supported and has no effect`);
      return styled(style);
    }
    const given = plain(value);
    const fact = isArray(given) ? numbers(given) : given;
    return styled({ ...style, facts: { ...style.facts, ...SWITCHES[name], [name]: fact } });
  };
}

// A style as the result of an expression: its text, or null for the property's own, and all that is known of it.
function styleOutcome({ text, facts }) {
  const known = STYLE_NAMES.filter((name) => facts[name] !== null && facts[name] !== undefined);
  const given = Object.fromEntries(known.map((name) => [name, outcome(facts[name])]));
  return { text: text === undefined ? null : text, style: given };
}
