// Prompts in panels. Everything a user wrote becomes text nodes, never markup.

function chip(token) {
  const node = element("span", "token");
  if (token.hue) {
    node.style.setProperty("--hue", token.hue);
    node.classList.add("given");
  }
  for (const name of ["special", "injected", "masked"]) node.classList.toggle(name, token[name]);
  node.append(element("span", "word", ...spelled(token.text || token.pieces.join(""))));
  // A word joiner before the number keeps both on one line.
  if (token.ids.length > 1) node.append("\u2060", element("span", "several", String(token.ids.length)));
  node.append(element("span", "ids", token.ids.join(" ")));
  node.tabIndex = -1;
  node.token = token;
  return node;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const say = data.labels;
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(name, color);
  const ids = element("button", "", say.ids);
  const bubble = element("div", "bubble");
  const columns = data.columns.map((column) => {
    const cut = element("div", "cut", ...column.tokens.map(chip));
    if (cut.firstChild) cut.firstChild.tabIndex = 0;
    return element("section", "column", element("h4", "", column.name, element("span", "count", column.count)), cut);
  });
  root.replaceChildren(element("div", "tools", ids), element("div", "panels", ...columns), bubble);
  const tokens = [...root.querySelectorAll(".token")];

  // ids on demand; the choice outlives a new text
  const show = (on) => {
    root.classList.toggle("with-ids", on);
    ids.ariaPressed = String(on);
    parentElement.showsIds = on;
  };
  show(Boolean(parentElement.showsIds));
  ids.onclick = () => show(!parentElement.showsIds);

  // a token, what it is, and all that came from the same place, in every panel
  let pinned = null;
  const light = (target) => {
    for (const token of root.querySelectorAll(".lit")) token.classList.remove("lit");
    bubble.style.display = "none";
    if (!target) return;
    const { token } = target;
    if (token.from) for (const other of tokens) other.classList.toggle("lit", other.token.from === token.from);
    bubble.replaceChildren(
      element("div", "line", element("span", "", token.where)),
      ...token.ids.map((id, n) =>
        element(
          "div", "line",
          element("code", "", token.pieces[n]), element("b", "", String(id)), element("span", "bytes", token.bytes[n]),
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
  const token = (event) => event.target.closest?.(".token");
  root.onpointerover = (event) => pinned || light(token(event));
  root.onpointerleave = () => pinned || light(null);
  // a tap or a key pins a token until the next one
  root.onclick = (event) => {
    const target = token(event);
    pinned = target && target !== pinned ? target : null;
    light(pinned);
  };
  root.onkeydown = (event) => {
    const target = token(event);
    if (!target) return;
    const way = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[event.key];
    if (way && target[way]) {
      target.tabIndex = -1;
      target[way].tabIndex = 0;
      target[way].focus();
      pinned = target[way];
    } else if (event.key === "Enter") pinned = target;
    else if (event.key === "Escape") pinned = null;
    else return;
    event.preventDefault();
    light(pinned);
  };
}
