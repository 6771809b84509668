// The page as a whole: the address, keys, colours, printing.

const PRINTED_IN_FULL = 250;
const THEMES = ["auto", "light", "dark"];

function bootFilters() {
  for (const [key, label] of Object.entries(GROUPS)) byId("group").append(el("option", { value: key }, label));
  for (const [key, label] of Object.entries(SORTS)) byId("sort").append(el("option", { value: key }, label));
  for (const key of ["group", "sort"]) byId(key).addEventListener("change", (event) => {
    state[key] = event.target.value;
    changed();
  });
  let waiting = 0;
  byId("search").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      state.q = event.target.value.trim();
      changed();
    }, 90);
  });
  const wide = matchMedia("(min-width: 1000px)");
  const fold = () => { byId("facets").open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
}

/** Show what the address says, and go there. */
function follow() {
  const target = readState();
  refresh();
  if (state.finding && !byId(state.finding)) missing(state.finding);
  const place = byId(state.finding && byId(state.finding) ? state.finding : target);
  if (!place) return;
  if (place.matches("details.manual")) place.open = true;
  if (state.finding) setCursor(state.finding);
  place.scrollIntoView({ block: "start" });
}

function missing(id) {
  const hidden = byFingerprint.has(id) ? "The finding of this address is hidden by the filters." : "The finding of this address is not in this audit: it may be mended.";
  byId("finding-list").prepend(el("p", { class: "empty" }, hidden));
}

function setTheme(name) {
  const root = document.documentElement;
  if (name === "auto") delete root.dataset.theme;
  else root.dataset.theme = name;
  byId("theme-name").textContent = name;
}

function kept(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing for files
  }
  return null;
}

function nextTheme() {
  const now = document.documentElement.dataset.theme || "auto";
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  setTheme(next);
  kept("fastapi-lint-theme", next);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  const typing = event.target.matches("input[type=search], select, textarea");
  if (event.key === "Escape") escape(event, typing);
  else if (!typing && event.key in ACTIONS) {
    event.preventDefault();
    ACTIONS[event.key]();
  } else if (event.key === "Enter" && event.target === document.body && view.cursor) toggle(view.cursor);
}

function escape(event, typing) {
  if (typing && event.target.value && event.target.matches("input")) {
    event.preventDefault();
    event.target.value = "";
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (typing) event.target.blur();
  else if (state.finding) {
    const row = byId(state.finding);
    toggle(state.finding, false);
    row?.querySelector(".head").focus();
  }
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  t: nextTheme,
  "?": () => byId("keys").showModal(),
  "/": () => {
    byId("search").scrollIntoView({ block: "nearest" });
    byId("search").focus();
  },
};

/** On paper each finding is in full, up to a number that somebody might print. */
function beforePrint() {
  view.limit = Infinity;
  for (const [key] of view.groups) view.whole.add(key);
  routeView.limit = Infinity;
  draw();
  drawRoutes();
  for (const finding of view.shown.slice(0, PRINTED_IN_FULL)) {
    const row = byId(finding.id);
    if (row && !row.querySelector(".details")) row.append(details(finding));
  }
  for (const row of document.querySelectorAll("tr[data-cause]")) row.hidden = false;
}

function afterPrint() {
  view.limit = ROWS;
  view.whole = new Set();
  routeView.limit = ROUTES_AT_ONCE;
  refresh();
  drawRoutes();
}

function spyOnSections() {
  const links = new Map([...document.querySelectorAll(".top nav a")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) links.get(entry.target.id)?.toggleAttribute("data-here", entry.isIntersecting);
  }, { rootMargin: "-30% 0px -65% 0px" });
  for (const id of links.keys()) watcher.observe(byId(id));
}

for (const id of ["causes", "rules"]) {
  if (DATA[id].length !== 0 && Object.keys(DATA[id]).length) continue;
  byId(id).hidden = true;
  document.querySelector(`.top nav a[href="#${id}"]`).hidden = true;
}
setTheme(THEMES.includes(kept("fastapi-lint-theme")) ? kept("fastapi-lint-theme") : "auto");
byId("theme").addEventListener("click", nextTheme);
byId("help").addEventListener("click", ACTIONS["?"]);
document.addEventListener("keydown", onKey);
window.addEventListener("hashchange", follow);
window.addEventListener("beforeprint", beforePrint);
window.addEventListener("afterprint", afterPrint);
bootFilters();
bootRoutes();
bootCauses();
follow();
spyOnSections();
