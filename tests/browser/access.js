/**
 * What somebody meets who does not see the page, or not well: returns a sentence for each thing
 * that is wrong. Only what is drawn now is looked at.
 */
() => {
  const wrong = [];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const words = (ids) => (ids ?? "").split(/\s+/).filter(Boolean)
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  const says = (one) => {
    const tag = `<${one.tagName.toLowerCase()}${one.className && typeof one.className === "string" ? ` class="${one.className}"` : ""}>`;
    return `${tag} ${(one.textContent ?? "").trim().slice(0, 40)}`;
  };

  // Names.
  const text = (one) => [...one.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
    return node.getAttribute("aria-label") ?? node.getAttribute("alt") ?? text(node);
  }).join(" ").trim();
  const nameOf = (one) => words(one.getAttribute("aria-labelledby")) || one.getAttribute("aria-label")?.trim()
    || [...(one.labels ?? [])].map((label) => label.textContent.trim()).join(" ")
    || (one.matches("input, select, textarea") ? "" : text(one)) || one.getAttribute("alt");
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option],"
    + " [role=tab], [role=menuitem], [role=combobox], [role=listbox], [role=menu], [role=tablist], [role=dialog], dialog,"
    + " [role=alertdialog], [role=img], img, [role=log], [role=tabpanel]";
  for (const one of all(CONTROLS)) if (!nameOf(one)) wrong.push(`no name: ${says(one)}`);
  for (const one of all("[aria-labelledby], [aria-describedby], [aria-controls], [for]")) {
    for (const name of ["aria-labelledby", "aria-describedby", "for"]) {
      for (const id of (one.getAttribute(name) ?? "").split(/\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) wrong.push(`${name} leads nowhere (${id}): ${says(one)}`);
      }
    }
  }

  // Ids.
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) wrong.push(`twice: #${id}`);

  // Headings: each at most one level below the one before.
  let level = 0;
  for (const one of all("h1, h2, h3, h4, h5, h6")) {
    const now = Number(one.tagName[1]);
    if (now > level + 1) wrong.push(`a heading of level ${now} after one of level ${level}: ${says(one)}`);
    level = now;
  }
  if (all("h1").length !== 1) wrong.push(`${all("h1").length} headings of level 1`);

  // Landmarks.
  if (all("main").length !== 1) wrong.push(`${all("main").length} main parts`);
  if (!document.documentElement.lang) wrong.push("the page has no language");
  if (!document.title) wrong.push("the page has no title");
  for (const kind of ["nav", "aside", "form[role]"]) {
    const nameless = (one) => !one.getAttribute("aria-label") && !words(one.getAttribute("aria-labelledby"));
    if (all(kind).some(nameless)) wrong.push(`a <${kind}> without a name`);
  }

  // Nothing that can be reached by Tab stands in what is hidden from screen readers.
  for (const one of all(CONTROLS)) {
    if (one.tabIndex >= 0 && one.closest("[aria-hidden=true]")) wrong.push(`hidden, but reached by Tab: ${says(one)}`);
  }

  // Contrast: of each text with what is painted below it.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const parse = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, at) => part * a + below[at] * (1 - a));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = (one) => {
    if (!one) return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
    const own = parse(getComputedStyle(one).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, paper(one.parentElement));
  };
  const SMALL = 4.5, LARGE = 3;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !seen(one) || one.closest(".unseen, .skip, script, noscript, option, svg")) continue;
    if (one.closest(":disabled, [aria-disabled=true]") || one.closest("dialog:modal") === null && document.querySelector("dialog:modal")) continue;
    const style = getComputedStyle(one);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const least = size >= 24 || (bold && size >= 18.66) ? LARGE : SMALL;
    const below = paper(one);
    const ink = over(parse(style.color), below);
    const is = contrast(ink, below);
    const key = `${style.color} ${below}`;
    if (is >= least || told.has(key)) continue;
    told.add(key);
    wrong.push(`contrast ${is.toFixed(2)}, not ${least} (${style.color} on ${below.map(Math.round)}): ${says(one)}`);
  }

  // Room for a finger.
  const LEAST = 24;
  for (const one of all("button, select, [role=tab], [role=menuitem], input:not([type=checkbox]):not([type=radio])")) {
    const { width, height } = one.getBoundingClientRect();
    if (one.closest(".unseen, .skip") || width === 0) continue;
    if (width < LEAST - 0.5 || height < LEAST - 0.5) wrong.push(`only ${Math.round(width)} × ${Math.round(height)}: ${says(one)}`);
  }
  return wrong;
}
