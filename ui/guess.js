// A text to cut: a gap between every two characters can be marked, until the cuts are shown. What
// is marked stays with the element, so that a rerun of the page keeps it. Texts become text nodes.

const JOINED = /\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Mongolian}|\p{Script=Nko}/u;
const JOINER = "\u200d";

// Letters that are written joined keep their form with a gap between them.
function letters(text, previous, next) {
  const before = JOINED.test(text) && JOINED.test(previous) ? JOINER : "";
  const after = JOINED.test(text) && JOINED.test(next) ? JOINER : "";
  return element("span", "part", ...(before || after ? [before + text + after] : spelled(text)));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const { parts, spaces, labels: say, verdicts } = data;
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(name, color);
  const text = JSON.stringify([parts, spaces, !!verdicts, data.guessed]);
  if (parentElement.text !== text) [parentElement.text, parentElement.marked] = [text, new Set(data.guessed)];
  const marked = parentElement.marked;
  const told = new Map((verdicts ?? []).map((verdict) => [verdict.gap, verdict]));

  const bubble = element("div", "bubble");
  bubble.setAttribute("role", "status");
  const count = element("span", "count");
  const show = element("button", "show", say.show);
  const clear = element("button", "clear", say.clear);

  const gaps = spaces.map((space, at) => {
    const gap = element("button", space ? "gap space" : "gap", ...(space ? spelled(space) : []));
    const verdict = told.get(at);
    const between = fill(say.gap, { left: parts[at], right: parts[at + 1] });
    if (verdict) gap.classList.add(verdict.kind);
    gap.ariaLabel = verdict ? `${between}: ${say[verdict.kind]}. ${verdict.says}` : between;
    gap.tabIndex = -1;
    gap.at = at;
    return gap;
  });
  if (gaps.length) gaps[0].tabIndex = 0;

  // Words stay whole on a line as long as one holds them.
  const words = [[]];
  parts.forEach((part, at) => {
    words.at(-1).push(letters(part, spaces[at - 1] ? "" : (parts[at - 1] ?? ""), spaces[at] ? "" : (parts[at + 1] ?? "")));
    if (!gaps[at]) return;
    if (spaces[at]) words.push(gaps[at], []);
    else words.at(-1).push(gaps[at]);
  });
  const line = element("div", verdicts ? "text told" : "text");
  line.append(...words.map((word) => (Array.isArray(word) ? element("span", "word", ...word) : word)));
  line.dir = "auto";
  line.setAttribute("role", "group");
  line.ariaLabel = say.text;

  const paint = () => {
    for (const gap of gaps) {
      gap.classList.toggle("marked", !verdicts && marked.has(gap.at));
      if (!verdicts) gap.setAttribute("aria-pressed", String(marked.has(gap.at)));
    }
    count.textContent = fill(say.count, { count: marked.size });
    clear.disabled = !marked.size;
  };
  const tell = (gap) => {
    for (const each of gaps) each.classList.toggle("lit", each === gap);
    const verdict = gap && told.get(gap.at);
    bubble.style.display = verdict ? "block" : "none";
    if (!verdict) return;
    bubble.replaceChildren(element("b", verdict.kind, say[verdict.kind]), " ", verdict.says);
    const box = gap.getBoundingClientRect(), frame = root.getBoundingClientRect();
    const middle = (box.left + box.right) / 2 - frame.left - bubble.offsetWidth / 2;
    bubble.style.left = `${Math.max(0, Math.min(middle, frame.width - bubble.offsetWidth))}px`;
    bubble.style.top = `${box.bottom - frame.top + 6}px`;
  };
  const toggle = (gap) => {
    if (verdicts) return;
    if (!marked.delete(gap.at)) marked.add(gap.at);
    paint();
  };

  const gapOf = (event) => event.target.closest?.(".gap");
  line.onclick = (event) => gapOf(event) && (gapOf(event).focus(), toggle(gapOf(event)));
  line.onpointerover = (event) => event.pointerType === "mouse" && tell(gapOf(event));
  line.onpointerleave = () => tell(gapOf({ target: parentElement.getRootNode().activeElement ?? line }));
  line.addEventListener("focusin", (event) => {
    for (const gap of gaps) gap.tabIndex = gap === event.target ? 0 : -1;
    tell(gapOf(event));
  });
  line.addEventListener("focusout", () => tell(null));
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  line.onkeydown = (event) => {
    const gap = gapOf(event);
    if (event.key === "Escape") gap?.blur();
    if (!gap || !(event.key in steps)) return;
    const way = getComputedStyle(line).direction === "rtl" && event.key.startsWith("Arrow") ? -1 : 1;
    const usable = verdicts ? gaps.filter((each) => told.has(each.at) || each === gap) : gaps;
    const to = usable.indexOf(gap) + way * steps[event.key];
    usable[Math.max(0, Math.min(usable.length - 1, to))].focus();
    event.preventDefault();
  };
  show.onclick = () => setTriggerValue("cuts", [...marked].sort((a, b) => a - b));
  clear.onclick = () => {
    marked.clear();
    paint();
  };
  root.replaceChildren(line, ...(verdicts ? [] : [element("div", "tools", show, clear, count)]), bubble);
  paint();
}
