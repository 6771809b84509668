// One finding in full: its chain beside the source of each call, what it hits, why it matters and what helps.

const SURE = [
  "High confidence: the types leave one callee at each step, and an entry point leads here.",
  "Medium confidence: the types leave a choice at a step, or it happens under a condition only.",
  "Low confidence: several doubts. Look before you act.",
];
const ROUTES_TOLD = 12;
const COLUMNS_BESIDE = 1.5; // a graph with more is above the source, not beside it

function details(finding) {
  const rule = DATA.rules[finding.code] || { title: "", why: "", url: "" };
  const source = finding.chain ? chainAndSource(finding) : el("div", { class: "source" }, ownFrame(finding));
  const about = el("dl", { class: "about" });
  const tell = (term, ...what) => about.append(el("div", {}, el("dt", {}, term), el("dd", {}, ...what)));
  const repeat = (...told) => { // on paper it stands once, with the rule
    tell(...told);
    about.lastChild.className = "once";
  };
  if (finding.advice !== undefined) tell("What helps", el("p", { class: "advice" }, prose(sentence(DATA.texts[finding.advice]))));
  if (finding.fix) tell("Fix", prose(finding.fix));
  if (finding.introduced) tell("New", introduced(finding.introduced));
  if (rule.why) repeat("Why it matters", manualHtml("p", rule.why));
  if (routesOf(finding).length) tell("Routes", routeLinks(routesOf(finding)));
  (finding.confidence ? tell : repeat)("How sure", SURE[finding.confidence]);
  repeat("Rule", el("a", { href: `#${finding.code}` }, `${finding.code} ${finding.name}`), `: ${rule.title} `,
    rule.url ? el("a", { class: "dim screen", href: rule.url, rel: "noopener noreferrer" }, "Online page") : null);
  return el("div", { class: "details" }, source, about, el("p", { class: "actions screen" },
    el("a", { class: "dim", href: `#${finding.id}` }, "Link to this finding"),
    el("code", { class: "dim" }, finding.id)));
}

function introduced([cause, place]) {
  if (cause === "changed-line") return "It stands on a line that was changed.";
  return `The code here is that of before: a change elsewhere caused it${place ? `, at ${place}` : ""}.`;
}

function ownFrame(finding) {
  const [line, , endLine] = finding.span;
  const marks = marksOf(finding.path, finding.span);
  return el("figure", {}, placeCaption(finding.path, line, finding.function),
    frame(finding.path, line, endLine, { marks, header: finding.header, severity: finding.severity }));
}

/** True for the call of a chain at which the finding stands. */
function standsAt(finding, index) {
  const [path, line, column] = DATA.calls[index];
  return path === finding.path && line === finding.span[0] && column === finding.span[1];
}

function chainAndSource(finding) {
  const leaf = finding.leaf === undefined ? "" : DATA.leaves[finding.leaf][0];
  const graph = withRoutes(finding.graph || straight(finding.chain, leaf), finding);
  const panel = el("div", { class: "source", "aria-live": "polite" });
  const ends = graph.nodes.length > 1 && finding.chain.length + (leaf ? 1 : 0) > 1;
  const show = (index) => {
    const [, , end, calls, routes] = graph.nodes[index];
    if (routes) panel.replaceChildren(el("p", { class: "dim" }, "Served by"), routeLinks(routesOf(finding), Infinity));
    else {
      const frames = calls.map((call) => callFrame(call, finding.severity, standsAt(finding, call) && !end ? finding.span : null));
      panel.replaceChildren(...frames, onward(graph, index, finding.severity) || "");
    }
  };
  if (!ends && !finding.graph) {
    panel.replaceChildren(ownFrame(finding));
    return panel;
  }
  const stands = graph.nodes.findIndex((node) => !node[2] && !node[4] && node[3].some((call) => standsAt(finding, call)));
  const down = graph.rows <= COLUMNS_BESIDE;
  const view = graphView(graph, {
    down,
    room: byId("finding-list").clientWidth - 52,
    nodes: (index) => nodeOf(graph, index, finding, stands),
    select: show,
    chosen: Math.max(0, stands >= 0 ? stands : graph.nodes.findIndex((node) => !node[4])),
    label: "The chain of calls",
  });
  return el("div", { class: down ? "chain" : "chain wide" }, view, panel);
}

/** The calls that follow, a line each: down to the (first) leaf. */
function onward(graph, index, severity) {
  const items = [];
  for (let at = next(graph, index); at !== undefined && !graph.nodes[at][2]; at = next(graph, at)) {
    const [path, line, column, end, , name] = DATA.calls[graph.nodes[at][3][0]];
    items.push(el("li", {}, placeCaption(path, line, name, "p"), frame(path, line, line, { marks: [[line, column, end]], severity, context: 0 })));
  }
  return items.length ? el("ol", { class: "onward", "aria-label": "The calls that follow" }, items) : null;
}

const next = (graph, index) => (graph.edges.find(([start]) => start === index) || [])[1];

/** The same graph with the routes above its first node. */
function withRoutes(graph, finding) {
  if (!routesOf(finding).length) return graph;
  const first = graph.nodes.findIndex((_, index) => !graph.edges.some(([, end]) => end === index));
  return {
    layers: graph.layers + 1,
    rows: graph.rows,
    nodes: [...graph.nodes.map(([layer, ...rest]) => [layer + 1, ...rest]), [0, graph.nodes[first][1], "", [], true]],
    edges: [[graph.nodes.length, first], ...graph.edges.map(([start, end, via]) => [start, end, (via || []).map(([layer, row]) => [layer + 1, row])])],
  };
}

function nodeOf(graph, index, finding, stands) {
  const [, , leaf, calls, routes] = graph.nodes[index];
  if (routes) {
    const [first, ...rest] = routesOf(finding).map((label) => DATA.labels[label]);
    const more = rest.length ? `and ${counted(rest.length, "more route")}` : "route";
    return { title: first, below: more, kind: "served", label: first };
  }
  const [path, line, , , , name, text] = DATA.calls[calls[0]];
  if (leaf) {
    const named = DATA.leaves.find(([one]) => one === leaf);
    return { title: shortName(leaf), below: named && named[1] ? named[1] : "called here", kind: `leaf ${SEVERITIES[finding.severity]}`, label: `${leaf}, called at ${pathOf(path)}:${line}` };
  }
  const place = `${shortPath(pathOf(path), 20)}:${line}`;
  const badge = index === stands && finding.thread ? THREADS[finding.thread] || finding.thread : "";
  return { title: shortName(name) || "module level", below: place, kind: index === stands ? "call reported" : "call", badge, label: `${name} calls ${text} at ${pathOf(path)}:${line}` };
}

function routeLinks(labels, most = ROUTES_TOLD) {
  const list = el("ul", { class: "route-links" });
  const add = (some) => list.append(...some.map((label) => el("li", {}, routeLink(label))));
  add(labels.slice(0, most));
  if (labels.length > most) {
    const more = el("li", {}, el("button", { type: "button", class: "quiet", on: { click: () => {
      more.remove();
      add(labels.slice(most));
    } } }, `and ${number(labels.length - most)} more`));
    list.append(more);
  }
  return list;
}

function routeLink(label) {
  return el("a", { href: `#route=${encodeURIComponent(DATA.labels[label])}` }, el("code", {}, DATA.labels[label]));
}
