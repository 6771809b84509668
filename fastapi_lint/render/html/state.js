// What is filtered, how it is sorted and what is open: kept in the fragment of the address, so that a view can be linked.

const FACETS = ["severity", "confidence", "rule", "leaf", "route", "folder", "file"];
const SORTS = { severity: "gravest first", reach: "most routes", place: "file and line", confidence: "surest first" };
const GROUPS = { severity: "severity", rule: "rule", file: "file", routes: "routes", none: "none" };

const state = { q: "", sort: "severity", group: "severity", finding: "" };
for (const facet of FACETS) state[facet] = new Set();

/** Take the state from the address; what it does not name is as at first. Gives the section or finding it points to. */
function readState() {
  const fragment = location.hash.slice(1);
  const isView = fragment.includes("=");
  const given = new URLSearchParams(isView ? fragment : "");
  for (const facet of FACETS) state[facet] = new Set(given.getAll(facet));
  state.q = given.get("q") || "";
  state.sort = given.get("sort") in SORTS ? given.get("sort") : "severity";
  state.group = given.get("group") in GROUPS ? given.get("group") : "severity";
  state.finding = given.get("finding") || "";
  let target = isView ? "findings" : decoded(fragment);
  if (target && !byId(target) && /^[0-9a-f]{8,64}$/.test(target)) {
    state.finding = target;
    target = "findings";
  }
  return target;
}

function decoded(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Put the state into the address, without a new entry in the history. */
function writeState() {
  const told = new URLSearchParams();
  for (const facet of FACETS) for (const value of state[facet]) told.append(facet, value);
  if (state.q) told.set("q", state.q);
  if (state.sort !== "severity") told.set("sort", state.sort);
  if (state.group !== "severity") told.set("group", state.group);
  const bare = told.toString() === "";
  if (state.finding && !bare) told.set("finding", state.finding);
  const fragment = bare ? state.finding || "findings" : told.toString().replaceAll("%2F", "/");
  history.replaceState(null, "", `#${fragment}`);
}

const isFiltered = () => Boolean(state.q) || FACETS.some((facet) => state[facet].size);

function clearFilters() {
  for (const facet of FACETS) state[facet] = new Set();
  state.q = "";
}
