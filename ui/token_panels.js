// Panels of tokens that can be pointed at and pinned: what their pictures have in common. Everything
// a user wrote becomes text nodes, never markup.

// A token: its text, the number of its ids where there are several, and its ids.
function tokenChip(token) {
  const node = element("span", "token", element("span", "word", ...spelled(token.text || token.pieces.join(""))));
  // A word joiner before the number keeps both on one line.
  if (token.ids.length > 1) node.append("\u2060", element("span", "several", String(token.ids.length)));
  node.append(element("span", "ids", token.ids.join(" ")));
  node.tabIndex = -1;
  node.token = token;
  return node;
}

// A panel under its head. One token of it is reached by Tab, the others by arrow keys.
function tokenPanel(head, chips) {
  const cut = element("div", "cut", ...chips);
  if (cut.firstChild) cut.firstChild.tabIndex = 0;
  return element("section", "column", head, cut);
}

// Ids on demand; the choice outlives a new text.
function idsOnDemand(root, parentElement, button) {
  const show = (on) => {
    root.classList.toggle("with-ids", on);
    button.ariaPressed = String(on);
    parentElement.showsIds = on;
  };
  show(Boolean(parentElement.showsIds));
  button.onclick = () => show(!parentElement.showsIds);
}

// The ids of a token a line each: piece, id, bytes, and what `note` has to say of it.
function idLines({ ids, pieces, bytes }, note = () => null) {
  return ids.map((id, n) =>
    element(
      "div", "line",
      element("code", "", pieces[n]), element("b", "", String(id)), element("span", "bytes", bytes[n]), note(n),
    ),
  );
}

// Show a bubble below what it speaks of.
function placeBubble(root, bubble, target) {
  bubble.style.display = "block";
  const box = target.getBoundingClientRect();
  const frame = root.getBoundingClientRect();
  const left = Math.min(box.left - frame.left, frame.width - bubble.offsetWidth - 4);
  bubble.style.left = `${Math.max(0, left)}px`;
  bubble.style.top = `${box.bottom - frame.top + 4}px`;
}

// Where an arrow key leads from a token.
const WAYS = {
  ArrowRight: (token) => token.nextElementSibling,
  ArrowLeft: (token) => token.previousElementSibling,
  Home: (token) => token.parentElement.firstElementChild,
  End: (token) => token.parentElement.lastElementChild,
};

// Light what is pointed at. A tap or a key pins it: it stays until the next one, the same again, or
// Escape. `selector` says what can be lit, and `light` is called with it, or with null.
function pinnable(root, selector, light) {
  let pinned = null;
  const part = (event) => event.target.closest?.(selector) ?? null;
  const pin = (target) => light((pinned = target));
  root.onpointerover = (event) => pinned || light(part(event));
  root.onpointerleave = () => pinned || light(null);
  root.onclick = (event) => {
    const target = part(event);
    pin(target === pinned ? null : target);
  };
  root.onkeydown = (event) => {
    const target = part(event);
    if (event.key === "Escape" && pinned) pin(null);
    else if (target && (event.key === "Enter" || event.key === " ")) pin(target);
    else if (target && WAYS[event.key]) {
      const other = WAYS[event.key](target);
      if (other) {
        target.tabIndex = -1;
        other.tabIndex = 0;
        other.focus();
        pin(other);
      }
    } else return;
    event.preventDefault();
  };
}
