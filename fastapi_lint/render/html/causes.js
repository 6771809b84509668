// The graph of all that leads to one leaf, below its row in the table of causes.

const CAUSES_AT_ONCE = 12;

function causeGraph(cause) {
  const panel = el("div", { class: "source", "aria-live": "polite" });
  const { graph } = cause;
  const leaf = graph.nodes.findIndex((node) => node[2]);
  const view = graphView(graph, {
    down: false,
    room: byId("causes").clientWidth - 40,
    nodes: (index) => causeNode(graph.nodes[index], cause),
    select: (index) => panel.replaceChildren(...causeSource(graph.nodes[index])),
    chosen: Math.max(leaf, 0),
    label: `What leads to ${cause.leaf}`,
  });
  const rest = cause.chains - cause.drawn;
  return el("div", { class: "cause-graph" }, view,
    rest > 0 ? el("p", { class: "dim" }, `${number(cause.drawn)} of ${counted(cause.chains, "chain")} are drawn, the gravest.`) : null, panel);
}

function causeNode([, , leaf, calls], cause) {
  const [path, line, , , , name] = DATA.calls[calls[0]];
  if (leaf) return { title: shortName(leaf), below: cause.kind || "called here", kind: "leaf", label: `${leaf}: ${counted(calls.length, "call")}` };
  const reported = findingsAt(calls);
  const routes = new Set(reported.flatMap(routesOf)).size;
  const file = shortPath(pathOf(path), routes ? 12 : 20);
  const below = calls.length > 1 ? `${file}, ${calls.length} calls` : `${file}:${line}`;
  return {
    title: shortName(name) || "module level",
    below,
    kind: reported.length ? "call reported" : "call",
    badge: routes ? counted(routes, "route") : "",
    label: `${name}, ${pathOf(path)}:${line}`,
  };
}

const findingsByCall = new Map();
for (const finding of DATA.findings) {
  for (const call of finding.chain || []) {
    if (standsAt(finding, call)) findingsByCall.set(call, [...(findingsByCall.get(call) || []), finding]);
  }
}

const findingsAt = (calls) => [...new Set(calls.flatMap((call) => findingsByCall.get(call) || []))];

function causeSource([, , leaf, calls]) {
  const found = leaf ? [] : findingsAt(calls);
  const links = found.slice(0, 6).map((finding) => el("li", {}, mark(finding.severity, true), el("a", { href: `#${finding.id}` }, prose(sentence(finding.message)))));
  const frames = calls.slice(0, 6).map((call) => callFrame(call, found.length ? found[0].severity : 0));
  return [...(links.length ? [el("ul", { class: "plain" }, links)] : []), ...frames,
    ...(calls.length > 6 ? [el("p", { class: "dim" }, `and ${counted(calls.length - 6, "more call")}`)] : [])];
}

function bootCauses() {
  const rows = [...document.querySelectorAll("tr[data-cause]")];
  for (const row of rows) {
    const button = row.querySelector("button");
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      button.textContent = open ? "Graph" : "Close";
      if (open) row.nextElementSibling.remove();
      else row.after(el("tr", { class: "opened" }, el("td", { colspan: row.children.length }, causeGraph(DATA.causes[Number(row.dataset.cause)]))));
    });
  }
  const folded = rows.slice(CAUSES_AT_ONCE);
  if (!folded.length) return;
  for (const row of folded) row.hidden = true;
  const more = el("p", { class: "more screen" }, el("button", { type: "button", class: "quiet", on: { click: () => {
    for (const row of folded) row.hidden = false;
    more.remove();
  } } }, `${number(folded.length)} more`));
  rows[0].closest("table").after(more);
}
