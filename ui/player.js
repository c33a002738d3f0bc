// A player for the stories of tokenizers: boxes that join, rows that change rank, pieces that go.
//
// The picture is a pure function of a position: 2.35 is the third step at 35 %. A step's animations
// all last STEP with their delays, so that one current time fits them all: to play is to let them
// run, to scrub is to set that time. Whatever a visitor wrote becomes text nodes, never markup.

const STEP = 1500; // milliseconds of a step at normal speed
const LIT = 180; // the pair is lit
const GONE = 60; // the list of the step before has faded
const CAME = 120; // the list of this step stands there
const BEAT = 420; // titles and counts change, the boxes set off
const CLEAR = 500; // what will not be in the new box has faded
const JOINED = 770; // the boxes are one
const HOME = 1000; // a copy has arrived in the vocabulary; then a pause
const AT_ONCE = "steps(1, start)";
const SPEEDS = [0.5, 1, 2, 4];
const MANY = 8; // more words than these stand in several columns, and are scrolled in a page
const PAGE_HEAD = 64; // pixels of a screen that a page keeps for itself
const TELL_AFTER = 250; // milliseconds without another step until the page is told

// Small things

const APART = "\u202f"; // between bytes or ids: no space of the text itself

// A text as nodes: letters that join stay in one, with the signs between them.
function written(text) {
  const nodes = [""];
  for (const { kind, shown } of visible(text)) {
    if (kind === "code") nodes.push(element("span", "code", shown), "");
    else nodes[nodes.length - 1] += shown;
  }
  return nodes;
}

function isolated(className, text) {
  const node = element("bdi", className, ...written(text));
  node.dir = "auto";
  return node;
}

