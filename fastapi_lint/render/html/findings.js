// The list of findings: what the filters leave, in groups, as many at a time as one can read.

const ROWS = 200;
const ROWS_OF_GROUP = 40;
const NEAR_ALL = 0.9;

const view = { shown: [], groups: [], limit: ROWS, whole: new Set(), cursor: "" };
const byFingerprint = new Map(DATA.findings.map((finding) => [finding.id, finding]));

for (const finding of DATA.findings) {
  const calls = (finding.chain || []).map((call) => `${DATA.calls[call][5]} ${DATA.calls[call][6]}`);
  const leaves = leavesOf(finding);
  const routes = finding.routes;
  finding.text = [finding.code, finding.name, finding.message, pathOf(finding.path), finding.function, finding.id, ...calls, ...leaves].join("\n").toLowerCase();
  finding.reach = DATA.sets[routes].length;
}
const textOfSets = DATA.sets.map((labels) => labels.map((label) => DATA.labels[label]).join("\n").toLowerCase());

/** The folders around each file, but for those around all of them. */
const foldersOf = (() => {
  const around = DATA.paths.map((path) => path.split("/").slice(0, -1).map((_, depth, parts) => parts.slice(0, depth + 1).join("/")));
  const all = around.length ? around[0].filter((folder) => around.every((folders) => folders.includes(folder))) : [];
  return around.map((folders) => folders.filter((folder) => !all.includes(folder)));
})();

function leavesOf(finding) {
  const numbers = [...(finding.leaf === undefined ? [] : [finding.leaf]), ...(finding.also || [])];
  return [...new Set(numbers.map((leaf) => DATA.leaves[leaf][0]).filter(Boolean))];
}

const VALUES = {
  severity: (finding) => [SEVERITIES[finding.severity]],
  confidence: (finding) => [CONFIDENCES[finding.confidence]],
  rule: (finding) => [finding.code],
  leaf: leavesOf,
  route: (finding) => routesOf(finding).map((label) => DATA.labels[label]),
  folder: (finding) => foldersOf[finding.path],
  file: (finding) => [pathOf(finding.path)],
};

/** True if a finding has one of the chosen values of each facet; `except` is left out of account. */
function admits(finding, words, except) {
  if (words.some((word) => !finding.text.includes(word) && !textOfSets[finding.routes].includes(word))) return false;
  return FACETS.every((facet) => facet === except || !state[facet].size || VALUES[facet](finding).some((value) => state[facet].has(value)));
}

const searchedWords = () => state.q.toLowerCase().split(/\s+/).filter(Boolean);

const ORDERS = {
  severity: (one, other) => one.severity - other.severity || one.confidence - other.confidence || other.reach - one.reach,
  reach: (one, other) => other.reach - one.reach || one.severity - other.severity,
  place: () => 0,
  confidence: (one, other) => one.confidence - other.confidence || one.severity - other.severity,
};

const KEYS = {
  severity: (finding) => ["Errors", "Warnings", "Remarks"][finding.severity],
  rule: (finding) => `${finding.code} ${finding.name}`,
  file: (finding) => pathOf(finding.path),
  routes: (finding) => routesTold(finding),
  none: () => "",
};

function routesTold(finding) {
  const labels = routesOf(finding);
  if (!labels.length) return "No route";
  if (labels.length === 1) return DATA.labels[labels[0]];
  if (labels.length >= NEAR_ALL * DATA.labels.length && labels.length > 4) return "Every route, or nearly";
  return `${counted(labels.length, "route")}: ${DATA.labels[labels[0]]}, ${DATA.labels[labels[1]]}${labels.length > 2 ? " …" : ""}`;
}

function refresh() {
  const words = searchedWords();
  view.shown = DATA.findings.filter((finding) => admits(finding, words)).sort(ORDERS[state.sort]);
  const groups = new Map();
  for (const finding of view.shown) {
    const key = KEYS[state.group](finding);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(finding);
  }
  view.groups = [...groups];
  if (state.group === "severity") view.groups.sort(([, one], [, other]) => one[0].severity - other[0].severity);
  view.limit = ROWS;
  view.whole = new Set();
  if (state.finding) reveal(state.finding);
  draw();
  drawFilters(words);
}

/** See to it that a finding is among the rows that are drawn. */
function reveal(id) {
  let before = 0;
  for (const [key, found] of view.groups) {
    const at = found.findIndex((finding) => finding.id === id);
    if (at >= ROWS_OF_GROUP && view.groups.length > 1) view.whole.add(key);
    if (at >= 0) {
      view.limit = Math.max(view.limit, before + at + 1);
      return true;
    }
    before += view.whole.has(key) || view.groups.length === 1 ? found.length : Math.min(found.length, ROWS_OF_GROUP);
  }
  return false;
}

