/** Faults in words, and those that are ready-made. */

export const VENDORS = { stripe: "Stripe", slack: "Slack", salesforce: "Salesforce" };

export const KINDS = {
  status_before: "It answers with an error, and nothing was done",
  status_after: "It answers with an error, but it was done",
  hang_before: "It never answers, and nothing was done",
  hang_after: "It never answers, but it was done",
  reset_before: "The connection breaks before anything was done",
  reset_after: "The connection breaks after it was done",
  slow: "It is slow",
};

const WRITES = "^(POST|DELETE) ";
const POSTS = "chat\\.postMessage";
const SAYS = "chat\\.";
const RECORDS = "^(PATCH|POST) .*(sobjects|composite)";

/** Which calls a pattern means, for those that are ready-made. */
const WHICH = { [WRITES]: "that change something", [POSTS]: "that post", [SAYS]: "that post or edit", [RECORDS]: "that write records", "/services/data": "" };

/** [words, fault] */
export const PRESETS = [
  ["Stripe: 3 calls time out, but were done", { vendor: "stripe", where: WRITES, kind: "hang_after", times: 3, seconds: 5 }],
  ["Stripe: 3 calls break off before", { vendor: "stripe", where: "", kind: "reset_before", times: 3 }],
  ["Stripe is slow: 3 s", { vendor: "stripe", where: "", kind: "slow", times: 10, seconds: 3 }],
  ["Stripe: down, 500 for 5 calls", { vendor: "stripe", where: "", kind: "status_before", times: 5, status: 500 }],
  ["Slack answers 429, Retry-After 5", { vendor: "slack", where: SAYS, kind: "status_before", times: 2, status: 429, retry_after: 5 }],
  ["Slack posts, but the answer is lost", { vendor: "slack", where: POSTS, kind: "reset_after", times: 1 }],
  ["Salesforce: UNABLE_TO_LOCK_ROW", { vendor: "salesforce", where: RECORDS, kind: "status_before", times: 2, status: 400, code: "UNABLE_TO_LOCK_ROW", message: "unable to obtain exclusive access to this record" }],
  ["Salesforce: the session expired", { vendor: "salesforce", where: "/services/data", kind: "status_before", times: 1, status: 401, code: "INVALID_SESSION_ID", message: "Session expired or invalid" }],
];

const STATUS = { 400: "refuses", 401: "does not know us", 409: "is busy with the same thing", 429: "says we ask too often", 500: "has an error", 503: "is not available" };

/** Return a sentence for a fault that is switched on. */
export function inWords({ vendor, where, kind, times, skip, status, code, seconds, retry_after: wait }) {
  const who = VENDORS[vendor] ?? vendor;
  const calls = `${times === 1 ? "The next call" : `The next ${times} calls`} to ${who}${skip ? ` after ${skip} more` : ""}`;
  const one = times === 1;
  const known = one && WHICH[where] ? singular(WHICH[where]) : WHICH[where];
  const which = where && known === undefined ? ` (only ${where})` : known ? ` ${known}` : "";
  return `${calls}${which} ${ending(kind, { one, status, code, seconds, wait, who })}.`;
}

const singular = (words) => words.replace(/^that (\w+)( or (\w+))?/, (_, verb, __, other) => `that ${verb}s${other ? ` or ${other}s` : ""}`);

function ending(kind, { one, status, code, seconds, wait, who }) {
  const after = kind.endsWith("_after") ? `after ${one ? "it was" : "they were"} done` : "before anything was done";
  if (kind === "slow") return `take${one ? "s" : ""} ${seconds} s`;
  if (kind.startsWith("hang")) return `time${one ? "s" : ""} out ${after}`;
  if (kind.startsWith("reset")) return `break${one ? "s" : ""} off ${after}`;
  if (kind.startsWith("kill")) return `kill${one ? "s" : ""} the bot ${after}`;
  const said = code || `${status}${STATUS[status] ? `: ${who} ${STATUS[status]}` : ""}`;
  const told = `${one ? "is" : "are"} answered with ${said}`;
  return `${told}${wait ? `, Retry-After ${wait}` : ""}${kind.endsWith("_after") ? `, but ${one ? "it was" : "they were"} done` : ""}`;
}
