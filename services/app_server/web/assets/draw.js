// Makes elements. Text always enters as text, never as markup.

export function text(value) {
  return document.createTextNode(value);
}

export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== undefined) made.setAttribute(attribute, value);
  }
  for (const child of [].concat(children)) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

// Paragraphs of a description, with `code` marked.
export function prose(description = "") {
  return description.split("\n\n").map((paragraph) => element("p", {}, paragraph.split("`").map((part, position) =>
    (position % 2 === 1 ? element("code", {}, part) : text(part)))));
}

// A JSON value, indented and coloured.
export function json(value) {
  const out = document.createDocumentFragment();
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const source = JSON.stringify(value, null, 2);
  let done = 0;
  for (const match of source.matchAll(token)) {
    out.append(source.slice(done, match.index));
    const kind = match[1] ? (match[2] ? "j-key" : "j-text") : "j-other";
    out.append(element("span", { class: kind }, match[1] || match[0]));
    out.append(match[2] || "");
    done = match.index + match[0].length;
  }
  out.append(source.slice(done));
  return out;
}