function rowsOf(key, found) {
  return view.groups.length === 1 || view.whole.has(key) ? found : found.slice(0, ROWS_OF_GROUP);
}

function draw() {
  const list = byId("finding-list");
  const parts = [];
  let left = view.limit;
  let undrawn = 0;
  for (const [key, found] of view.groups) {
    const rows = rowsOf(key, found);
    const drawn = rows.slice(0, Math.max(left, 0));
    undrawn += rows.length - drawn.length;
    left -= drawn.length;
    if (!drawn.length) continue;
    if (key) parts.push(el("h3", { class: "group" }, key, " ", el("span", { class: "count" }, number(found.length))));
    parts.push(...drawn.map(findingRow));
    const rest = found.length - rows.length;
    if (rest && drawn.length === rows.length) parts.push(more(`${number(rest)} more of ${key}`, () => {
      view.whole.add(key);
      view.limit += rest;
    }));
  }
  if (undrawn) parts.push(more(`${number(Math.min(undrawn, ROWS))} more`, () => { view.limit += ROWS; }));
  if (!view.shown.length) parts.push(nothing());
  list.replaceChildren(...parts);
  const all = DATA.findings.length;
  byId("findings-count").textContent = view.shown.length === all ? number(all) : `${number(view.shown.length)} of ${number(all)}`;
}

function more(label, then) {
  return el("p", { class: "more screen" }, el("button", { type: "button", class: "quiet", on: { click: () => {
    then();
    draw();
  } } }, label));
}

function nothing() {
  if (!DATA.findings.length) return el("p", { class: "empty" }, "There are no findings.");
  return el("p", { class: "empty" }, "No finding fits these filters. ", el("button", { type: "button", class: "quiet", on: { click: () => {
    clearFilters();
    changed();
  } } }, "Clear them"));
}

function findingRow(finding) {
  const open = state.finding === finding.id;
  const head = el("button", { type: "button", class: "head", "aria-expanded": String(open) },
    mark(finding.severity, true),
    el("span", { class: "code" }, finding.code, " ", el("span", { class: "dim" }, finding.name)),
    el("span", { class: "facts" }, facts(finding)),
    el("span", { class: "message" }, prose(sentence(finding.message))),
    el("span", { class: "place" }, `${pathOf(finding.path)}:${finding.span[0]}`));
  const made = el("article", { class: "finding", id: finding.id, "data-cursor": view.cursor === finding.id }, head);
  if (open) made.append(details(finding));
  head.addEventListener("click", () => toggle(finding.id));
  head.addEventListener("focus", () => setCursor(finding.id));
  return made;
}

function facts(finding) {
  const told = [];
  if (finding.reach) told.push(counted(finding.reach, "route"));
  if (finding.confidence) told.push(`${CONFIDENCES[finding.confidence]} confidence`);
  return told.join(" · ");
}

/** Open a finding, or close it; one is open at a time. */
function toggle(id, open = state.finding !== id) {
  const before = byId(state.finding);
  if (before && state.finding) {
    before.querySelector(".head").setAttribute("aria-expanded", "false");
    before.querySelector(".details")?.remove();
  }
  state.finding = open ? id : "";
  const now = byId(id);
  if (open && now) {
    now.querySelector(".head").setAttribute("aria-expanded", "true");
    now.append(details(byFingerprint.get(id)));
    keepInView(now);
  }
  writeState();
}

function keepInView(row) {
  const { top } = row.getBoundingClientRect();
  if (top < 60 || top > window.innerHeight * 0.75) row.scrollIntoView({ block: "start" });
}

function setCursor(id) {
  for (const row of document.querySelectorAll(".finding[data-cursor]")) row.removeAttribute("data-cursor");
  view.cursor = id;
  byId(id)?.setAttribute("data-cursor", "");
}

/** Move to the next finding of the list, or the one before; further rows are drawn where they are needed. */
function step(by) {
  const order = view.groups.flatMap(([key, found]) => rowsOf(key, found));
  if (!order.length) return;
  const at = order.findIndex((finding) => finding.id === view.cursor);
  const next = order[at < 0 ? 0 : Math.min(Math.max(at + by, 0), order.length - 1)];
  if (!byId(next.id) && reveal(next.id)) draw();
  setCursor(next.id);
  const head = byId(next.id).querySelector(".head");
  head.focus({ preventScroll: true });
  head.scrollIntoView({ block: "nearest" });
}

/** The filters have changed: by a control, not by the address. */
function changed() {
  if (state.finding && !admits(byFingerprint.get(state.finding) || { text: "", routes: 0 }, searchedWords())) state.finding = "";
  writeState();
  refresh();
}
