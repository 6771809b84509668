// The route table: every route with its handler, its thread, what it depends on, and the worst that happens for it.

const ROUTES_AT_ONCE = 150;
const COLUMNS = [
  ["verb", "Method"], ["path", "Path"], ["handler", "Handler"], ["thread", "Runs on"], ["needs", "Depends on"], ["worst", "Worst effect"], ["findings", "Findings"],
];
const NONE = "—";
const routeView = { sort: "", reverse: false, limit: ROUTES_AT_ONCE };

const countsByLabel = DATA.labels.map(() => [0, 0, 0]);
const everywhere = new Set(DATA.everywhere); // what concerns every route tells them not apart
for (const finding of DATA.findings) {
  if (!everywhere.has(finding.id)) for (const label of routesOf(finding)) countsByLabel[label][finding.severity] += 1;
}

const ALL_ROUTES = DATA.apps.flatMap((app, index) => app.routes.map((route) => ({ ...route, app: index })));
for (const route of ALL_ROUTES) {
  route.needs ||= [];
  route.counts = countsByLabel[route.label];
  route.text = [route.verb, route.path, route.handler, pathOf(route.file), route.returns || "", ...route.needs.map(([name]) => name)].join("\n").toLowerCase();
}

const ROUTE_ORDERS = {
  verb: (route) => route.verb,
  path: (route) => route.path,
  handler: (route) => `${pathOf(route.file)}:${String(route.line).padStart(7)}`,
  thread: (route) => route.thread,
  needs: (route) => -route.needs.length,
  worst: (route) => route.worst ? SEVERITIES.indexOf(route.worst[0]) : 9,
  findings: (route) => -(route.counts[0] * 1e8 + route.counts[1] * 1e4 + route.counts[2]),
};

function drawRoutes() {
  const words = byId("route-search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const affected = byId("route-affected").checked;
  const fitting = ALL_ROUTES.filter((route) => words.every((word) => route.text.includes(word)) && (!affected || route.counts.some(Boolean)));
  byId("routes-count").textContent = fitting.length === ALL_ROUTES.length ? number(fitting.length) : `${number(fitting.length)} of ${number(ALL_ROUTES.length)}`;
  const list = byId("route-list");
  if (!fitting.length) {
    list.replaceChildren(el("p", { class: "empty" }, ALL_ROUTES.length ? "No route fits." : "No routes are known."));
    return;
  }
  const order = ROUTE_ORDERS[routeView.sort];
  if (order) {
    const sign = routeView.reverse ? -1 : 1;
    fitting.sort((one, other) => sign * (order(one) < order(other) ? -1 : order(one) > order(other) ? 1 : 0));
  }
  const body = el("tbody", {});
  let app = -1;
  for (const route of fitting.slice(0, routeView.limit)) {
    if (!order && route.app !== app && DATA.apps.length > 1) body.append(appRow(DATA.apps[route.app]));
    app = route.app;
    body.append(routeRow(route));
  }
  const note = DATA.everywhere.length ? el("p", { class: "note" }, `Not counted here: ${counted(DATA.everywhere.length, "finding")} on (nearly) every route, see the `, el("a", { href: "#overview" }, "overview"), ".") : "";
  const table = el("table", { class: "routes" }, el("thead", {}, el("tr", {}, COLUMNS.map(([key, title]) => columnHead(key, title)))), body);
  const rest = fitting.length - routeView.limit;
  list.replaceChildren(note, table, rest > 0 ? el("p", { class: "more screen" }, el("button", { type: "button", class: "quiet", on: { click: () => {
    routeView.limit = Infinity;
    drawRoutes();
  } } }, `${number(rest)} more`)) : "");
}

function columnHead(key, title) {
  const sorted = routeView.sort === key;
  return el("th", { scope: "col", "aria-sort": sorted ? (routeView.reverse ? "descending" : "ascending") : "none" },
    el("button", { type: "button", class: "quiet", on: { click: () => {
      if (sorted && routeView.reverse) Object.assign(routeView, { sort: "", reverse: false });
      else Object.assign(routeView, { sort: key, reverse: sorted });
      drawRoutes();
    } } }, title, el("span", { "aria-hidden": "true" }, sorted ? (routeView.reverse ? " ↓" : " ↑") : "")));
}

function appRow(app) {
  const name = app.name ? `${app.module}:${app.name}` : "Served by no application that is known";
  return el("tr", { class: "app" }, el("th", { colspan: COLUMNS.length, scope: "colgroup" }, name, " ",
    app.line ? el("span", { class: "place" }, `${pathOf(app.path)}:${app.line}`) : null, " ", el("span", { class: "count" }, counted(app.routes.length, "route"))));
}

function routeRow(route) {
  const cell = (title, ...what) => el("td", { "data-title": title, "data-empty": what[0] === NONE }, ...what);
  const verbs = route.verb.split(",").map((verb) => el("span", { class: "verb" }, verb));
  return el("tr", {},
    cell("Method", ...verbs),
    el("th", { scope: "row" }, el("code", {}, route.path)),
    cell("Handler", el("code", {}, route.handler), " ", el("span", { class: "place" }, `${shortPath(pathOf(route.file))}:${route.line}`)),
    cell("Runs on", route.thread ? el("span", { class: `thread ${route.thread}` }, THREADS[route.thread] || route.thread) : NONE),
    cell("Depends on", needsCell(route.needs)),
    cell("Worst effect", worstCell(route)),
    cell("Findings", findingsCell(route)));
}

function needsCell(needs) {
  if (!needs.length) return NONE;
  const names = [...new Set(needs.map(([name]) => name))];
  return el("span", { title: names.join(", ") }, el("code", {}, names[0]), names.length > 1 ? ` +${names.length - 1}` : "");
}

function worstCell(route) {
  if (!route.worst) return NONE;
  const [severity, kind, leaf, thread, path, line] = route.worst;
  return el("span", { title: `${kind} on the ${THREADS[thread] || thread}, at ${pathOf(path)}:${line}` }, mark(SEVERITIES.indexOf(severity), true),
    el("a", { href: `#route=${encodeURIComponent(DATA.labels[route.label])}&leaf=${encodeURIComponent(leaf)}` }, el("code", {}, leaf)));
}

function findingsCell(route) {
  if (!route.counts.some(Boolean)) return NONE;
  const chips = route.counts.map((count, severity) => count ? el("span", { class: `chip ${SEVERITIES[severity]}`, title: counted(count, SEVERITY_NAMES[severity]) }, number(count)) : null);
  return el("a", { class: "chips", href: `#route=${encodeURIComponent(DATA.labels[route.label])}` }, chips);
}

function bootRoutes() {
  byId("route-search").addEventListener("input", drawRoutes);
  byId("route-affected").addEventListener("change", drawRoutes);
  drawRoutes();
}
