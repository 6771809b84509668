// The data, and short ways to make elements. Text always goes through text nodes: nothing here parses HTML of the project.

const DATA = JSON.parse(document.getElementById("data").textContent);
const SEVERITIES = ["error", "warning", "info"];
const SEVERITY_NAMES = ["error", "warning", "remark"];
const CONFIDENCES = ["high", "medium", "low"];
const THREADS = { loop: "event loop", pool: "worker thread", startup: "start-up", process: "process", script: "script" };

const byId = (id) => document.getElementById(id);

/** An element with attributes (`class`, `title`, `on` handlers by event) and children; what is null is left out. */
function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  fill(made, attributes);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function fill(made, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) made.addEventListener(event, handler);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value);
    }
  }
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(made, attributes);
  made.append(...children);
  return made;
}

/** A sentence with its `names` set off. */
function prose(sentence) {
  return sentence.split(/(`[^`]+`)/).filter(Boolean).map((part) =>
    part.length > 2 && part.startsWith("`") && part.endsWith("`") ? el("code", {}, part.slice(1, -1)) : part);
}

/** A message as a sentence: with a capital, unless a name comes first. */
const sentence = (message) => /^[a-z]+[ ,]/.test(message) ? message[0].toUpperCase() + message.slice(1) : message;

/** HTML that the page's maker rendered from the manual of a rule, never from the project. */
function manualHtml(tag, html) {
  const made = el(tag, { class: "prose" });
  made.innerHTML = html;
  return made;
}

const number = (value) => value.toLocaleString("en-US");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
const pathOf = (index) => DATA.paths[index];
const routesOf = (finding) => DATA.sets[finding.routes];

/** The end of a path that still tells where one is. */
function shortPath(path, most = 34) {
  if (path.length <= most) return path;
  const parts = path.split("/");
  let kept = parts.pop();
  while (parts.length && kept.length + parts[parts.length - 1].length + 3 <= most) kept = `${parts.pop()}/${kept}`;
  return `…/${kept}`;
}

/** The last parts of a dotted name, as many as there is room for; a sentence without its quotes. */
function shortName(name, most = 27) {
  if (name.includes(" ")) return name.replaceAll("`", "");
  if (name.length <= most) return name;
  const parts = name.split(".");
  let kept = parts.pop();
  while (parts.length && kept.length + parts[parts.length - 1].length + 2 <= most) kept = `${parts.pop()}.${kept}`;
  return parts.length ? `…${kept}` : name;
}

function mark(severity, label) {
  return el("i", { class: SEVERITIES[severity], role: label ? "img" : null, "aria-label": label ? SEVERITY_NAMES[severity] : null });
}
