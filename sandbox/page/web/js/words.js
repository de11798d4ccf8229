/** Money, days and moments in words. Amounts are integer minor units, instants ISO or Unix seconds. */

const DIGITS = new Map();

/** Return how many decimals a currency has at the vendors (JPY 0, USD 2, KWD 3). */
export function decimals(currency) {
  const code = currency.toUpperCase();
  if (!DIGITS.has(code)) {
    const style = { style: "currency", currency: code };
    DIGITS.set(code, new Intl.NumberFormat("en-US", style).resolvedOptions().maximumFractionDigits);
  }
  return DIGITS.get(code);
}

/** Return e.g. "$1,200.00" for (120000, "usd"). */
export function money(minor, currency) {
  const code = currency.toUpperCase();
  const amount = minor / 10 ** decimals(code);
  return new Intl.NumberFormat("en-US", { style: "currency", currency: code }).format(amount);
}

/** Return a Date for an ISO text or Unix seconds (Slack's "1234.5678" too). */
export function instant(value) {
  const seconds = Number(value);
  return Number.isFinite(seconds) ? new Date(seconds * 1000) : new Date(value);
}

/** The zone in which the company does its books; set once by the start. */
export const zone = { name: "UTC" };

const shown = (value, options) =>
  new Intl.DateTimeFormat("en-US", { timeZone: zone.name, ...options }).format(instant(value));

/** Return e.g. "Mar 1". */
export const day = (value) => shown(value, { month: "short", day: "numeric" });
/** Return e.g. "Mar 1, 2027". */
export const date = (value) => shown(value, { month: "short", day: "numeric", year: "numeric" });
/** Return e.g. "Monday, March 1". */
export const longDay = (value) => shown(value, { weekday: "long", month: "long", day: "numeric" });
/** Return e.g. "9:40 AM". */
export const time = (value) => shown(value, { hour: "numeric", minute: "2-digit" });
/** Return e.g. "Mon, Mar 1, 2027, 9:40 AM". */
export const moment = (value) =>
  shown(value, {
    weekday: "short", month: "short", day: "numeric", year: "numeric",
    hour: "numeric", minute: "2-digit",
  });
/** Return a day of the calendar, e.g. "2027-03-01", as an ISO text in the company's zone. */
export const isoDay = (value) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone.name }).format(instant(value));
