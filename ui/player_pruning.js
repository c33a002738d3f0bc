// Kind "pruning"

class Pruning {
  constructor(player, story) {
    Object.assign(this, { player, story });
    const { states } = story;
    this.pieces = [...new Set(states.flatMap(({ field }) => field.map(([piece]) => piece)))];
    this.best = Math.max(...states.flatMap(({ field }) => field.map(([, share]) => share)), 1e-9);
    this.fields = states.map(({ field }) => new Map(field));
  }
  texts() {
    const pieces = this.story.states.flatMap(({ cuts }) => cuts.flat().flatMap((cut) => cut.pieces));
    return pieces.map((text) => this.token(text));
  }
  token(text) {
    return token(0, 1, text, "", this.story.colors[text] ?? this.player.palette.symbol);
  }
  draw(body) {
    const { player, story, pieces } = this;
    this.cuts = story.words.map((word, w) => new Cuts(player, word, story.states.map(({ cuts }) => cuts[w] ?? [])));
    this.slots = new Map(pieces.map((piece) => [piece, this.slot(piece)]));
    const field = element("div", "field", ...[...this.slots.values()].map(({ node }) => node));
    player.gauge.learn(pieces, "rank-label");
    const wide = Math.max(0, ...pieces.map((piece) => player.gauge.width(piece, "rank-label")));
    field.style.setProperty("--label", `${Math.ceil(wide) + 2}px`);
    this.legend = element("span", "legend", player.labels.cost);
    const side = element("div", "side wide", element("div", "heading", player.labels.field, this.legend), field);
    this.shelf = new Shelf(player, player.labels.pieces);
    this.shelf.fill([]);
    body.append(player.words(this.cuts), side);
    body.after(this.shelf.node);
  }
  // A piece with its probability; where its bar is, what its removal costs is told in passing.
  slot(piece) {
    const strike = element("span", "strike");
    const text = isolated("struck", piece);
    text.append(strike);
    const label = element("div", "rank-label", text);
    label.title = piece;
    const [bar, number, cost] = [element("div", "bar"), element("div", "number flip"), element("div", "cost")];
    const groove = element("div", "groove", bar);
    const node = element("div", "slot", label, groove, cost, number);
    return { node, strike, groove, bar, number, cost };
  }
  build(n, timeline) {
    const { story, player, slots } = this;
    const m = Math.min(n + 1, story.states.length - 1);
    const step = story.steps[n];
    const rises = new Map(step?.action === "prune" ? [...step.removed, ...step.spared] : []);
    if (rises.size) this.pass(this.legend, 1, timeline);
    const removed = new Set(step?.action === "prune" ? step.removed.map(([piece]) => piece) : []);
    for (const [piece, slot] of slots) this.show(piece, slot, n, m, rises.get(piece), removed.has(piece), timeline);
    this.cuts.forEach((cuts, w) => cuts.change(story.states[n].cuts[w] ?? [], story.states[m].cuts[w] ?? [], timeline));
    const [old, now] = [story.states[n], story.states[m]];
    flip(this.shelf.size, old.pieces, now.pieces, timeline);
    const loss = ({ loss }) => (loss === null ? "" : ` · ${player.labels.loss} ${loss.toFixed(2)}`);
    flip(this.shelf.extra, loss(old), loss(now), timeline);
  }
  show(piece, slot, n, m, rise, goes, timeline) {
    const { node, strike, bar, number } = slot;
    const { palette } = this.player;
    const [old, now] = [this.fields[n].get(piece), this.fields[m].get(piece)];
    const width = (value) => `${(100 * (value ?? 0)) / this.best}%`;
    const percent = (value) => (value === undefined ? "" : `${(100 * value).toFixed(1)} %`);
    const color = this.story.colors[piece] ?? palette.symbol;
    node.style.opacity = old === undefined ? LOST : 1;
    strike.style.opacity = old === undefined ? 1 : 0;
    bar.style.width = width(old);
    bar.style.background = color;
    flip(number, percent(old), percent(now), timeline);
    if (rise !== undefined && old !== undefined) this.weigh(slot, rise, goes, timeline);
    if (old === undefined && now === undefined) return;
    if (now === undefined) {
      timeline.fade(node, BEAT, JOINED, 1, LOST);
      timeline.fade(strike, BEAT, JOINED, 0, 1);
    } else if (old === undefined) {
      timeline.fade(node, BEAT, JOINED, LOST, 1);
      timeline.fade(strike, BEAT, JOINED, 1, 0);
    }
    if (old !== now) timeline.move(bar, [{ width: width(old) }, { width: width(now) }], BEAT, JOINED);
  }
  // What the loss would rise by without the piece stands where its bar was.
  weigh({ groove, cost }, rise, goes, timeline) {
    cost.textContent = `+${rise >= 100 ? Math.round(rise) : rise < 0.01 ? rise.toPrecision(1) : rise.toFixed(2)}`;
    cost.style.color = goes ? "var(--look-text)" : "";
    this.pass(cost, 1, timeline);
    this.pass(groove, 0, timeline);
  }
  pass(node, opacity, timeline) {
    timeline.pass(node, [{ opacity }, { opacity }], LIT / 2, JOINED);
  }
}

