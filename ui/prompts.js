// Prompts in panels: a token has the colour of where it came from.

function chip(token) {
  const node = tokenChip(token);
  if (token.hue) {
    node.style.setProperty("--hue", token.hue);
    node.classList.add("given");
  }
  for (const name of ["special", "injected", "masked"]) node.classList.toggle(name, token[name]);
  return node;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(name, color);
  const ids = element("button", "", data.labels.ids);
  const bubble = element("div", "bubble");
  const columns = data.columns.map(({ name, count, tokens }) =>
    tokenPanel(element("h2", "", name, element("span", "count", count)), tokens.map(chip)),
  );
  root.replaceChildren(element("div", "tools", ids), element("div", "panels", ...columns), bubble);
  const tokens = [...root.querySelectorAll(".token")];
  idsOnDemand(root, parentElement, ids);

  // a token, what it is, and all that came from the same place, in every panel
  pinnable(root, ".token", (target) => {
    for (const token of root.querySelectorAll(".lit")) token.classList.remove("lit");
    bubble.style.display = "none";
    if (!target) return;
    const { token } = target;
    if (token.from) for (const other of tokens) other.classList.toggle("lit", other.token.from === token.from);
    bubble.replaceChildren(element("div", "line", element("span", "", token.where)), ...idLines(token));
    placeBubble(root, bubble, target);
  });
}