// One text, or a pair with the sign between them.
const PAIR = "\ufdd0"; // no character: no text has it
function labelled(className, text) {
  const [left, right] = text.split(PAIR);
  if (right === undefined) return isolated(className, text);
  return element("div", className, isolated("", left), element("span", "plus", " + "), isolated("", right));
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
// The first letter decides; symbols, digits and white space have no direction.
const runsFromRight = (text) => RIGHT_TO_LEFT.test(text.match(/\p{L}/u)?.[0] ?? "");

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const shift = (x, y = 0) => `translate(${x}px, ${y}px)`;
const LONGEST = 24;
const inside = (box, frame) =>
  box.left >= frame.left - 1 && box.right <= frame.right + 1 &&
  box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;

// The animations of one step. Only one of them may name a property of a node: each fills the
// whole step, and the last one made would hide the others.
class Timeline {
  constructor(root, still) {
    this.still = still; // no motion: every change happens at the beat
    this.all = [];
    this.scrolls = [];
    this.clock = this.add(root, [{ outlineOffset: "0px" }, { outlineOffset: "0px" }], { duration: STEP });
  }
  add(node, frames, timing) {
    const animation = node.animate(frames, { fill: "both", ...timing });
    animation.pause();
    this.all.push(animation);
    return animation;
  }
  move(node, frames, from, until, easing = "ease-in-out") {
    if (this.still) {
      frames = [frames[0], frames.at(-1)];
      [from, until, easing] = [BEAT, BEAT + 1, AT_ONCE];
    }
    this.add(node, frames, { delay: from, duration: until - from, endDelay: STEP - until, easing });
  }
  fade(node, from, until, seen, then) {
    this.move(node, [{ opacity: seen }, { opacity: then }], from, until, "linear");
  }
  switch(node, seen, then, at) {
    this.move(node, [{ opacity: seen }, { opacity: then }], at, at + 1, AT_ONCE);
  }
  // Seen from one moment to another only; before and after, the node's own style holds.
  pass(node, frames, from, until, easing = "linear") {
    if (this.still) return;
    this.add(node, frames, {
      delay: from, duration: until - from, endDelay: STEP - until, easing, fill: "none",
    });
  }
  // A row is scrolled `from` somewhere to a place that is to be seen, then `to` where it rests.
  scroll(node, from, seen, to) {
    this.scrolls.push({ node, from, seen, to, at: null });
  }
  // No animation scrolls: whoever sets the time or follows it does.
  pan() {
    const { time, still } = this;
    const way = (from, until) => clamp((time - from) / (until - from), 0, 1);
    const smooth = (share) => share * share * (3 - 2 * share);
    for (const row of this.scrolls) {
      const { node, from, seen, to } = row;
      const at = still
        ? (time < BEAT ? from : to)
        : from + (seen - from) * smooth(way(0, BEAT)) + (to - seen) * smooth(way(JOINED, HOME));
      if (at !== row.at) node.scrollLeft = at;
      row.at = at; // what stays leaves the row to the reader's hand
    }
  }
  get time() {
    return Number(this.clock.currentTime);
  }
  seek(time) {
    for (const animation of this.all) {
      animation.pause(); // a finished animation whose time is set would run again
      animation.currentTime = time;
    }
  }
  play(rate) {
    for (const animation of this.all) {
      animation.updatePlaybackRate(rate);
      if (this.time < STEP) animation.play();
    }
  }
  pause() {
    for (const animation of this.all) animation.pause();
  }
  cancel() {
    for (const animation of this.all) animation.cancel();
  }
}

// Two texts in one place, of which the second stands there from the beat on.
function flip(place, before, after, timeline, make = (text) => [text]) {
  const key = JSON.stringify([before, after]);
  if (place.flipped !== key) {
    place.flipped = key;
    const texts = before === after ? [before] : [before, after];
    place.replaceChildren(...texts.map((text) => element("span", "", ...make(text))));
  }
  if (before === after) return;
  timeline.switch(place.children[0], 1, 0, BEAT);
  timeline.switch(place.children[1], 0, 1, BEAT);
}

// How wide texts are, measured in the page: a script's letters change shape beside each other.
class Gauge {
  constructor(root) {
    this.root = root;
    this.known = new Map();
  }
  learn(texts, kind = "text") {
    const news = [...new Set(texts)].filter((text) => !this.known.has(kind + text));
    const bench = element("div", "gauge");
    const nodes = news.map((text) => labelled(kind, text));
    bench.append(...nodes);
    this.root.append(bench);
    news.forEach((text, n) => this.known.set(kind + text, nodes[n].getBoundingClientRect().width));
    bench.remove();
  }
  width(text, kind = "text") {
    if (!this.known.has(kind + text)) this.learn([text], kind);
    return this.known.get(kind + text);
  }
}

// How far a row with so much room, scrolled by `at`, is to be scrolled so that a stretch is seen.
function panned(at, [from, until], room) {
  if (from >= at && until <= at + room) return at;
  return Math.max(0, until - from > room ? until - room : (from + until - room) / 2);
}

// A word

const keyOf = (token) => `${token.start}-${token.end} ${token.text} ${token.small} ${token.color}`;

// A token as a row draws it; `start` and `end` count symbols of the word.
function token(start, end, text, small, color, prefix = "") {
  const cut = prefix && text.length > prefix.length && text.startsWith(prefix) ? prefix : "";
  return { start, end, text, small, color, prefix: cut };
}

function tokenNode(token, height) {
  const text = element("bdi", "text", ...written(token.text));
  text.dir = "auto";
  if (token.prefix) {
    text.textContent = "";
    text.append(element("span", "prefix", token.prefix));
    text.append(...written(token.text.slice(token.prefix.length)));
  }
  const small = token.small ? isolated("small", token.small) : null;
  const node = element("div", small ? "token two" : "token", text, small);
  node.style.background = token.color;
  if (height) node.style.height = `${height}px`;
  node.title = token.small ? `${token.text} · ${token.small}` : token.text;
  return node;
}

// One word: a label and its tokens in a row, whose width never changes.
class Row {
  constructor(player, { label, count, more = 0, characters, width, symbols, number, special }) {
    Object.assign(this, { player, characters, number, special });
    this.nodes = new Map();
    this.rtl = runsFromRight(symbols ?? label);
    this.track = element("div", "track");
    this.row = element("div", this.rtl ? "row rtl" : "row", this.track);
    this.label = element("div", "label", isolated("name", label));
    if (count !== undefined) this.label.append(element("span", "times", ` ×${count}`));
    this.label.title = label;
    this.width = width;
    this.track.style.width = `${width}px`;
    this.rulers = (characters ?? []).map(([text]) => element("div", "ruler", isolated("", text)));
    this.track.append(...this.rulers);
    this.top = characters ? player.sizes.ruler : 0;
    this.row.style.height = `${this.top + player.sizes.box + player.sizes.bar}px`;
    this.probe = element("div", "probe");
    this.track.append(this.probe);
    this.node = element("div", "word", this.label, this.row);
    if (!more) return;
    const rest = fill(player.labels.more, { count: more.toLocaleString(player.labels.locale) });
    this.node.append(element("span", "more", rest));
  }
  // Where a stretch of the row starts on the screen: a right-to-left word is its mirror image.
  left(x, width) {
    return this.rtl ? this.width - x - width : x;
  }
  put(tokens) {
    const places = this.player.places(tokens);
    const wanted = new Map(tokens.map((token, n) => [keyOf(token), n]));
    for (const [key, node] of this.nodes) {
      if (wanted.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    for (const [key, n] of wanted) this.place(key, tokens[n], places[n]);
    this.rule(tokens, places);
    this.shown = tokens;
  }
  place(key, token, place) {
    let node = this.nodes.get(key);
    if (!node) {
      node = tokenNode(token, this.player.sizes.box);
      node.style.top = `${this.top}px`;
      this.nodes.set(key, node);
      this.track.append(node);
    }
    node.style.opacity = 1;
    node.style.width = `${place.width}px`;
    node.style.transform = shift(this.left(place.x, place.width));
    node.children[0].style.transform = shift((place.width - place.text) / 2);
    return node;
  }
  rule(tokens, places) {
    this.spans(tokens, places).forEach(([from, until], n) => {
      this.rulers[n].style.width = `${until - from}px`;
      this.rulers[n].style.transform = shift(this.left(from, until - from));
    });
  }
  // The characters of a byte-level word over their bytes; a token shares its width out evenly.
  spans(tokens, places) {
    if (!this.characters) return [];
    const edge = (symbol, side) => {
      const n = tokens.findIndex((token) => symbol >= token.start && symbol < token.end);
      const at = n < 0 ? tokens.length - 1 : n;
      const { start, end } = tokens[at];
      return places[at].x + (places[at].width * (symbol - start + side)) / (end - start);
    };
    let at = 0;
    return this.characters.map(([, size]) => {
      at += size;
      return [edge(at - size, 0) + 1, edge(at - 1, 1) - 1];
    });
  }
  // One step: tokens that stay move up, those within a new token slide together and become it.
  join(before, after, timeline, lit = 0) {
    const [from, to] = [this.player.places(before), this.player.places(after)];
    const staying = new Map(before.map((token, n) => [keyOf(token), n]));
    const joins = [];
    after.forEach((whole, n) => {
      const old = staying.get(keyOf(whole));
      if (old !== undefined) return;
      const parts = before.flatMap((part, m) =>
        part.start >= whole.start && part.end <= whole.end ? [m] : [],
      );
      joins.push([whole, to[n], parts]);
    });
    const plans = joins.map(([whole, place, parts]) => this.plan(parts.map((m) => [before[m], from[m]]), whole, place));
    const slide = plans.some((plan) => plan.clears) ? CLEAR : BEAT;
    after.forEach((whole, n) => {
      const old = staying.get(keyOf(whole));
      if (old === undefined || from[old].x === to[n].x) return;
      const path = [from[old], to[n]].map(({ x, width }) => ({ transform: shift(this.left(x, width)) }));
      timeline.move(this.nodes.get(keyOf(whole)), path, slide, JOINED);
    });
    for (const plan of plans) this.fuse(plan, lit, slide, timeline);
    const spans = this.spans(after, to);
    this.spans(before, from).forEach((old, n) => {
      if (old[0] === spans[n][0] && old[1] === spans[n][1]) return;
      const frames = [old, spans[n]].map(([a, b]) => ({ width: `${b - a}px`, transform: shift(this.left(a, b - a)) }));
      timeline.move(this.rulers[n], frames, slide, JOINED);
    });
    return plans.map((plan) => plan.node);
  }
  // Lit boxes have a ring too: a token's own colour may be close to that of the light.
  ring(box, lit, slide, timeline) {
    const [none, ring] = ["transparent", "var(--st-text-color)"].map((color) => ({ boxShadow: `inset 0 0 0 2px ${color}` }));
    const at = (time) => (time - lit) / (JOINED - lit);
    const frames = [none, { ...ring, offset: at(Math.min(BEAT, lit + LIT)) }, { ...ring, offset: at(slide) }, none];
    timeline.move(box, frames, lit, JOINED, "linear");
  }
  // Where the parts of a new token and their texts go, so that at the end they look like it.
  plan(parts, whole, place) {
    const { gauge } = this.player;
    const node = this.place(keyOf(whole), whole, place);
    const kept = parts.map(([part], n) => (n ? part.text.slice(part.prefix.length) : part.text));
    const widths = kept.map((text) => gauge.width(text));
    const joined = kept.join("");
    const fits = whole.text === kept.join(APART) ? "apart" : whole.text.endsWith(joined) ? "joined" : "";
    const lead = fits === "joined" && joined !== whole.text ? place.text - gauge.width(joined) : 0;
    const space = fits === "apart" && kept.length > 1 ? gauge.width(`a${APART}a`) - gauge.width("aa") : 0;
    const room = place.text - lead - space * (kept.length - 1);
    const scale = room / widths.reduce((sum, width) => sum + width, 0);
    let at = place.x + (place.width - place.text) / 2 + lead;
    const goals = parts.map(([part, old], n) => {
      const start = n ? Math.round(at - space / 2) : place.x;
      const text = at;
      at += widths[n] * scale + space;
      const end = n < parts.length - 1 ? Math.round(at - space / 2) : place.x + place.width;
      const hidden = n ? gauge.width(part.text) - widths[n] : 0;
      return { part, old, start, end, text, width: widths[n] * scale, scale, hidden };
    });
    const clears = !fits || parts.some(([part], n) => n && part.prefix);
    return { node, whole, fits, goals, clears };
  }
  fuse({ node, whole, fits, goals }, lit, slide, timeline) {
    // A token that only gets an id or another name is not what a reader should look at.
    const looks = goals.length > 1 || !fits;
    const look = looks ? this.player.palette.look : whole.color;
    goals.forEach(({ part, old, start, end, text, width, scale, hidden }, n) => {
      const box = this.nodes.get(keyOf(part));
      const [inner, small] = box.children;
      const [x, goal] = [this.left(old.x, old.width), this.left(start, end - start)];
      const round = this.player.sizes.round;
      // Corners where two boxes meet become square.
      const [first, last] = this.rtl ? [n === goals.length - 1, n === 0] : [n === 0, n === goals.length - 1];
      const corners = `${first ? round : 0}px ${last ? round : 0}px ${last ? round : 0}px ${first ? round : 0}px`;
      timeline.move(box, [{ background: part.color }, { background: look }], lit, Math.min(BEAT, lit + LIT));
      if (looks) this.ring(box, lit, slide, timeline);
      timeline.move(
        box,
        [
          { transform: shift(x), width: `${old.width}px`, borderRadius: `${round}px` },
          { transform: shift(goal), width: `${end - start}px`, borderRadius: corners },
        ],
        slide,
        JOINED,
      );
      timeline.switch(box, 1, 0, JOINED);
      if (small) timeline.fade(small, BEAT, BEAT + 1, 1, 0);
      if (!fits) return timeline.fade(inner, BEAT, CLEAR, 1, 0);
      const prefix = inner.querySelector(".prefix");
      if (n && prefix) timeline.fade(prefix, BEAT, CLEAR, 1, 0);
      const target = this.left(text, width) - goal - hidden * scale;
      timeline.move(
        inner,
        [
          { transform: `${shift((old.width - old.text) / 2)} scaleX(1)` },
          { transform: `${shift(target)} scaleX(${scale})` },
        ],
        slide,
        JOINED,
      );
    });
    timeline.switch(node, 0, 1, JOINED);
    timeline.move(node, [{ background: look }, { background: whole.color }], JOINED, HOME);
    if (!fits) timeline.fade(node.children[0], JOINED, JOINED + 100, 0, 1);
    if (node.children[1]) timeline.fade(node.children[1], JOINED, JOINED + 100, 0, 1);
  }
  // How far the row is scrolled in each of its states, and in the step after it: a row that is too
  // long shows where something happens, and starts at its start again where it fits or rests.
  survey(states) {
    const { player, room } = this;
    const rests = [0];
    const looks = states.slice(1).map((after, n) => {
      const before = states[n];
      const at = before === after ? 0 : panned(rests[n], this.changed(before, after), room);
      rests.push(clamp(at, 0, Math.max(0, player.extent(after) - room)));
      return at;
    });
    return { rests, looks };
  }
  // The stretch in which the first new token comes about.
  changed(before, after) {
    const known = new Set(before.map(keyOf));
    const whole = after.find((token) => !known.has(keyOf(token))) ?? after[0];
    const places = this.player.places(before).filter((_, n) =>
      before[n].start >= whole.start && before[n].end <= whole.end);
    return [places[0].x, places.at(-1).x + places.at(-1).width];
  }
  pan(n, states, timeline) {
    if (this.width <= this.room) return;
    this.pans ??= this.survey(states.map((words) => words[this.number]));
    const { rests, looks } = this.pans;
    const sign = this.rtl ? -1 : 1;
    const way = [rests[n], looks[n] ?? rests[n], rests[n + 1] ?? rests[n]];
    timeline.scroll(this.row, ...way.map((at) => sign * at));
  }
}

// Rows that change places pass each other: the better one in front, all before those that fade.
const rankDepth = (from, to) => (from === undefined || to === undefined ? 0 : 100 - to);

// What a row of a list tells by the colour of its label.
const TOLD = { "": "var(--st-text-color)", taken: "var(--look-text)", passed: "var(--grey)" };

// Ranked rows: a label, its bar and its number are one thing that moves

class List {
  constructor(player, title) {
    this.player = player;
    this.rows = new Map();
    this.title = element("div", "heading", title);
    this.body = element("div", "ranks");
    this.node = element("div", "side", this.title, this.body);
  }
  // All the lists that will stand here: their widest label and number, and their height.
  reserve(lists) {
    const { gauge, sizes } = this.player;
    const all = lists.flat();
    gauge.learn(all.map((item) => item.label), "rank-label");
    const wide = Math.max(0, ...all.map((item) => gauge.width(item.label, "rank-label")));
    const number = Math.max(1, ...all.map((item) => item.text.length));
    this.body.style.setProperty("--label", `${Math.ceil(wide) + 2}px`);
    this.body.style.setProperty("--number", `${Math.ceil((number + 1) * 0.46 * sizes.letters)}px`);
    this.body.classList.toggle("bare", all.every((item) => item.value === null));
    this.body.style.height = `${Math.max(1, ...lists.map((list) => list.length)) * sizes.rank}px`;
  }
  row(item) {
    let made = this.rows.get(item.key);
    if (!made) {
      const label = labelled("rank-label", item.label);
      label.title = item.label.replace(PAIR, " + ");
      const bar = element("div", "bar");
      const number = element("div", "number flip");
      made = { node: element("div", "rank", label, element("div", "groove", bar), number), label, bar, number };
      this.rows.set(item.key, made);
      this.body.append(made.node);
    }
    return made;
  }
  // The ranks of two lists by their keys; rows of neither are gone.
  ranks(before, after) {
    const [old, now] = [before, after].map((list) => new Map(list.map((item, n) => [item.key, n])));
    for (const [key, { node }] of this.rows) {
      if (old.has(key) || now.has(key)) continue;
      node.remove();
      this.rows.delete(key);
    }
    return [old, now];
  }
  change(before, after, winner, timeline) {
    const { palette, sizes } = this.player;
    const [old, now] = this.ranks(before, after);
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const [from, to] = [old.get(key), now.get(key)];
      const [was, is] = [before[from] ?? after[to], after[to] ?? before[from]];
      const { node, label, bar, number } = this.row(was);
      const place = (n) => shift(0, n * sizes.rank);
      node.style.transform = place(from ?? to);
      node.style.zIndex = rankDepth(from, to);
      node.style.opacity = from === undefined ? 0 : 1;
      bar.style.width = `${100 * was.value}%`;
      bar.style.background = was.color ?? palette.symbol;
      flip(number, was.text, is.text, timeline);
      if (key === winner) this.light(label, bar, was, to === undefined, timeline);
      number.style.opacity = 1;
      if (to === undefined) {
        timeline.switch(number, 1, 0, BEAT); // a count of the step before
        timeline.fade(node, BEAT, BEAT + 120, 1, 0);
      } else if (from === undefined) timeline.fade(node, JOINED - 120, JOINED, 0, 1);
      else if (from !== to) timeline.move(node, [{ transform: place(from) }, { transform: place(to) }], BEAT + 100, JOINED);
      if (is.value !== was.value)
        timeline.move(bar, [{ width: `${100 * was.value}%` }, { width: `${100 * is.value}%` }], BEAT, JOINED);
    }
  }
  // What a step chooses from takes the place of what the step before chose from; then row by row,
  // at the moments that `when` tells, it says what was found. So it stands until the next step.
  replace(before, after, timeline, when) {
    const [old, now] = this.ranks(before, after);
    const place = (n) => shift(0, n * this.player.sizes.rank);
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const [from, to] = [old.get(key), now.get(key)];
      const [was, is] = [before[from], after[to]];
      const { node, label, number } = this.row(was ?? is);
      node.style.transform = place(from ?? to);
      node.style.zIndex = rankDepth(from, to);
      node.style.opacity = was ? 1 : 0;
      flip(number, (was ?? is).text, (is ?? was).text, timeline);
      label.style.color = TOLD[was?.told ?? ""];
      if (!is) timeline.fade(node, 0, GONE, 1, 0);
      else if (!was) timeline.fade(node, GONE, CAME, 0, 1);
      else if (from !== to) timeline.move(node, [{ transform: place(from) }, { transform: place(to) }], 0, CAME);
      if (is) this.tell(label, number, was, is, when(to), timeline);
    }
  }
  tell(label, number, was, is, at, timeline) {
    if (is.mark) timeline.switch(number, 0, 1, at);
    if (!was?.told && !is.told) return;
    const end = Math.min(BEAT, at + LIT / 2);
    const color = (item, time) => ({ color: TOLD[item?.told ?? ""], offset: time / end });
    timeline.move(label, [color(was, 0), color(null, CAME), color(null, at), color(is, end)], 0, end, "linear");
  }
  light(label, bar, { color = this.player.palette.symbol }, leaves, timeline) {
    const way = (name, rest, look) => [
      { [name]: rest }, { [name]: look, offset: LIT / HOME },
      ...(leaves ? [] : [{ [name]: look, offset: JOINED / HOME }]), { [name]: leaves ? look : rest },
    ];
    timeline.move(bar, way("background", color, this.player.palette.look), 0, HOME, "linear");
    timeline.move(label, way("color", "var(--st-text-color)", "var(--look-text)"), 0, HOME, "linear");
  }
}

// The vocabulary: every token of the window has its place from the start, so that nothing moves

class Shelf {
  constructor(player, title) {
    this.player = player;
    this.size = element("span", "size flip");
    this.extra = element("span", "extra flip");
    this.chips = element("div", "chips");
    this.node = element("div", "shelf", element("div", "heading", `${title} `, this.size, this.extra), this.chips);
  }
  fill(tokens) {
    const { player } = this;
    this.nodes = tokens.map((long) => {
      const token = { ...long, text: short(long.text, LONGEST), small: short(long.small, LONGEST) };
      const node = tokenNode(token, player.sizes.box);
      node.title = long.text;
      const [place] = player.places([token]);
      node.style.width = `${place.width}px`;
      node.children[0].style.transform = shift((place.width - place.text) / 2);
      return node;
    });
    this.chips.replaceChildren(...this.nodes);
  }
  // `seen` tokens are there; number `comes` arrives from the box `origin`.
  change(seen, comes, origin, timeline) {
    const { root, flyer } = this.player;
    this.nodes.forEach((node, n) => (node.style.opacity = n < seen ? 1 : 0));
    flyer.replaceChildren();
    const chip = this.nodes[comes];
    if (!chip) return;
    timeline.switch(chip, 0, 1, HOME);
    if (!origin || timeline.still) return;
    const [frame, from, to] = [root, origin, chip].map((node) => node.getBoundingClientRect());
    // Only an outline flies: what it passes stays readable.
    const outline = element("div", "outline");
    flyer.append(outline);
    const path = [from, to].map(({ left, top, width, height }) => ({
      opacity: 1, width: `${width}px`, height: `${height}px`,
      transform: shift(left - frame.left - root.clientLeft, top - frame.top - root.clientTop + root.scrollTop),
    }));
    timeline.pass(outline, path, JOINED, HOME, "ease-in-out");
  }
}

// The player

const ICONS = {
  first: "M6 5h2v14H6zM20 5v14L9 12z",
  back: "M17 5v14L6 12z",
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  next: "M7 5v14l11-7z",
  last: "M16 5h2v14h-2zM4 5v14l11-7z",
  screen: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
  take: "M11 4h2v8h4l-5 5-5-5h4zM5 18h14v2H5z",
};
const SVG = "http://www.w3.org/2000/svg";

function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS(SVG, tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const KINDS = {}; // what draws a kind of story, by its name
const MOVING = matchMedia("(prefers-reduced-motion: reduce)");

class Player {
  constructor(root, hooks) {
    Object.assign(this, { root, hooks });
    this.rate = 1;
    this.playing = false;
    this.skeleton();
    this.listen();
  }
  // Once: what every story has. A story is drawn into `stage`.
  skeleton() {
    const { root } = this;
    root.tabIndex = 0;
    root.role = "group";
    this.title = element("div", "title flip");
    this.title.role = "heading";
    this.title.ariaLevel = "2";
    this.live = element("div", "live");
    this.live.ariaLive = "polite";
    this.stage = element("div", "stage");
    this.flyer = element("div", "flyer");
    this.flyer.ariaHidden = "true";
    this.buttons = {};
    const acts = { first: () => this.to(0), back: () => this.back(), play: () => this.toggle(), next: () => this.next(), last: () => this.to(this.end()), screen: () => this.screen() };
    for (const [name, act] of Object.entries(acts)) {
      this.buttons[name] = element("button", `icon ${name}`, icon(name));
      this.buttons[name].type = "button";
      this.buttons[name].onclick = act;
    }
    this.range = element("input", "scrub");
    Object.assign(this.range, { type: "range", step: "any" });
    this.range.oninput = () => this.to(Math.min(Number(this.range.value), this.end()));
    this.counter = element("div", "counter flip");
    this.speeds = SPEEDS.map((rate) => {
      const button = element("button", "speed", `${rate === 0.5 ? "½" : rate}×`);
      button.type = "button";
      button.onclick = () => this.hurry(rate);
      return button;
    });
    this.speedGroup = element("div", "speeds", ...this.speeds);
    this.speedGroup.role = "group";
    this.takeAway = new TakeAway(this);
    const { first, back, play, next, last, screen } = this.buttons;
    const controls = element("div", "controls", element("div", "group", first, back, play, next, last), this.range, this.counter, this.speedGroup, element("div", "group", this.takeAway.node, screen));
    root.replaceChildren(this.title, this.live, this.stage, controls, this.flyer);
    this.gauge = new Gauge(root);
  }
  listen() {
    const { root } = this;
    this.off = new AbortController();
    const { signal } = this.off;
    root.addEventListener("keydown", (event) => this.key(event), { signal });
    // Hovered but not in focus: keys that no field has a use for.
    const away = (event) => {
      const active = document.activeElement;
      const free = !active || active === document.body;
      if (free && root.matches(":hover")) this.key(event);
    };
    document.addEventListener("keydown", away, { signal, capture: true });
    document.addEventListener("fullscreenchange", () => this.redraw(), { signal });
    document.fonts.addEventListener("loadingdone", () => this.remeasure(), { signal });
    MOVING.addEventListener("change", () => this.redraw(), { signal });
    let width = 0;
    this.watch = new ResizeObserver(() => {
      if (Math.abs(root.clientWidth - width) < 1) return;
      width = root.clientWidth;
      this.redraw();
    });
    this.watch.observe(root);
  }
  destroy() {
    this.stop();
    clearTimeout(this.telling);
    this.takeAway.cancel();
    this.watch.disconnect();
    this.off.abort();
    this.timeline?.cancel();
    this.root.replaceChildren();
  }
  // A story, or the next window of one: the position stays where it makes sense.
  update({ story, labels, palette, step }) {
    const text = JSON.stringify([story, labels, palette]);
    if (text === this.drawn) return;
    this.drawn = text;
    const old = this.story;
    const same = old && ["kind", "mode", "model", "total"].every((name) => old[name] === story[name]);
    const holds = (at) => at >= story.first && at <= story.last;
    if (!same) this.wanted = null;
    const goes = this.wanted && holds(this.wanted.at) ? this.wanted : null;
    const at = goes ? goes.at : this.position;
    const plays = goes ? goes.play : same && holds(at) && this.playing;
    if (goes) this.wanted = null;
    this.stop();
    Object.assign(this, { story, labels, palette });
    this.name();
    this.draw(same && holds(at) ? at : Math.min(Math.max(step ?? story.first, story.first), story.last));
    if (this.wanted) this.ask(this.wanted.at, this.wanted.play); // the reader has gone on meanwhile
    else if (plays) this.play();
    else if (goes) this.tell();
  }
  name() {
    const { labels, buttons } = this;
    this.root.ariaLabel = labels.player;
    this.root.style.setProperty("--look", this.palette.look);
    for (const [name, button] of Object.entries(buttons)) button.ariaLabel = button.title = labels[name];
    this.range.ariaLabel = labels.position;
    this.speedGroup.ariaLabel = labels.speed;
    this.takeAway.name();
  }
  // Sizes in pixels, all from that of a token's letters.
  measure(letters) {
    const round = (value) => Math.round(letters * value);
    const two = this.story.display || this.story.kind === "encoding";
    this.sizes = {
      letters, pad: round(0.4), gap: round(0.25), round: round(0.25), box: round(two ? 2.45 : 1.85),
      ruler: round(1.5), bar: 6, rank: round(1.6), lane: round(1.6),
    };
    this.root.style.setProperty("--letters", `${letters}px`);
    this.root.style.setProperty("--box", `${this.sizes.box}px`);
    this.root.style.setProperty("--rank", `${this.sizes.rank}px`);
  }
  get full() {
    return this.root.matches(":fullscreen");
  }
  draw(position) {
    let best = null;
    const lay = (letters, dense) => {
      this.dense = dense; // the words in several columns
      this.measure(letters);
      this.gauge.known.clear();
      this.layout();
    };
    for (const way of this.sizesToTry()) {
      lay(...way);
      const hidden = this.hidden();
      if (hidden < (best?.hidden ?? Infinity)) best = { hidden, way };
      if (hidden === 0) break;
    }
    if (best.hidden) lay(...best.way);
    this.place(position);
  }
  // Letters and columns, the best first.
  sizesToTry() {
    const { root, story } = this;
    const many = story.words.length > MANY; // stand in columns anyway
    const both = (letters) => (many ? [[letters, true]] : [[letters, false], [letters, true]]);
    if (this.full) return [56, 52, 48, 44, 40, 36, 34, 32, 30, 28].flatMap(both);
    if (root.matches(".studio")) return [[20, false]];
    return (root.clientWidth < 600 ? [18, 16] : [20, 18]).flatMap(both);
  }
  // How many pixels are out of sight: in a full screen of all that would have to be scrolled, in a
  // page of the player's height.
  hidden() {
    const { root, stage, full } = this;
    if (!full) return Math.max(0, root.offsetHeight - (innerHeight - PAGE_HEAD));
    const frames = [stage, ...stage.querySelectorAll(".row, .words")];
    const over = frames.map((frame) =>
      Math.max(frame.scrollWidth - frame.clientWidth, frame.scrollHeight - frame.clientHeight));
    return Math.max(...over) > 1 ? Math.max(...over) : 0;
  }
  layout() {
    const { story, root } = this;
    this.timeline?.cancel();
    this.index = null;
    this.view = new KINDS[story.kind](this, story);
    const tokens = this.view.texts();
    this.gauge.learn(tokens.map(({ text }) => text));
    this.gauge.learn(tokens.map(({ small }) => small).filter(Boolean), "small");
    const body = element("div", "body");
    this.stage.replaceChildren(body);
    this.view.draw(body);
    this.reserve(story.titles);
    Object.assign(this.range, { min: this.start(), max: Math.max(this.end(), this.start() + 1e-6) });
    this.counter.style.setProperty("--counts", `${2 * String(story.total).length + 3}ch`);
    root.classList.toggle("ready", true);
  }
  // The title has room for the longest sentence of the story, but for two lines at most.
  reserve(titles) {
    this.title.style.minHeight = "";
    const bench = element("div", "title flip", ...titles.map((text) => element("span", "", text)));
    this.root.prepend(bench);
    const { height } = bench.getBoundingClientRect();
    this.title.style.minHeight = `${Math.ceil(Math.min(height, 2 * parseFloat(getComputedStyle(bench).lineHeight)))}px`;
    bench.remove();
  }
  rows(words, states, texts) {
    return words.map((word, w) => {
      const width = Math.max(...states.map((state) => this.extent(state[w])));
      return new Row(this, { ...word, width, symbols: texts[w], number: w });
    });
  }
  // One step of all rows; the boxes of what came about.
  step(rows, states, n, timeline, lit) {
    const [before, after] = [states[n], states[n + 1] ?? states[n]];
    for (const row of rows) row.room ??= row.row.clientWidth; // asked before anything changes
    return rows.flatMap((row, w) => {
      if (row.shown !== before[w] || row.joined) row.put(before[w]);
      row.joined = before[w] !== after[w];
      row.pan(n, states, timeline);
      return row.joined ? row.join(before[w], after[w], timeline, lit) : [];
    });
  }
  words(rows) {
    const list = element("div", "words", ...rows.map(({ node }) => node));
    const looks = {
      many: rows.length > MANY || this.dense, long: rows.length > MANY,
      // A special token is its own name.
      nameless: rows.every(({ special, label }) => special || !label.textContent.trim()),
    };
    for (const [name, applies] of Object.entries(looks)) list.classList.toggle(name, applies);
    // The space before a count is as wide as a digit; the gauge would measure its sign.
    const label = ({ label }) => label.textContent.replace(/ (?=×\d+$)/, "0").slice(0, 2 * LONGEST);
    this.gauge.learn(rows.map(label), "label");
    const wide = Math.max(...rows.map((row) => this.gauge.width(label(row), "label")));
    const track = Math.max(...rows.map((row) => row.width ?? 0));
    // Measured with a sign for its space, which may be narrower than the space.
    list.style.setProperty("--name", `${Math.ceil(wide + this.sizes.letters / 4)}px`);
    list.style.setProperty("--track", `${track}px`);
    return list;
  }
  // Where the tokens of a row stand: x, width of the box, width of the text.
  places(tokens) {
    const { pad, gap } = this.sizes;
    let x = 0;
    return tokens.map(({ text, small }) => {
      const wide = this.gauge.width(text);
      const width = Math.ceil(Math.max(wide, small ? this.gauge.width(small, "small") : 0)) + 2 * pad;
      const place = { x, width, text: wide };
      x += width + gap;
      return place;
    });
  }
  extent(tokens) {
    const last = this.places(tokens).at(-1);
    return last ? last.x + last.width : 0;
  }
  // The first of these boxes that a reader can see, or none.
  seen(nodes) {
    return nodes.find((node) => {
      const box = node.getBoundingClientRect();
      return [".row", ".words"].every((frame) => inside(box, node.closest(frame).getBoundingClientRect()));
    });
  }
  redraw() {
    if (!this.story) return;
    const { position, moving, until } = this;
    this.stop();
    this.draw(position);
    if (moving) this.run(until);
    else if (this.wanted) this.showPlaying(this.wanted.play);
  }
  // A font has come: every width may be another.
  remeasure() {
    this.gauge.known.clear();
    this.redraw();
  }

  // Position

  get position() {
    return this.index === null || !this.story ? null : this.story.first + this.index + Math.min(this.timeline.time, STEP) / STEP;
  }
  // The state that title and counts tell.
  get shown() {
    const { first, last } = this.story;
    return Math.min(last, first + this.index + (this.timeline.time >= BEAT ? 1 : 0));
  }
  // The state that the reader is on the way to: further steps count from there.
  get goal() {
    return this.wanted ? Math.round(this.wanted.at) : (this.until ?? this.shown);
  }
  // With a page that gives the next window, the whole training; else what the story tells.
  start() {
    return this.hooks.onMore ? 0 : this.story.first;
  }
  end() {
    return this.hooks.onMore ? this.story.total : this.story.last;
  }
  build(index) {
    const { story } = this;
    this.timeline?.cancel();
    this.index = index;
    const timeline = (this.timeline = new Timeline(this.live, MOVING.matches));
    const [k, next] = [story.first + index, Math.min(story.first + index + 1, story.last)];
    flip(this.title, story.titles[index], story.titles[next - story.first], timeline);
    flip(this.counter, `${k} / ${story.total}`, `${next} / ${story.total}`, timeline);
    this.view.build(index, timeline);
  }
  place(position) {
    const { first, last } = this.story;
    const at = Math.min(Math.max(position, first), last) - first;
    const index = Math.max(0, Math.min(Math.floor(at), last - first - 1));
    if (index !== this.index) this.build(index);
    this.timeline.seek((at - index) * STEP);
    this.follow();
  }
  // What is not animated follows: the scrubber, the spoken sentence, the buttons.
  follow() {
    const { story, buttons } = this;
    const [at, start] = [this.wanted ? this.wanted.at : this.position, this.start()];
    this.timeline.pan();
    this.range.value = at;
    const share = (at - start) / Math.max(1, this.end() - start);
    this.range.style.setProperty("--done", `${100 * share}%`);
    const state = this.shown;
    if (state !== this.said || this.saidOf !== story) {
      this.said = state;
      this.saidOf = story;
      this.live.textContent = story.spoken[state - story.first];
      this.title.ariaLabel = story.titles[state - story.first];
      this.range.ariaValueText = `${state} / ${story.total}`;
    }
    buttons.first.disabled = buttons.back.disabled = this.position <= this.start();
    buttons.next.disabled = buttons.last.disabled = this.position >= this.end();
  }

  // Playing

  play() {
    const { story } = this;
    if (this.position >= this.end()) {
      if (story.first > this.start()) return this.ask(this.start(), true);
      this.place(this.start());
    }
    if (this.position >= story.last && story.last < this.end()) return this.ask(story.last, true);
    this.run();
  }
  // To a state and no further, or on and on.
  run(until = null) {
    this.stop();
    this.until = until;
    this.showPlaying(until === null);
    this.moving = true;
    this.timeline.play(this.rate);
    const frame = () => {
      if (!this.moving) return;
      this.advance();
      if (this.moving) this.frame = requestAnimationFrame(frame);
    };
    this.frame = requestAnimationFrame(frame);
  }
  advance() {
    const { story } = this;
    const before = this.said;
    if (this.until !== null) {
      const { until } = this;
      const arrived = this.timeline.time >= HOME;
      this.follow();
      if (this.said !== before) this.tell();
      if (!arrived) return;
      this.stop();
      this.place(until);
      return;
    }
    if (this.timeline.time >= STEP) {
      if (story.first + this.index + 1 >= story.last) {
        this.stop();
        this.place(story.last);
        if (story.last < this.end()) this.ask(story.last, true);
        else this.tell();
        return;
      }
      this.build(this.index + 1);
      this.timeline.seek(0);
      this.timeline.play(this.rate);
    }
    this.follow();
  }
  stop() {
    this.moving = false;
    this.until = null;
    cancelAnimationFrame(this.frame);
    if (this.timeline) this.timeline.pause();
    this.showPlaying(false);
  }
  showPlaying(playing) {
    this.playing = playing;
    const name = playing ? "pause" : "play";
    this.buttons.play.replaceChildren(icon(name));
    if (this.labels) this.buttons.play.ariaLabel = this.buttons.play.title = this.labels[name];
  }
  // Another window is wanted: the page will give a story that holds state `at`. While it is on
  // its way the reader may want another yet; the page hears of the last.
  ask(at, play) {
    clearTimeout(this.telling); // a step told now would take the reader back to it
    const waits = this.wanted;
    this.wanted = { at, play };
    this.showPlaying(play);
    this.follow();
    const send = () => this.wanted && this.hooks.onMore(Math.floor(this.wanted.at));
    if (waits) this.telling = setTimeout(send, TELL_AFTER);
    else send();
  }
  // The page hears of whole steps only, when the reader has come to rest.
  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (!this.playing && !this.wanted) this.hooks.onStep?.(this.shown);
    }, TELL_AFTER);
  }

  // What a reader can do

  toggle() {
    if (this.wanted) return this.ask(this.wanted.at, !this.wanted.play);
    if (!this.playing) return this.play();
    this.stop();
    // A pause is reached a moment later than it is asked for, or never, where the step is drawn anew.
    const rest = () => {
      this.follow();
      this.tell();
    };
    this.timeline.clock.ready.then(rest, () => {});
  }
  holds(position) {
    return position >= this.story.first && position <= this.story.last;
  }
  to(position) {
    this.stop();
    if (!this.holds(position)) return this.ask(position, false);
    this.wanted = null;
    this.place(position);
    this.tell();
  }
  back() {
    this.to(Math.max(this.start(), this.goal - 1));
  }
  // Plays one step; pressed again on the way, the step is over at once.
  next() {
    const target = Math.min(this.end(), this.goal + 1);
    if (this.position >= target) return;
    this.stop();
    this.place(Math.max(this.position, target - 1));
    if (MOVING.matches || !this.holds(target)) return this.to(target);
    this.wanted = null;
    this.run(target);
  }
  hurry(rate) {
    this.rate = rate;
    this.speeds.forEach((button, n) => (button.ariaPressed = String(SPEEDS[n] === rate)));
    if (this.moving) this.timeline.play(rate);
  }
  screen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen?.();
  }
  key(event) {
    const acts = {
      " ": () => this.toggle(), ArrowRight: () => this.next(), ArrowLeft: () => this.back(),
      Home: () => this.to(this.start()), End: () => this.to(this.end()), f: () => this.screen(),
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = acts[key];
    // Streamlit runs the page again at R and empties its cache at C; a button keeps its space bar.
    if (act || key === "r" || key === "c") event.stopPropagation();
    if (!act || (event.key === " " && event.target.closest?.("button"))) return;
    event.preventDefault();
    act();
  }
}

// Draws `data` ({story, labels, palette, step, plays}) into `root`; hooks: onStep(state), onMore(state).
export function mount(root, data, hooks = {}) {
  const player = new Player(root, hooks);
  player.update(data);
  player.hurry(1);
  if (data.plays && !MOVING.matches) player.play();
  return player;
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const hooks = {
    onStep: (step) => setStateValue("step", step),
    onMore: (state) => setTriggerValue("more", state),
  };
  // Called again on every change of the data and of the theme: the player plays on.
  if (parentElement.player) {
    parentElement.player.hooks = hooks;
    parentElement.player.update(data);
  } else {
    parentElement.player = mount(parentElement.querySelector(".player"), data, hooks);
    parentElement.turn = data.go?.turn;
  }
  if (data.go && data.go.turn !== parentElement.turn) {
    parentElement.turn = data.go.turn;
    parentElement.player.to(data.go.step);
  }
  return () => {
    parentElement.player?.destroy();
    parentElement.player = null;
  };
}
