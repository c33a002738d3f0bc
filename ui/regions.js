// A picture or a text, its regions, and their list. A part is a node with the numbers of the
// regions that it belongs to, `of`; whoever points at one lights every part of these.

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function part(tag, className, of, color, ...children) {
  const node = element(tag, className, ...children);
  node.of = of;
  node.style.setProperty("--hue", color);
  return node;
}

// The mask of run lengths, column by column, as {width, height, at: 1 where it is}.
function decoded({ size: [height, width], counts }) {
  const at = new Uint8Array(width * height);
  let place = 0;
  counts.forEach((count, n) => {
    for (const end = place + count; place < end; place++)
      if (n % 2) at[(place % height) * width + Math.floor(place / height)] = 1;
  });
  return { width, height, at, area: at.reduce((sum, inside) => sum + inside, 0) };
}

// The middle of the largest square in it and its side, as shares of the picture: there stands its
// number, or beside it where it would hide it.
function heart({ width, height, at }) {
  let best = [0, 0, 0];
  const sides = new Uint16Array(width + 1); // of the squares that end in the line above
  for (let y = 0; y < height; y++)
    for (let x = 0, corner = 0; x < width; x++) {
      const above = sides[x + 1];
      const side = at[y * width + x] ? 1 + Math.min(above, sides[x], corner) : 0;
      corner = above;
      sides[x + 1] = side;
      if (side > best[0]) best = [side, x + 1 - side / 2, y + 1 - side / 2];
    }
  return [best[1] / width, best[2] / height, best[0] / height];
}

