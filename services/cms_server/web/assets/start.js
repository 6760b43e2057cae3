// Who is signed in, and what waits for whom.
const tiles = document.getElementById("tiles");
const trouble = document.getElementById("trouble");

const counts = [
  ["/cms/api/v1/inbox?limit=1&state=new&state=changed", "waiting in the inbox"],
  ["/cms/api/v1/courses?limit=1&state=draft", "drafts"],
  ["/cms/api/v1/courses?limit=1&state=published", "published courses"],
  ["/cms/api/v1/publications?limit=1&state=queued", "on their way to the App"],
  ["/cms/api/v1/publications?limit=1&state=failed", "refused by the App"],
];

async function get(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (response.status === 401) location.assign("/cms/login?next=/cms/");
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail || answer.title);
  return answer;
}

async function tile([path, meaning]) {
  const item = document.createElement("li");
  const number = document.createElement("strong");
  const label = document.createElement("span");
  label.textContent = meaning;
  number.textContent = (await get(path)).total.toLocaleString();
  item.append(number, label);
  return item;
}

async function start() {
  const session = await get("/cms/api/v1/session");
  document.getElementById("who").textContent = `${session.member.display_name} · ${session.member.role}`;
  document.getElementById("logout").addEventListener("click", async () => {
    await fetch("/cms/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": session.csrf_token } });
    location.assign("/cms/login");
  });
  tiles.replaceChildren(...await Promise.all(counts.map(tile)));
}

start().catch((fault) => {
  trouble.textContent = fault.message;
  trouble.hidden = false;
}).finally(() => tiles.setAttribute("aria-busy", "false"));
