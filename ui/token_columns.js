// Cuts of one text side by side.

function chip(token) {
  const node = tokenChip(token);
  node.style.setProperty("--hue", token.color);
  if (token.special) node.classList.add("special");
  if (token.unknown) node.classList.add("unknown");
  return node;
}

// The text as spans of whole characters, each knowing its place, counted in code points.
function strip(text, start) {
  const parts = [];
  let at = start;
  for (const { segment } of graphemes.segment(text)) {
    const part = element("span", "", ...spelled(segment));
    const end = at + [...segment].length;
    part.token = { start: at, end };
    parts.push(part);
    at = end;
  }
  return parts;
}

const overlaps = (part, [start, end]) => part.token.start < end && part.token.end > start;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const say = data.labels;
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(name, color);
  const compared = data.columns.length > 1;
  const text = element("div", "text", ...strip(data.text, data.start));
  text.tabIndex = 0; // a long one is scrolled by keys
  const columns = data.columns.map((column) => {
    const name = element("span", "name", column.name);
    const bar = element("span", "bar", element("i", ""));
    bar.firstChild.style.width = `${100 * column.share}%`;
    const head = element("h2", "", name, compared ? bar : null, element("span", "count", column.count));
    return tokenPanel(head, column.tokens.map(chip));
  });
  const ids = element("button", "switch", say.ids);
  const back = element("button", "", "‹");
  const next = element("button", "", "›");
  const where = element("span", "where");
  const bubble = element("div", "bubble");
  const tools = element("div", "tools", ids);
  if (compared) tools.append(element("span", "steps", back, where, next));
  back.ariaLabel = say.back;
  next.ariaLabel = say.next;
  bubble.role = "status";
  const panels = element("div", "panels", ...columns);
  // As many panels in a row as make all rows alike, where there is room for them.
  const rows = Math.ceil(columns.length / 4);
  panels.style.setProperty("--wide", Math.ceil(columns.length / rows));
  panels.style.setProperty("--half", Math.min(columns.length, 2));
  root.replaceChildren(tools, element("div", "frame", panels), ...(compared ? [text] : []), bubble);
  const parts = [...root.querySelectorAll(".text > span, .token")];

  for (const part of parts) {
    if (data.differences.some((span) => overlaps(part, span))) part.classList.add("differs");
  }

  idsOnDemand(root, parentElement, ids);

  // a token, its place in the text, and whatever the other columns have there
  pinnable(root, ".text > span, .token", (target) => {
    for (const part of root.querySelectorAll(".lit")) part.classList.remove("lit");
    bubble.style.display = "none";
    if (!target) return;
    const { start, end } = target.token;
    for (const part of parts) {
      if (part === target || (end > start && overlaps(part, [start, end]))) part.classList.add("lit");
    }
    if (!target.classList.contains("token")) return;
    const token = target.token;
    const note = (n) => (token.notes[n] ? element("span", "note", token.notes[n]) : null);
    bubble.replaceChildren(...idLines(token, note));
    placeBubble(root, bubble, target);
  });

  // from one difference to the next, beyond this window by asking for another one
  let at = -1;
  const number = (stepped) => {
    const said = stepped ? say.where : [say.none, say.one][data.all] ?? say.many;
    where.textContent = fill(said, { at: data.before + at + 1, all: data.all });
  };
  // The one at a place is lit in every panel; the boxes of those that match.
  const mark = (to) => {
    at = to;
    for (const part of root.querySelectorAll(".here")) part.classList.remove("here");
    return [text, ...columns.map((column) => column.querySelector(".cut"))].map((box) => {
      const here = [...box.children].filter((part) => overlaps(part, data.differences[at]));
      for (const part of here) part.classList.add("here");
      return [box, here[0]];
    });
  };
  const go = (to) => {
    if (to < 0 && data.before) return setTriggerValue("turn", "back");
    if (to >= data.differences.length) {
      if (data.before + data.differences.length < data.all) setTriggerValue("turn", "next");
      return;
    }
    if (to < 0) return;
    for (const [box, first] of mark(to))
      if (first) box.scrollTop = first.offsetTop - box.offsetTop - box.clientHeight / 3;
    number(true);
  };
  back.onclick = () => go(at - 1);
  next.onclick = () => go(at + 1);
  back.disabled = next.disabled = data.all === 0;
  if (data.arrive === "back") go(data.differences.length - 1);
  else if (data.arrive === "next") go(0);
  else {
    if (compared && data.differences.length) mark(0);
    number(false);
  }
}