const LOST = 0.7; // how much is seen of a piece that is gone

// The cuts of one word that compete, best first

class Cuts {
  constructor(player, { label, count }, states) {
    this.player = player;
    this.nodes = new Map();
    const { box, gap } = player.sizes;
    this.pitch = box + gap;
    this.body = element("div", "cuts");
    this.body.style.height = `${Math.max(1, ...states.map((cuts) => cuts.length)) * this.pitch}px`;
    const widths = states.flat().map(({ pieces }) => player.extent(pieces.map((text) => player.view.token(text))));
    this.width = Math.max(0, ...widths) + 5 * player.sizes.letters;
    this.label = element("div", "label", isolated("name", label), element("span", "times", ` ×${count}`));
    this.label.title = label;
    this.body.style.minWidth = `${Math.ceil(this.width)}px`;
    this.node = element("div", "word", this.label, element("div", "row", this.body));
  }
  cut({ pieces }) {
    const key = pieces.join("\u0000");
    let made = this.nodes.get(key);
    if (made) return made;
    const { player } = this;
    const rtl = runsFromRight(pieces.join(""));
    const boxes = pieces.map((text) => {
      const piece = player.view.token(text);
      // A cut that loses is pale, but its letters are not.
      const pale = { background: `color-mix(in srgb, ${piece.color} 24%, var(--st-background-color))`, color: "var(--st-text-color)" };
      const looks = (rank) => (rank === 0 ? { background: piece.color, color: "#fff" } : pale);
      const node = tokenNode(piece, player.sizes.box);
      const [place] = player.places([piece]);
      node.style.width = `${place.width}px`;
      node.children[0].style.transform = shift((place.width - place.text) / 2);
      return { node, looks };
    });
    const share = element("span", "share flip");
    const node = element("div", "cut", element("span", rtl ? "pieces rtl" : "pieces", ...boxes.map(({ node }) => node)), share);
    made = { node, share, boxes };
    this.nodes.set(key, made);
    this.body.append(node);
    return made;
  }
  change(before, after, timeline) {
    const key = ({ pieces }) => pieces.join("\u0000");
    const [old, now] = [before, after].map((cuts) => new Map(cuts.map((cut, n) => [key(cut), n])));
    for (const [name, { node }] of this.nodes) {
      if (old.has(name) || now.has(name)) continue;
      node.remove();
      this.nodes.delete(name);
    }
    const percent = ({ probability }) => `${(100 * probability).toFixed(1)} %`;
    const place = (n) => shift(0, n * this.pitch);
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      const [from, to] = [old.get(name), now.get(name)];
      const [was, is] = [before[from] ?? after[to], after[to] ?? before[from]];
      const { node, share, boxes } = this.cut(was);
      node.style.transform = place(from ?? to);
      node.style.zIndex = rankDepth(from, to);
      node.style.opacity = from === undefined ? 0 : 1;
      for (const box of boxes) Object.assign(box.node.style, box.looks(from ?? to));
      flip(share, percent(was), percent(is), timeline);
      share.style.opacity = 1;
      if (to === undefined) {
        timeline.switch(share, 1, 0, BEAT);
        timeline.fade(node, BEAT, BEAT + 120, 1, 0);
      } else if (from === undefined) timeline.fade(node, JOINED - 120, JOINED, 0, 1);
      else if (from !== to) {
        timeline.move(node, [{ transform: place(from) }, { transform: place(to) }], BEAT + 100, JOINED);
        if (!from === !to) continue;
        for (const { node, looks } of boxes) timeline.move(node, [looks(from), looks(to)], BEAT, JOINED);
      }
    }
  }
}

KINDS.pruning = Pruning;
