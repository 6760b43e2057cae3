// A form that makes one call to the service this page came from, and shows what it answers.
import { element, json } from "/assets/draw.js";

const longest = 200000; // characters of an answer that are drawn

function controlFor(parameter, id, resolve) {
  const schema = parameter.schema;
  const items = schema.items && resolve(schema.items);
  const options = (items || schema).enum;
  const described = { id, name: parameter.name, "aria-describedby": `${id}-hint` };
  if (options && items) {
    return element("select", { ...described, multiple: true, size: options.length }, options.map((value) => element("option", { value }, value)));
  }
  if (options) {
    return element("select", described, ["", ...options].map((value) => element("option", { value }, value || "(not given)")));
  }
  const type = schema.format === "date" ? "date" : "text";
  const numeric = [].concat((items || schema).type).includes("integer");
  const control = element("input", { ...described, type, inputmode: numeric ? "numeric" : undefined, autocomplete: "off", required: parameter.required });
  if (parameter.in === "path" && numeric) control.value = "1";
  if (parameter.name === "limit") control.placeholder = String(schema.default);
  else if (parameter.example !== undefined) control.placeholder = String(parameter.example);
  return control;
}

function hintFor(parameter) {
  if (parameter.schema.items) return parameter.schema.items.enum ? "choose any number" : "separate several by spaces";
  return parameter.required ? "required" : "may stay empty";
}

function field(parameter, operation, resolve) {
  const id = `${operation.operationId}-${parameter.name}`;
  return element("div", { class: "field" }, [
    element("label", { for: id }, parameter.name),
    controlFor(parameter, id, resolve),
    element("small", { id: `${id}-hint` }, hintFor(parameter)),
  ]);
}

function valuesOf(control, parameter) {
  if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
  const value = control.value.trim();
  if (value === "") return [];
  return parameter.schema.items ? value.split(/[\s,]+/).filter((one) => one !== "") : [value];
}

// Behind a login, what changes something needs the session's token; the page says where the session is.
async function proof(method) {
  const session = document.querySelector("link[rel=session]");
  if (!session || method === "GET") return {};
  const response = await fetch(session.href, { headers: { Accept: "application/json" }, cache: "no-store" });
  return response.ok ? { "X-CSRF-Token": (await response.json()).csrf_token } : {};
}

function requestOf(form, operation, parameters) {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers = {};
  for (const parameter of parameters) {
    for (const value of valuesOf(form.elements[parameter.name], parameter)) {
      if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
      else if (parameter.in === "header") headers[parameter.name] = value;
      else query.append(parameter.name, value);
    }
  }
  const target = query.toString() ? `${path}?${query}` : path;
  const init = { method: operation.method.toUpperCase(), headers, cache: "no-store" };
  if (operation.requestBody) {
    headers["Content-Type"] = "application/json";
    init.body = form.elements.body.value;
  }
  return { target, init };
}

function drawBody(type, body) {
  if (body === "") return element("p", { class: "note" }, "No body.");
  const pre = element("pre", { tabindex: "0", "aria-label": "Body" });
  try {
    if (!/json/.test(type) || body.length > longest) throw new Error("shown as it is");
    pre.append(json(JSON.parse(body)));
  } catch {
    pre.append(body.length > longest ? `${body.slice(0, longest)}\n… ${body.length - longest} more characters` : body);
  }
  return pre;
}

function drawAnswer(request, response, body, milliseconds) {
  const fields = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  return [
    element("p", { class: "sent" }, `${request.init.method} ${request.target}`),
    element("p", { class: "line" }, [
      element("span", { class: response.ok || response.status === 304 ? "code good" : "code bad" }, `${response.status} ${response.statusText}`),
      element("span", {}, `${Math.round(milliseconds)} ms`),
      element("span", {}, `${new Blob([body]).size.toLocaleString("en")} bytes`),
    ]),
    element("details", { class: "schema" }, [element("summary", {}, "Show the header fields"), element("pre", { tabindex: "0" }, fields)]),
    drawBody(response.headers.get("Content-Type") || "", body),
  ];
}

export function tryForm(operation, parameters, resolve) {
  const answer = element("div", { class: "answer", "aria-live": "polite" });
  const button = element("button", { class: "button", type: "submit" }, "Send");
  const fields = parameters.map((parameter) => field(parameter, operation, resolve));
  if (operation.requestBody) {
    const media = operation.requestBody.content["application/json"];
    const id = `${operation.operationId}-body`;
    const area = element("textarea", { id, name: "body", spellcheck: "false" });
    area.value = JSON.stringify(media.example ?? {}, null, 2);
    fields.push(element("div", { class: "field whole" }, [element("label", { for: id }, "body"), area]));
  }
  const form = element("form", { class: "try" }, [fields.length > 0 ? element("div", { class: "fields" }, fields) : null, button, answer]);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const request = requestOf(form, operation, parameters);
      const started = performance.now();
      Object.assign(request.init.headers, await proof(request.init.method));
      const response = await fetch(request.target, request.init);
      const body = await response.text();
      answer.replaceChildren(...drawAnswer(request, response, body, performance.now() - started));
    } catch (fault) {
      answer.replaceChildren(element("p", { class: "status bad" }, `The service cannot be reached: ${fault.message}`));
    } finally {
      button.disabled = false;
    }
  });
  return form;
}
