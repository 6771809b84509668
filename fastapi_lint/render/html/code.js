// Frames of source, with the colours of Python. Each stretch of a file is coloured once, when it is first shown.

const REGIONS = new Map(DATA.sources.map(([path, regions]) => [path, regions.map(([start, quote, text]) => (
  { start, quote, lines: text.split("\n"), tokens: null }))]));
const KEYWORDS = new Set(("False None True and as assert async await break class continue def del elif else except finally "
  + "for from global if import in is lambda nonlocal not or pass raise return try while with yield match case").split(" "));
const TOKEN = /(#.*)|([rbfutRBFUT]{0,2}(?:"""|'''))|([rbfutRBFUT]{0,2}(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?))|(@[\w.]+)|(\b\d[\w.]*)|([^\W\d]\w*)|(\s+|.)/gu;

/** The tokens of lines, each as [class, text]; `quote` are the quotes of a string that goes on from above. */
function tokensOf(lines, quote) {
  let open = quote;
  return lines.map((line) => {
    const tokens = [];
    let rest = line;
    while (open || rest) {
      if (open) {
        const end = endOfString(rest, open);
        tokens.push(["str", end < 0 ? rest : rest.slice(0, end)]);
        if (end < 0) return tokens;
        rest = rest.slice(end);
        open = "";
      }
      [rest, open] = codeOf(rest, tokens);
    }
    return tokens;
  });
}

function endOfString(text, quote) {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return -1;
}

/** Adds the tokens up to a string of several lines; gives what is behind its quotes, and the quotes. */
function codeOf(text, tokens) {
  let before = "";
  TOKEN.lastIndex = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [all, comment, long, string, decorator, digits, word] = found;
    const behind = found.index + all.length;
    if (long) {
      tokens.push(["str", all]);
      return [text.slice(behind), all.slice(-3)];
    }
    let kind = "";
    if (comment) kind = "com";
    else if (string) kind = "str";
    else if (decorator) kind = text.slice(0, found.index).trim() === "" ? "dec" : "";
    else if (digits) kind = "num";
    else if (word) kind = KEYWORDS.has(word) ? "key" : before === "def" || before === "class" ? "def" : text[behind] === "(" ? "fun" : "";
    if (word) before = word;
    tokens.push([kind, all]);
  }
  return ["", ""];
}

function regionAt(path, line) {
  return (REGIONS.get(path) || []).find((one) => one.start <= line && line < one.start + one.lines.length);
}

function lineTokens(path, line) {
  const region = regionAt(path, line);
  if (!region) return null;
  region.tokens ||= tokensOf(region.lines, region.quote);
  return region.tokens[line - region.start];
}

/** Lines of a file around a place. `marks` gives stretches [line, column, column behind]; `header` a line above to show. */
function frame(path, first, last, { marks = [], header = 0, severity = 0, context = 4 } = {}) {
  const from = Math.max(1, first - context);
  const shown = [];
  if (header && header < from && lineTokens(path, header)) {
    shown.push(header);
    if (header < from - 1) shown.push(0);
  }
  for (let line = from; line <= last + context; line += 1) if (lineTokens(path, line)) shown.push(line);
  const isEmpty = (line) => line && (line < first || line > last) && !textOf(path, line).trim();
  while (shown.length && isEmpty(shown[shown.length - 1])) shown.pop();
  while (shown.length && isEmpty(shown[0])) shown.shift();
  if (!shown.length) return el("p", { class: "dim" }, "The source of this place could not be read.");
  const indent = Math.min(...shown.filter((line) => line && textOf(path, line).trim()).map((line) => indentOf(textOf(path, line))));
  const rows = shown.map((line) => line ? row(path, line, indent, marks, severity) : el("div", { class: "gap" }, "⋯"));
  return el("div", { class: "frame", role: "group", tabindex: "0", "aria-label": `Source of ${pathOf(path)}, line ${first}` }, rows);
}

const textOf = (path, line) => lineTokens(path, line).map(([, text]) => text).join("");
const indentOf = (text) => text.match(/^ */)[0].length;

function row(path, line, indent, marks, severity) {
  const here = marks.filter(([marked]) => marked === line);
  const pieces = [];
  let column = 1;
  for (const [kind, text] of lineTokens(path, line)) {
    for (const [piece, marked] of cut(Array.from(text), column, here)) pieces.push([kind, piece, marked]);
    column += Array.from(text).length;
  }
  const code = el("code", {});
  let skip = indent;
  let holder = null;
  for (const [kind, whole, marked] of pieces) {
    const text = whole.slice(Math.min(skip, whole.length));
    skip -= whole.length - text.length;
    if (!text) continue;
    if (!marked) holder = null;
    else if (!holder) code.append(holder = el("mark", { class: SEVERITIES[severity] }));
    (marked ? holder : code).append(kind ? el("span", { class: kind }, text) : text);
  }
  return el("div", { class: here.length ? "line here" : "line", "data-n": line }, code);
}

/** A token in pieces, each inside or outside a mark. */
function cut(signs, column, marks) {
  const pieces = [];
  for (const [offset, sign] of signs.entries()) {
    const at = column + offset;
    const marked = marks.some(([, start, end]) => start <= at && at < end);
    if (pieces.length && pieces[pieces.length - 1][1] === marked) pieces[pieces.length - 1][0] += sign;
    else pieces.push([sign, marked]);
  }
  return pieces;
}

/** The stretches of a span of one line or several, without the indentation of the later ones. */
function marksOf(path, [line, column, endLine, endColumn]) {
  const marks = [];
  for (let at = line; at <= endLine; at += 1) {
    if (!lineTokens(path, at)) continue;
    const text = textOf(path, at);
    marks.push([at, at === line ? column : indentOf(text) + 1, at === endLine ? endColumn : Array.from(text.trimEnd()).length + 1]);
  }
  return marks;
}

/** The frame of one call of a chain, under its place. */
function callFrame(index, severity, span) {
  const [path, line, column, end, header, name] = DATA.calls[index];
  const marks = span ? marksOf(path, span) : [[line, column, end]];
  return el("figure", {}, placeCaption(path, line, name),
    frame(path, line, span ? span[2] : line, { marks, header, severity }));
}

function placeCaption(path, line, name, tag = "figcaption") {
  return el(tag, { class: "caption" }, el("span", { class: "file" }, `${pathOf(path)}:${line}`), name ? el("span", {}, " in ", el("code", {}, name)) : null);
}

for (const code of document.querySelectorAll("pre > code.language-python, pre > code.language-py")) {
  const lines = tokensOf(code.textContent.replace(/\n$/, "").split("\n"), "");
  code.replaceChildren(...lines.flatMap((tokens, at) => [at ? "\n" : "", ...tokens.map(([kind, text]) => kind ? el("span", { class: kind }, text) : text)]));
}
