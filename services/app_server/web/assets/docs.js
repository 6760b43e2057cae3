// Draws the API reference from the description the service serves of itself.
import { element, text, prose, json } from "/assets/draw.js";
import { tryForm } from "/assets/try.js";

const content = document.getElementById("content");
const index = document.getElementById("index");
let api;

export function resolve(value) {
  let target = value;
  while (target && target.$ref) {
    target = target.$ref.slice(2).split("/").reduce((at, step) => at[step], api);
  }
  return target;
}

function nameOf(schema) {
  return schema.$ref ? schema.$ref.split("/").pop() : "";
}

function typeOf(schema) {
  const named = nameOf(schema);
  const whole = resolve(schema);
  if (named) return named;
  if (whole.anyOf || whole.oneOf) return (whole.anyOf || whole.oneOf).map(typeOf).join(" or ");
  const types = [].concat(whole.type || "any");
  const shown = types.map((type) => (type === "array" && whole.items ? `array of ${typeOf(whole.items)}` : type));
  return shown.join(" or ") + (whole.format ? `, ${whole.format}` : "");
}

function limitsOf(schema) {
  const said = [];
  if (schema.const !== undefined) said.push(`always ${JSON.stringify(schema.const)}`);
  if (schema.enum) said.push(`one of ${schema.enum.join(", ")}`);
  const items = schema.items && resolve(schema.items);
  if (items && items.enum) said.push(`each one of ${items.enum.join(", ")}`);
  if (schema.default !== undefined) said.push(`${schema.default} when absent`);
  if (schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 2147483647) {
    said.push(`from ${schema.minimum} to ${schema.maximum}`);
  } else if (schema.minimum !== undefined) {
    said.push(`at least ${schema.minimum}`);
  }
  if (schema.maxLength !== undefined) said.push(`at most ${schema.maxLength} characters`);
  if (schema.maxItems !== undefined) said.push(`at most ${schema.maxItems} values`);
  if (schema.pattern && schema.pattern.length < 40) said.push(`matches ${schema.pattern}`);
  return said.join("; ");
}

// The object schemas inside a schema: itself, its elements or its branches.
function objectsIn(schema) {
  const whole = resolve(schema);
  if (whole.properties) return [schema];
  if (whole.items) return objectsIn(whole.items);
  return [...(whole.anyOf || []), ...(whole.oneOf || [])].flatMap(objectsIn);
}

function members(schema) {
  const whole = resolve(schema);
  const required = whole.required || [];
  return element("ul", { class: "members" }, Object.entries(whole.properties).map(([name, property]) => {
    const about = resolve(property);
    const limits = limitsOf(about);
    return element("li", {}, [
      element("span", { class: "name" }, name),
      element("span", { class: "kind" }, typeOf(property)),
      required.includes(name) ? null : element("span", { class: "kind" }, "optional"),
      about.description ? element("div", { class: "note" }, prose(about.description)) : null,
      limits ? element("p", { class: "note" }, limits) : null,
      ...nested(property),
    ]);
  }));
}

// Closed until asked for, and drawn only then: schemas may contain one another.
function nested(schema) {
  return objectsIn(schema).map((inner) => {
    const title = nameOf(inner) || "members";
    const details = element("details", { class: "schema" }, [element("summary", {}, `Show ${title}`)]);
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(members(inner));
    });
    return details;
  });
}

function parameterRows(parameters) {
  return element("ul", { class: "rows" }, parameters.map((parameter) => {
    const limits = limitsOf(parameter.schema);
    return element("li", {}, [
      element("span", { class: "name" }, parameter.name),
      element("span", { class: "kind" }, `${typeOf(parameter.schema)}, in ${parameter.in}`),
      parameter.required ? element("span", { class: "must" }, "required") : null,
      element("div", { class: "note" }, prose(parameter.description)),
      limits ? element("p", { class: "note" }, limits) : null,
    ]);
  }));
}

