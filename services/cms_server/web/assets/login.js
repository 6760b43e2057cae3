// Signs in: name and password first, then the second factor of those who have one.
const form = document.getElementById("login");
const refusal = document.getElementById("refusal");
const second = document.getElementById("second");
const button = form.querySelector("button");
let token = "";

// Only a path on this host is followed: anything else would send people away after their login.
function destination() {
  const next = new URLSearchParams(location.search).get("next") || "/cms/";
  const target = new URL(next, location.origin);
  return target.origin === location.origin && next.startsWith("/") ? target.href : "/cms/";
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (token) headers["X-CSRF-Token"] = token;
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail || answer.title);
  return answer;
}

async function signIn() {
  if (!second.hidden) {
    await post("/cms/api/v1/session/second-factor", { code: form.code.value.trim() });
    return true;
  }
  const session = await post("/cms/api/v1/session", { username: form.username.value, password: form.password.value });
  token = session.csrf_token;
  if (session.second_factor !== "required") return true;
  document.getElementById("first").hidden = true;
  second.hidden = false;
  form.code.required = true;
  form.code.focus();
  return false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  refusal.hidden = true;
  button.disabled = true;
  try {
    if (await signIn()) location.assign(destination());
  } catch (fault) {
    refusal.textContent = fault.message;
    refusal.hidden = false;
  } finally {
    button.disabled = false;
  }
});