// A mask in its colour, its edge without a gap.
function painted({ width, height, at }, hue, opacity) {
  const canvas = element("canvas", "mask");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(width, height);
  const [red, green, blue] = [1, 3, 5].map((from) => parseInt(hue.slice(from, from + 2), 16));
  for (let n = 0; n < at.length; n++) {
    if (!at[n]) continue;
    const x = n % width;
    const inner =
      x > 0 && x < width - 1 && at[n - 1] && at[n + 1] && at[n - width] && at[n + width];
    image.data.set([red, green, blue, inner ? 255 * opacity : 255], 4 * n);
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

function scene(data) {
  const { source, width, height } = data.picture;
  const image = element("img");
  Object.assign(image, { src: source, alt: data.alt, draggable: false });
  const stage = element("div", "stage", image);
  stage.style.setProperty("--ratio", width / height);
  const parts = [];
  const masks = [];
  const tags = [];
  data.regions.forEach((region, n) => {
    if (!region.box && !region.mask) return;
    const tag = part("span", "tag", [n], region.color, element("b", "", String(n + 1)));
    if (region.label && region.label !== String(n + 1))
      tag.append(element("span", "name", ` ${short(region.label, 24)}`));
    if (region.mask) {
      const mask = decoded(region.mask);
      const canvas = painted(mask, region.color, data.opacity);
      canvas.of = [n];
      canvas.classList.toggle("clear", region.clear);
      masks.push({ n, mask });
      parts.push(canvas);
      tag.heart = heart(mask);
    } else {
      const [left, top, right, bottom] = region.box;
      const box = part("div", "box", [n], region.color);
      Object.assign(box.style, {
        left: `${(100 * left) / width}%`, top: `${(100 * top) / height}%`,
        width: `${(100 * (right - left)) / width}%`, height: `${(100 * (bottom - top)) / height}%`,
      });
      box.area = (right - left) * (bottom - top);
      box.setAttribute("role", "button");
      box.setAttribute("aria-label", `${n + 1} ${region.label} ${percent(region.score ?? 0)}`);
      parts.push(box);
      tag.frame = [left / width, top / height, right / width, bottom / height];
    }
    tags.push(tag);
  });
  const boxes = parts.filter((node) => node.area !== undefined);
  // Of boxes that lie on each other the smallest can be pointed at.
  [...boxes].sort((a, b) => b.area - a.area).forEach((box, n) => (box.style.zIndex = n + 1));
  masks.sort((a, b) => a.mask.area - b.mask.area);
  stage.append(...parts, ...tags);
  const under = (event) => {
    const frame = stage.getBoundingClientRect();
    const [x, y] = [
      (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height,
    ];
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    const there = masks.find(
      ({ mask: { at, width, height } }) =>
        at[Math.floor(y * height) * width + Math.floor(x * width)],
    );
    return there ? [there.n] : null;
  };
  return { pane: stage, parts: [...parts, ...tags], stops: boxes, tags, under };
}

// Every tag where it covers no other: above its box, beside, below, or inside; never over the edge.
function layOut(stage, tags) {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  stage.classList.toggle("roomy", width > 420 && tags.length <= 12);
  const taken = [];
  const put = (tag, among) => {
    const [w, h] = [tag.offsetWidth, tag.offsetHeight];
    const places = [];
    if (tag.frame) {
      const [left, top, right, bottom] = tag.frame.map((share, n) => share * (n % 2 ? height : width));
      for (const y of [top - h, bottom, top + 2])
        for (const x of [left, right - w]) places.push([x, y]);
      places.push([right, top], [left - w, top]);
    } else {
      const [x, y] = [tag.heart[0] * width - w / 2, tag.heart[1] * height - h / 2];
      const side = tag.heart[2] * height;
      const beside = Math.max(h + 2, (h + 1.6 * side) / 2);
      for (const step of side > 1.5 * h ? [0, -1, 1, -2, 2] : [-1, 1, -2, 2, 0])
        places.push([x, y + step * (side > 1.5 * h ? h + 2 : beside)]);
    }
    const inside = ([x, y]) => x >= 0 && y >= 0 && x + w <= width && y + h <= height;
    const clear = ([x, y]) =>
      among.every((box) => x >= box[2] || y >= box[3] || x + w <= box[0] || y + h <= box[1]);
    const [x, y] =
      places.find((place) => inside(place) && clear(place)) ?? places.find(inside) ?? places[0];
    const at = [
      Math.max(0, Math.min(x, width - w)), Math.max(0, Math.min(y, height - h)),
    ];
    Object.assign(tag.style, { left: `${at[0]}px`, top: `${at[1]}px` });
    taken.push([...at, at[0] + w, at[1] + h]);
  };
  for (const tag of tags) if (!tag.classList.contains("lit")) put(tag, taken);
  for (const tag of tags) if (tag.classList.contains("lit")) put(tag, []);
}

function reading(data) {
  const chars = [...data.text]; // spans count code points
  const spans = data.regions.map(({ span }) => span);
  const ends = new Set([0, chars.length, ...spans.filter(Boolean).flat()]);
  const cuts = [...ends].sort((a, b) => a - b);
  const parts = [];
  const pane = element("div", "text");
  cuts.slice(1).forEach((end, at) => {
    const start = cuts[at];
    const said = chars.slice(start, end).join("");
    const of = spans.flatMap((span, n) => (span && span[0] < end && span[1] > start ? [n] : []));
    if (!of.length) return pane.append(said);
    const first = data.regions[of[0]];
    const word = element("span", "", said);
    const mark = part("mark", "", of, first.color, word);
    mark.setAttribute("role", "button");
    mark.said = said;
    const closing = of.filter((n) => spans[n][1] === end && !data.regions[n].fill);
    for (const n of closing) {
      const { label, color } = data.regions[n];
      mark.append(part("small", "", [n], color, label || String(n + 1)));
    }
    parts.push(mark);
    pane.append(mark);
  });
  pane.lang = "";
  return { pane, parts, stops: parts, tags: [], under: () => null };
}

function row(region, n) {
  const name = element("span", "name", element("bdi", "", region.text || region.label || "∅"));
  if (region.text && region.label) name.append(" ", element("small", "", region.label));
  const node = part(
    "button", "row", [n], region.color, element("b", "number", String(n + 1)), name,
  );
  node.type = "button";
  if (region.score !== null) {
    const fill = element("span", "fill");
    fill.style.width = `${100 * Math.min(1, Math.max(0, region.score))}%`;
    node.append(element("span", "bar", fill), element("span", "score", percent(region.score)));
  }
  return node;
}

// A label that several regions have lights them all.
function legend(regions) {
  const labels = new Map();
  regions.forEach(({ label }, n) => labels.set(label, [...(labels.get(label) ?? []), n]));
  if (labels.has("") || labels.size < 2 || labels.size === regions.length) return [];
  return [...labels].map(([label, of]) => {
    const count = element("span", "count", String(of.length));
    const node = part("button", "label", of, regions[of[0]].color, `${label} `, count);
    node.type = "button";
    return node;
  });
}

// One stop of Tab for all; the arrow keys go from one to the next.
function rove(nodes) {
  nodes.forEach((node, at) => {
    node.tabIndex = at ? -1 : 0;
    node.onkeydown = (event) => {
      const to = {
        ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1,
        Home: 0, End: nodes.length - 1,
      }[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey || to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const next = nodes[Math.max(0, Math.min(to, nodes.length - 1))];
      for (const other of nodes) other.tabIndex = other === next ? 0 : -1;
      next.focus();
    };
  });
}

// Scrolls a list or a text alone, never the page.
function reveal(node, box) {
  const [inner, outer] = [node.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + 8;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 8;
}

function draw(root, data, stop) {
  const { pane, parts, stops, tags, under } = data.picture ? scene(data) : reading(data);
  const rows = data.regions.map(row);
  const labels = legend(data.regions);
  const list = element("div", "rows", ...rows);
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", data.labels.list);
  const side = element(
    "div", "side",
    labels.length ? element("div", "legend", ...labels) : null,
    rows.length && data.measured ? element("div", "measured", data.measured) : null,
    rows.length ? list : element("p", "nothing", data.labels.nothing),
    parts.length ? element("p", "hint", data.labels.hint) : null,
  );
  const heading = data.heading ? element("p", "heading", data.heading) : null;
  const wanted = rows.length || !heading;
  const panes = element("div", "panes", ...[pane, wanted ? side : null].filter(Boolean));
  root.replaceChildren(...[heading, panes].filter(Boolean));
  for (const group of [stops, labels, rows]) rove(group);

  const all = [...parts, ...labels, ...rows];
  const state = { pointed: null, focused: null, pinned: null };
  const light = (news, from) => {
    Object.assign(state, news);
    const of = state.pointed ?? state.focused ?? state.pinned ?? [];
    root.classList.toggle("some", of.length > 0);
    for (const node of all) {
      // A label is lit with all that it names, the others with any.
      const lit = labels.includes(node)
        ? of.length > 0 && node.of.every((n) => of.includes(n))
        : node.of.some((n) => of.includes(n));
      node.classList.toggle("lit", lit);
      if (node.said === undefined) continue;
      // A word of several regions is in the colour of the one that is looked at.
      const only = of.length === 1 && lit ? data.regions[of[0]] : null;
      node.style.setProperty("--hue", (only ?? data.regions[node.of[0]]).color);
      node.firstChild.textContent = only?.fill || node.said;
    }
    for (const node of rows) node.ariaPressed = String(Boolean(state.pinned?.includes(node.of[0])));
    if (tags.length) layOut(pane, tags);
    if (!of.length || !from) return;
    const lit = (nodes) => nodes.find((node) => node.classList.contains("lit"));
    if (!list.contains(from) && lit(rows)) reveal(lit(rows), list);
    if (pane.className === "text" && !pane.contains(from) && lit(parts)) reveal(lit(parts), pane);
  };
  const at = (event) => {
    const node = event.target.closest(".box, .tag, mark, .row, .label");
    return node?.of ?? (pane.contains(event.target) ? under(event) : null);
  };
  const same = (a, b) => String(a) === String(b);

  const point = (event) => {
    if (event.pointerType === "touch") return;
    const of = at(event);
    if (!same(of, state.pointed)) light({ pointed: of }, event.target);
  };
  root.onpointermove = root.onpointerover = point;
  root.onpointerleave = () => light({ pointed: null });
  const focus = (event) => {
    if (event.target.matches(":focus-visible")) light({ focused: event.target.of ?? null }, event.target);
  };
  root.addEventListener("focusin", focus, { signal: stop });
  root.addEventListener("focusout", () => light({ focused: null }), { signal: stop });
  root.onclick = (event) => {
    const of = at(event);
    light({ pinned: same(of, state.pinned) ? null : of, focused: null }, event.target);
  };
  root.onkeydown = (event) => {
    if (event.key === "Escape") light({ pinned: null, focused: null, pointed: null });
    const node = event.target;
    if (node.tagName === "BUTTON" || !node.of || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    light({ pinned: same(node.of, state.pinned) ? null : node.of }, node);
  };
  const elsewhere = (event) => {
    if (!event.composedPath().includes(root)) light({ pinned: null });
  };
  document.addEventListener("pointerdown", elsewhere, { signal: stop });

  if (!tags.length) return;
  const sizes = new ResizeObserver(() => layOut(pane, tags));
  sizes.observe(pane);
  stop.addEventListener("abort", () => sizes.disconnect());
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".regions");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.alt);
  parentElement.drawn?.abort();
  parentElement.drawn = new AbortController();
  draw(root, data, parentElement.drawn.signal);
  return () => parentElement.drawn.abort();
}
