/**
 * Making elements. Text only ever becomes a text node, so nothing from outside is read as markup.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return a new element.
 * @param {string} tag
 * @param {Object} [attributes] `on: {event: listener}`, `dataset: {...}`, `class` (text or a list;
 *   what is false is left out); properties such as `value`, `checked` and `hidden` are set as such.
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Return a new SVG element; see `h`. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Put `children` in the place of whatever `node` holds; return `node`. */
export function replace(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

const PROPERTIES = new Set(["value", "checked", "selected", "hidden", "disabled", "indeterminate"]);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "dataset") {
      Object.assign(node.dataset, value);
    } else if (name === "class") {
      const classes = [value].flat().filter(Boolean).join(" ");
      if (classes) node.setAttribute("class", classes);
    } else if (PROPERTIES.has(name) && name in node) {
      node[name] = value;
    } else if (value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}
