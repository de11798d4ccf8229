/** Levers of the sandbox, under /control/: JSON in, JSON out. */

/** The sandbox would not do it; `message` is its sentence, `said` all of its answer. */
export class LeverError extends Error {
  constructor(status, said) {
    super(sentence(said) || `The sandbox answered ${status}.`);
    this.status = status;
    this.said = said;
  }
}

function sentence(said) {
  const error = said?.error;
  return typeof error === "string" ? error : error?.message;
}

async function pull(method, path, query, body) {
  const url = new URL(`/control/${path}`, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  let answer;
  try {
    answer = await fetch(url, { method, headers, ...sent });
  } catch {
    throw new LeverError(0, { error: "The sandbox does not answer. Is `make demo` still running?" });
  }
  const text = await answer.text();
  const said = text ? JSON.parse(text) : null;
  if (!answer.ok) throw new LeverError(answer.status, said);
  return said;
}

/** Look at something. */
export const get = (path, query) => pull("GET", path, query);
/** Do something. */
export const post = (path, body = {}) => pull("POST", path, undefined, body);
/** Change something. */
export const patch = (path, body = {}) => pull("PATCH", path, undefined, body);
/** Take something away. */
export const remove = (path, query) => pull("DELETE", path, query);
