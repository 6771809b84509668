// The facets beside the list: how many findings each choice would leave, given the other filters.

const FACET_TITLES = { severity: "Severity", confidence: "Confidence", rule: "Rule", leaf: "Reaches", folder: "Folder", file: "File", route: "Route" };
const FACET_ROWS = { severity: 3, confidence: 3, rule: 10, leaf: 6, folder: 5, file: 6, route: 6 };
const NARROWED = 12; // choices from which on a facet has a search of its own
const facetState = Object.fromEntries(Object.keys(FACET_TITLES).map((facet) => [facet, { all: false, search: "" }]));
const RULE_NAMES = new Map(DATA.findings.map((finding) => [finding.code, finding.name]));

function drawFilters(words) {
  byId("facet-lists").replaceChildren(...Object.keys(FACET_TITLES).map((facet) => facetList(facet, words)).filter(Boolean));
  drawChosen();
  const search = byId("search");
  if (search.value !== state.q) search.value = state.q;
  byId("group").value = state.group;
  byId("sort").value = state.sort;
}

function choices(facet, words) {
  const counts = new Map();
  for (const finding of DATA.findings) {
    const admitted = admits(finding, words, facet);
    for (const value of VALUES[facet](finding)) {
      if (admitted) counts.set(value, (counts.get(value) || 0) + 1);
    }
  }
  for (const value of state[facet]) if (!counts.has(value)) counts.set(value, 0);
  const order = { severity: SEVERITIES, confidence: CONFIDENCES }[facet];
  const rank = order ? ([value]) => order.indexOf(value) : ([, count]) => -count;
  return [...counts].sort((one, other) => rank(one) - rank(other) || (one[0] < other[0] ? -1 : 1));
}

function facetList(facet, words) {
  const all = choices(facet, words);
  if (all.length < (facet === "folder" ? 1 : 2) && !state[facet].size) return null;
  const own = facetState[facet];
  const list = el("ul", {});
  const redraw = () => {
    const fitting = all.filter(([value]) => `${value} ${RULE_NAMES.get(value) || ""}`.toLowerCase().includes(own.search));
    const picked = fitting.filter(([value], at) => own.all || own.search || at < FACET_ROWS[facet] || state[facet].has(value)).slice(0, 300);
    list.replaceChildren(...picked.map(([value, count]) => el("li", {}, choice(facet, value, count))));
  };
  redraw();
  const section = el("fieldset", { "data-facet": facet }, el("legend", {}, FACET_TITLES[facet]));
  if (all.length >= NARROWED) section.append(el("input", { type: "search", class: "narrow", value: own.search, placeholder: `${number(all.length)} to choose from`, "aria-label": `Find: ${FACET_TITLES[facet]}`, spellcheck: "false", on: { input: (event) => {
    own.search = event.target.value.toLowerCase();
    redraw();
  } } }));
  section.append(list);
  if (all.length > FACET_ROWS[facet] && !own.search) section.append(el("button", { type: "button", class: "quiet", on: { click: () => {
    own.all = !own.all;
    drawFilters(searchedWords());
  } } }, own.all ? "fewer" : `${number(all.length - FACET_ROWS[facet])} more`));
  return section;
}

function choice(facet, value, count) {
  const box = el("input", { type: "checkbox", checked: state[facet].has(value), on: { change: () => {
    if (box.checked) state[facet].add(value);
    else state[facet].delete(value);
    changed();
    byId("facet-lists").querySelector(`[data-facet="${facet}"] input[data-value="${CSS.escape(value)}"]`)?.focus();
  } }, "data-value": value });
  const severity = facet === "severity" ? mark(SEVERITIES.indexOf(value)) : null;
  const name = facet === "file" || facet === "folder" ? shortPath(value, 30) : facet === "severity" ? SEVERITY_NAMES[SEVERITIES.indexOf(value)] : value.replaceAll("`", "");
  const told = facet === "rule" ? [el("b", {}, value), " ", RULE_NAMES.get(value) || ""] : [name];
  return el("label", { title: value }, box, severity, el("span", { class: "value" }, told), el("span", { class: "count" }, number(count)));
}

/** The filters that are on, each with a button that takes it away. */
function drawChosen() {
  const parts = [];
  const drop = (label, then) => parts.push(el("button", { type: "button", class: "drop", title: "Remove this filter", on: { click: () => {
    then();
    changed();
  } } }, label, el("span", { "aria-hidden": "true" }, " ×")));
  for (const facet of FACETS) for (const value of state[facet]) drop(`${FACET_TITLES[facet].toLowerCase()}: ${value}`, () => state[facet].delete(value));
  if (state.q) drop(`“${state.q}”`, () => { state.q = ""; });
  if (parts.length > 1) drop("all filters", clearFilters);
  byId("chosen").replaceChildren(...parts);
}
