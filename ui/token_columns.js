// Cuts of one text side by side. Everything a user wrote becomes text nodes, never markup.

function chip(token) {
  const node = element("span", "token");
  node.style.setProperty("--hue", token.color);
  if (token.special) node.classList.add("special");
  if (token.unknown) node.classList.add("unknown");
  const word = element("span", "word", ...spelled(token.text || token.pieces.join("")));
  node.append(word);
  // A word joiner before the number keeps both on one line.
  if (token.ids.length > 1)
    node.append("\u2060", element("span", "several", String(token.ids.length)));
  node.append(element("span", "ids", token.ids.join(" ")));
  node.token = token;
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
  const text = element("div", "text", ...strip(data.text, data.start));
  const columns = data.columns.map((column) => {
    const cut = element("div", "cut", ...column.tokens.map(chip));
    const count = element("span", "count", column.count);
    return element("section", "column", element("h4", "", column.name, count), cut);
  });
  const ids = element("button", "switch", say.ids);
  const back = element("button", "", "◀");
  const next = element("button", "", "▶");
  const where = element("span", "where");
  const bubble = element("div", "bubble");
  const tools = element("div", "tools", ids);
  const compared = data.columns.length > 1;
  if (compared) tools.append(back, where, next);
  back.ariaLabel = say.back;
  next.ariaLabel = say.next;
  const panels = element("div", "panels", ...columns);
  root.replaceChildren(tools, ...(compared ? [text] : []), panels, bubble);
  const parts = [...root.querySelectorAll(".text > span, .token")];

  for (const part of parts) {
    if (data.differences.some((span) => overlaps(part, span))) part.classList.add("differs");
  }

  // ids on demand; the choice outlives a new text
  const show = (on) => {
    root.classList.toggle("with-ids", on);
    ids.ariaPressed = String(on);
    parentElement.showsIds = on;
  };
  show(Boolean(parentElement.showsIds));
  ids.onclick = () => show(!parentElement.showsIds);

  // a token, its place in the text, and whatever the other columns have there
  const light = (target) => {
    for (const part of root.querySelectorAll(".lit")) part.classList.remove("lit");
    bubble.style.display = "none";
    if (!target) return;
    const { start, end } = target.token;
    for (const part of parts) {
      if (part === target || (end > start && overlaps(part, [start, end]))) part.classList.add("lit");
    }
    if (!target.classList.contains("token")) return;
    const token = target.token;
    bubble.replaceChildren(
      ...token.ids.map((id, n) =>
        element(
          "div", "line",
          element("code", "", token.pieces[n]), element("b", "", String(id)),
          element("span", "bytes", token.bytes[n]),
          ...(token.notes[n] ? [element("span", "note", token.notes[n])] : []),
        ),
      ),
    );
    bubble.style.display = "block";
    const box = target.getBoundingClientRect();
    const frame = root.getBoundingClientRect();
    const left = Math.min(box.left - frame.left, frame.width - bubble.offsetWidth - 4);
    bubble.style.left = `${Math.max(0, left)}px`;
    bubble.style.top = `${box.bottom - frame.top + 4}px`;
  };
  const part = (event) => event.target.closest?.(".text > span, .token");
  root.onpointerover = (event) => light(part(event));
  root.onpointerleave = () => light(null);

  // from one difference to the next, beyond this window by asking for another one
  let at = -1;
  const number = () => {
    const shown = at < 0 ? "–" : data.before + at + 1;
    where.textContent = fill(say.where, { at: shown, all: data.all });
  };
  const go = (to) => {
    if (to < 0 && data.before) return setTriggerValue("turn", "back");
    if (to >= data.differences.length) {
      if (data.before + data.differences.length < data.all) setTriggerValue("turn", "next");
      return;
    }
    if (to < 0) return;
    at = to;
    number();
    for (const part of root.querySelectorAll(".here")) part.classList.remove("here");
    for (const box of [text, ...columns.map((column) => column.querySelector(".cut"))]) {
      const here = [...box.children].filter((part) => overlaps(part, data.differences[at]));
      for (const part of here) part.classList.add("here");
      if (here.length) box.scrollTop = here[0].offsetTop - box.offsetTop - box.clientHeight / 3;
    }
  };
  back.onclick = () => go(at - 1);
  next.onclick = () => go(at + 1);
  back.disabled = next.disabled = data.all === 0;
  number();
  if (data.arrive === "back") go(data.differences.length - 1);
  else if (data.arrive === "next") go(0);
}
