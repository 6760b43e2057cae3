// Signs in: name and password, then the second factor of those who have one, then a password of one's own for
// those whose password is temporary, then a second factor for those whose role must have one.
const form = document.getElementById("login");
const refusal = document.getElementById("refusal");
const button = form.querySelector("button");
const query = new URLSearchParams(location.search);
let step = "first";
let token = "";

// Only a path on this host is followed: anything else would send people away after their login.
function destination() {
  const next = query.get("next") || "/cms/";
  const target = new URL(next, location.origin);
  return target.origin === location.origin && next.startsWith("/") ? target.href : "/cms/";
}

// Every answer about the session brings the token for the next request.
async function ask(method, path, body) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers["X-CSRF-Token"] = token;
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) {
    const said = [answer.detail || answer.title, ...(answer.errors || []).map((fault) => fault.detail)];
    throw new Error([...new Set(said)].join(": "));
  }
  token = (answer.session || answer).csrf_token || token;
  return answer;
}

function show(name, label) {
  for (const part of form.querySelectorAll("[data-step]")) {
    part.hidden = part.dataset.step !== name;
    for (const field of part.querySelectorAll("input")) field.disabled = part.hidden;
  }
  step = name;
  button.textContent = label;
  (form.querySelector(`[data-step=${name}] input`) || button).focus();
}

function proceed(session) {
  if (session.second_factor === "required") {
    show("second", "Sign in");
  } else if (session.must_change_password) {
    form.current.value = form.password.value;
    show("change", "Change the password");
  } else if (session.second_factor === "none" && query.get("reason") === "second-factor-required") {
    show("offer", "Continue");
  } else {
    location.assign(destination());
  }
}

function proof(code) {
  return /^[0-9]{6}$/.test(code) ? { code } : { recovery_code: code };
}

// Each takes its step and goes on to the next.
const steps = {
  first: async () =>
    proceed(
      await ask("POST", "/cms/api/v1/session", { username: form.username.value, password: form.password.value }),
    ),
  second: async () =>
    proceed(await ask("POST", "/cms/api/v1/session/second-factor", proof(form.code.value.trim()))),
  change: async () => {
    if (form.chosen.value !== form.again.value) throw new Error("The two new passwords differ.");
    const passwords = { password: form.current.value, new_password: form.chosen.value };
    proceed(await ask("PUT", "/cms/api/v1/me/password", passwords));
  },
  offer: async () => {
    const offered = await ask("POST", "/cms/api/v1/me/second-factor", { password: form.confirmed.value });
    document.getElementById("secret").textContent = offered.secret;
    document.getElementById("uri").href = offered.uri;
    show("enrol", "Turn it on");
  },
  enrol: async () => {
    const enrolled = await ask("PUT", "/cms/api/v1/me/second-factor", { code: form.firstCode.value });
    const items = enrolled.recovery_codes.map((code) => {
      const item = document.createElement("li");
      item.textContent = code;
      return item;
    });
    document.getElementById("codes").replaceChildren(...items);
    show("codes", "I have kept them");
  },
  codes: async () => location.assign(destination()),
};

async function attempt(work) {
  refusal.hidden = true;
  button.disabled = true;
  try {
    await work();
  } catch (fault) {
    refusal.textContent = fault.message;
    refusal.hidden = false;
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(steps[step]);
});

// Whoever was sent here with a session that lacks only one of the later steps goes on with it.
show("first", "Sign in");
if (["second-factor-required", "password-change-required"].includes(query.get("reason"))) {
  attempt(async () => proceed(await ask("GET", "/cms/api/v1/session")));
}
