// A text that a model wrote, token by token, tinted by probability; a token that is pointed at,
// focused or tapped shows what could have stood there. Texts become text nodes, never markup.

const percent = (share) =>
  share >= 0.0995 ? `${(100 * share).toFixed(0)} %` : share >= 0.00095 ? `${(100 * share).toFixed(1)} %` : "< 0.1 %";

function chip(unit) {
  if (!unit.tokens.length) return element("span", "", unit.text);
  const prose = unit.special || !unit.text.trim() ? spelled(unit.text) : spelled(unit.text, true);
  const node = element("span", unit.special ? "token special" : "token", ...prose);
  const share = unit.tokens.reduce((product, token) => product * token.probability, 1);
  node.style.setProperty("--share", `${Math.round(55 * share)}%`);
  node.tabIndex = -1;
  node.setAttribute("role", "button");
  node.ariaLabel = `${unit.text} ${percent(share)}`;
  node.unit = unit;
  return node;
}

function bar(text, share, chosen) {
  const length = element("span", "length");
  length.style.width = `${100 * share}%`;
  const name = element("span", "name", ...spelled(text || "∅"));
  return element("div", chosen ? "bar chosen" : "bar", name, element("span", "track", length), element("span", "share", percent(share)));
}

function candidates(token, several, say) {
  const rows = token.candidates.map(([text, share], at) => bar(text, share, at + 1 === token.rank));
  if (token.rank > token.candidates.length) {
    const place = element("div", "rank", fill(say.rank, { rank: token.rank.toLocaleString() }));
    rows.push(place, bar(token.text, token.probability, true));
  }
  return [several ? element("div", "part", ...spelled(token.text)) : null, ...rows];
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const say = data.labels;
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(name, color);
  const bubble = element("div", "bubble");
  bubble.setAttribute("role", "status");

  const show = (target) => {
    for (const node of root.querySelectorAll(".lit")) node.classList.remove("lit");
    bubble.style.display = "none";
    if (!target) return;
    target.classList.add("lit");
    const { tokens } = target.unit;
    bubble.replaceChildren(
      ...tokens.flatMap((token) => candidates(token, tokens.length > 1, say)).filter(Boolean),
    );
    bubble.style.display = "block";
    const [box] = target.getClientRects();
    const frame = root.getBoundingClientRect();
    const left = Math.min(box.left - frame.left, frame.width - bubble.offsetWidth - 4);
    bubble.style.left = `${Math.max(0, left)}px`;
    bubble.style.top = `${box.bottom - frame.top + 4}px`;
  };

  const samples = data.samples.map(({ title, cost, units }) => {
    const chips = units.map(chip);
    if (chips[0]?.unit) chips[0].tabIndex = 0;
    const text = element("p", "text", element("span", "prompt", data.prompt), ...chips);
    text.setAttribute("role", "group");
    text.ariaLabel = say.text;
    const head = element("div", "head", title ? element("b", "", title) : null, element("span", "cost", cost));
    return element("section", "sample", head, text);
  });
  const scale = element("div", "scale", "0 %", element("span", "ramp"), "100 %", element("span", "", say.scale));
  const page = element("div", "", ...samples, scale, bubble);
  root.replaceChildren(page);

  const token = (event) => event.target.closest?.(".token");
  let focused = null;
  // A page that scrolls under a mouse at rest does not point at anything.
  let rest = "";
  const moved = ({ screenX, screenY }) => rest !== (rest = `${screenX} ${screenY}`);
  page.onpointerover = (event) => {
    if (event.pointerType === "mouse" && moved(event)) show(token(event) ?? focused);
  };
  page.onpointerleave = (event) => {
    moved(event);
    show(focused);
  };
  page.onclick = (event) => token(event)?.focus();
  page.addEventListener("focusin", (event) => {
    focused = token(event);
    if (!focused) return;
    for (const other of focused.parentElement.querySelectorAll(".token")) other.tabIndex = -1;
    focused.tabIndex = 0;
    show(focused);
  });
  page.addEventListener("focusout", () => show((focused = null)));
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  page.onkeydown = (event) => {
    const here = token(event);
    if (!here) return;
    if (event.key === "Escape") here.blur();
    if (!(event.key in steps)) return;
    const all = [...here.parentElement.querySelectorAll(".token")];
    const to = Math.min(all.length - 1, Math.max(0, all.indexOf(here) + steps[event.key]));
    all[to].focus();
    event.preventDefault();
  };
}