function bodySection(media) {
  const [type, body] = Object.entries(media)[0];
  const example = body.example === undefined ? resolve(body.schema).example : body.example;
  return [
    element("p", { class: "note" }, type),
    ...nested(body.schema),
    example === undefined ? null : element("details", { class: "schema" }, [element("summary", {}, "Show an example"), element("pre", { tabindex: "0" }, json(example))]),
  ];
}

function responseRows(responses) {
  return element("ul", { class: "rows" }, Object.entries(responses).map(([code, given]) => {
    const response = resolve(given);
    const fields = Object.entries(response.headers || {});
    return element("li", {}, [
      element("span", { class: /^[23]/.test(code) ? "code good" : "code bad" }, code),
      element("div", { class: "note" }, prose(response.description)),
      ...(response.content ? bodySection(response.content) : []),
      fields.length === 0 ? null : element("details", { class: "schema" }, [
        element("summary", {}, `Show ${fields.length} header fields`),
        element("ul", { class: "members" }, fields.map(([name, header]) => element("li", {}, [
          element("span", { class: "name" }, name), element("div", { class: "note" }, prose(resolve(header).description)),
        ]))),
      ]),
    ]);
  }));
}

function section(title, ...parts) {
  return element("section", {}, [element("h4", {}, title), ...parts]);
}

function drawInside(operation) {
  const parameters = (operation.parameters || []).map(resolve);
  const body = operation.requestBody;
  return element("div", { class: "inside" }, [
    element("div", {}, prose(operation.description)),
    parameters.length > 0 ? section("Parameters", parameterRows(parameters)) : null,
    body ? section("Body", element("div", { class: "note" }, prose(body.description)), ...bodySection(body.content)) : null,
    section("Try it", tryForm(operation, parameters, resolve)),
    section("Responses", responseRows(operation.responses)),
  ]);
}

function drawOperation(operation) {
  const details = element("details", { class: "operation", id: operation.operationId }, [
    element("summary", {}, [
      element("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()),
      element("h3", {}, operation.path),
      element("span", { class: "what" }, operation.summary),
    ]),
  ]);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(drawInside(operation));
  });
  return details;
}

function openFromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (target && target.classList.contains("operation")) {
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  }
  for (const link of index.querySelectorAll("a")) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function drawIndex(groups) {
  index.replaceChildren(...groups.map(([tag, operations]) => element("section", {}, [
    element("h2", {}, tag.name),
    element("ul", {}, operations.map((operation) => {
      const words = `${operation.summary} ${operation.path} ${operation.operationId}`.toLowerCase();
      return element("li", { "data-words": words }, [element("a", { href: `#${operation.operationId}` }, [
        element("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()), text(operation.summary),
      ])]);
    })),
  ])));
  document.getElementById("find").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const item of index.querySelectorAll("li")) item.hidden = !item.dataset.words.includes(wanted);
    for (const group of index.children) group.hidden = !group.querySelector("li:not([hidden])");
  });
}

function draw() {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })));
  const groups = api.tags.map((tag) => [tag, operations.filter((operation) => operation.tags.includes(tag.name))]);
  document.title = `${api.info.title} reference`;
  content.replaceChildren(
    element("div", { class: "intro" }, [element("h1", {}, api.info.title), ...prose(api.info.description)]),
    ...groups.map(([tag, some]) => element("section", { class: "tag" }, [
      element("h2", {}, tag.name), element("p", {}, tag.description), ...some.map(drawOperation),
    ])),
  );
  drawIndex(groups);
}

async function start() {
  const wide = matchMedia("(min-width: 62rem)");
  const menu = document.getElementById("menu");
  const fit = () => { menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  index.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) menu.open = false;
  });
  const response = await fetch(document.querySelector("link[rel=service-desc]").href);
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  api = await response.json();
  draw();
  addEventListener("hashchange", openFromAddress);
  openFromAddress();
}

start().catch((fault) => {
  const status = element("p", { class: "status bad", role: "alert" }, `The description of the API cannot be shown: ${fault.message}.`);
  content.replaceChildren(status);
}).finally(() => content.setAttribute("aria-busy", "false"));
