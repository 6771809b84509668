// Chains as a graph that one can follow. Nodes are buttons over lines that are drawn once; arrow keys go along the lines.

const ACROSS = { width: 208, height: 46, between: 46, beside: 10 };
const NARROWEST = 128;
const DOWN = { width: 236, height: 46, between: 24, beside: 14 };

/** The graph of a single chain, which needs no layout. */
function straight(chain, leaf) {
  const nodes = chain.map((call, layer) => [layer, 0, "", [call]]);
  if (leaf) nodes.push([chain.length, 0, leaf, [chain[chain.length - 1]]]);
  return { layers: nodes.length, rows: 1, nodes, edges: nodes.slice(1).map((_, index) => [index, index + 1]) };
}

/** Sizes of a graph across, so that it fits into the room that there is, if boxes do not become too narrow for it. */
function fitted(layers, room) {
  const between = layers > 4 ? 28 : ACROSS.between;
  const width = Math.floor((room - (layers - 1) * between) / layers);
  return { ...ACROSS, between, width: Math.min(Math.max(width, NARROWEST), ACROSS.width) };
}

/**
 * A graph as an element. `nodes` describes each node: {title, below, kind, label}; `select` is called with the number of
 * the node that was chosen. Layers go down or across.
 */
function graphView(graph, { down, room, nodes, select, chosen, label }) {
  const size = down ? DOWN : fitted(graph.layers, room);
  const layer = (at) => at * ((down ? size.height : size.width) + size.between);
  const row = (at) => at * ((down ? size.width : size.height) + size.beside);
  const place = (node) => down ? [row(node[1]), layer(node[0])] : [layer(node[0]), row(node[1])];
  const width = down ? row(graph.rows) - size.beside : layer(graph.layers) - size.between;
  const height = down ? layer(graph.layers) - size.between : row(graph.rows) - size.beside;
  const lines = svg("svg", { class: "lines", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const paths = graph.edges.map(([start, end, via]) => {
    const points = [graph.nodes[start], ...(via || []), graph.nodes[end]].map((node) => place(node));
    const path = svg("path", { d: curve(points, size, down) });
    lines.append(path);
    return path;
  });
  const buttons = graph.nodes.map((node, index) => nodeButton(nodes(index), place(node), size));
  const choose = (index, focus) => {
    buttons.forEach((button, at) => {
      button.setAttribute("aria-pressed", String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    });
    const below = reached(graph.edges, index);
    const above = reached(graph.edges.map(([start, end]) => [end, start]), index);
    graph.edges.forEach(([start, end], at) => paths[at].classList.toggle("lit", below.has(start) || above.has(end)));
    buttons.forEach((button, at) => button.classList.toggle("off", !below.has(at) && !above.has(at)));
    if (focus) buttons[index].focus();
    select(index);
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => choose(index, false));
    button.addEventListener("keydown", (event) => {
      const next = neighbour(graph, index, event.key, down);
      if (next !== null) {
        event.preventDefault();
        event.stopPropagation();
        choose(next, true);
      }
    });
  });
  const held = el("div", { class: down ? "graph down" : "graph across", role: "group", "aria-label": label }, lines, buttons);
  held.style.width = `${width}px`;
  held.style.height = `${height}px`;
  choose(chosen, false);
  const holder = el("div", { class: "graph-holder" }, held);
  setTimeout(() => { // once it has its place on the page
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = buttons[chosen];
    holder.scrollTo(offsetLeft + (offsetWidth - holder.clientWidth) / 2, offsetTop + (offsetHeight - holder.clientHeight) / 2);
  });
  return holder;
}

/** The nodes to which edges lead from one, with it. */
function reached(edges, index) {
  const found = new Set([index]);
  for (const number of found) for (const [start, end] of edges) if (start === number) found.add(end);
  return found;
}

function nodeButton({ title, below, kind, label, badge }, [left, top], size) {
  const button = el("button", { type: "button", class: `node ${kind}`, title: label },
    el("b", {}, title), el("span", {}, below), badge ? el("em", {}, badge) : null);
  Object.assign(button.style, { left: `${left}px`, top: `${top}px`, width: `${size.width}px`, height: `${size.height}px` });
  return button;
}

/** A line from the end of the first box to the beginning of the last, bending where layers meet. */
function curve(points, size, down) {
  const out = ([x, y]) => down ? [x + size.width / 2, y + size.height] : [x + size.width, y + size.height / 2];
  const into = ([x, y]) => down ? [x + size.width / 2, y] : [x, y + size.height / 2];
  let path = "";
  points.forEach((point, index) => {
    if (!index) {
      path = `M${out(point).join(" ")}`;
      return;
    }
    const [x, y] = out(points[index - 1]);
    const [toX, toY] = into(point);
    path += down ? `C${x} ${(y + toY) / 2} ${toX} ${(y + toY) / 2} ${toX} ${toY}` : `C${(x + toX) / 2} ${y} ${(x + toX) / 2} ${toY} ${toX} ${toY}`;
    if (index < points.length - 1) path += `L${out(point).join(" ")}`;
  });
  return path;
}

/** The node to which an arrow key leads: along a line, or to the next one in the layer; null for other keys. */
function neighbour(graph, index, key, down) {
  const [ahead, back, right, left] = down
    ? ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"]
    : ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"];
  const [layer, row] = graph.nodes[index];
  const nearest = (numbers) => numbers.length
    ? numbers.reduce((best, one) => Math.abs(graph.nodes[one][1] - row) < Math.abs(graph.nodes[best][1] - row) ? one : best)
    : index;
  const beside = (test) => nearest(graph.nodes.map((_, at) => at).filter((at) => graph.nodes[at][0] === layer && test(graph.nodes[at][1])));
  if (key === ahead) return nearest(graph.edges.filter(([start]) => start === index).map(([, end]) => end));
  if (key === back) return nearest(graph.edges.filter(([, end]) => end === index).map(([start]) => start));
  if (key === right) return beside((other) => other > row);
  if (key === left) return beside((other) => other < row);
  return null;
}
