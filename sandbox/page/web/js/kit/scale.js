/** From numbers to places: round ticks, and figures short enough for an axis. */

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const TICKS = 4;

/** Return a number in full, e.g. "412,300". */
export const figure = (value) => WHOLE.format(value);
/** Return a number in short, e.g. "412.3K". */
export const shortFigure = (value) => (Math.abs(value) < 1000 ? WHOLE.format(value) : SHORT.format(value));
/** Return e.g. "23 %". */
export const percent = (part, whole) => `${Math.round((100 * part) / whole)} %`;

/** Return round numbers, the lowest first, between which all of `values` and zero lie. */
export function ticks(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = round((high - low || 1) / TICKS);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

function round(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) * power;
}

/** Return the function that puts a value between `from` and `to`. */
export const linear = (low, high, from, to) => (value) => from + ((value - low) / (high - low)) * (to - from);
