/** Amounts as Salesforce has them: decimals in the currency's own unit. */

/** Return e.g. "$1,200.00" for (1200, "USD"); a dash for nothing. */
export function shownAmount(amount, currency) {
  if (amount === null || amount === undefined || amount === "") return "–";
  const style = { style: "currency", currency: currency || "USD" };
  return new Intl.NumberFormat("en-US", style).format(Number(amount));
}

/** Return a day "2027-03-01" as a day in the middle of which no zone disagrees. */
export const noon = (day) => `${day}T12:00:00Z`;
