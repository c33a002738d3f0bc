// Kind "encoding"

class Encoding {
  constructor(player, story) {
    Object.assign(this, { player, story });
    this.states = [story.words.map((word) => this.start(word))];
    for (const step of story.steps) this.states.push(this.after(this.states.at(-1), step));
    // In every state the list that the step before it chose from.
    this.lists = [[], ...story.steps.map((step, n) => this.items(step, n))];
    this.lattices = this.lattice();
  }
  // A token has the colour of its first piece: `text` itself, unless it stands for several.
  token(start, end, text, { unknown = false, piece = text, small = "" } = {}) {
    const { palette } = this.player;
    const color = unknown ? palette.unknown : (this.story.colors[piece] ?? palette.symbol);
    return token(start, end, text, small, color);
  }
  start({ symbols, label, special, spans }) {
    if (special) return [this.token(0, spans.at(-1)[1], label)];
    return symbols.map((text, n) => this.token(n, n + 1, text));
  }
  after(words, step) {
    if (step.action === "ids") return this.story.words.map((word) => this.named(word));
    const stretch = this.stretch(step, words[step.word]);
    if (!stretch) return words;
    const [start, end, text, unknown] = stretch;
    const now = [...words];
    const around = (token) => token.end <= start || token.start >= end;
    const tokens = [...now[step.word].filter(around), this.token(start, end, text, { unknown })];
    now[step.word] = tokens.sort((a, b) => a.start - b.start);
    return now;
  }
  // The stretch of a word that a step makes one token: its symbols and the token's text.
  stretch({ action, start, end, tried, token, edge, word }, tokens) {
    const all = [0, tokens.at(-1).end];
    if (action === "merge") return [start, end, token];
    if (action === "whole") return [...all, token];
    if (action === "walk") return [...edge.slice(0, 3), this.unknown(word, edge[0])];
    if (action !== "match") return null;
    return end > start ? [start, end, tried.at(-1)] : [...all, this.story.words[word].pieces[0][0], true];
  }
  unknown(word, start) {
    const { spans, unknown } = this.story.words[word];
    return unknown[spans.findIndex((span) => span[0] === start)];
  }
  // The tokens of a word with their ids; a character that fell back to bytes has several.
  named({ spans, pieces, ids, unknown, label, special }) {
    return spans.map(([start, end], n) => {
      const text = special ? label : pieces[n].join(APART);
      return this.token(start, end, text, { unknown: unknown[n], piece: pieces[n][0], small: ids[n].join(APART) });
    });
  }
  // What step `n` chooses from, best first, and what it tells of each.
  items(step, n) {
    const item = (key, label, text, told) => ({ key, label, text, told, value: null });
    if (step.action === "merge") {
      return step.waiting.map(([left, right, rank]) => {
        const taken = left === step.left && right === step.right;
        return item(left + PAIR + right, left + PAIR + right, `${rank}`, taken ? "taken" : "");
      });
    }
    if (step.action === "match") {
      const found = step.end > step.start ? step.tried.length - 1 : -1;
      return step.tried.map((text, m) => ({
        ...item(`${n} ${text}`, text, m === found ? "✓" : "✗", m === found ? "taken" : "passed"), mark: true,
      }));
    }
    if (step.action === "fill") {
      const edges = [...step.edges].sort((a, b) => b[4] - a[4]);
      return edges.map(([start, , piece, , total, best]) =>
        item(`${n} ${start} ${piece}`, piece, total.toFixed(2), best ? "taken" : ""));
    }
    return [];
  }
  // For each state the word whose lattice is drawn, and which of its edges stand there.
  lattice() {
    const states = [{ word: -1, edges: [] }];
    for (const step of this.story.steps) {
      const { word, edges } = states.at(-1);
      const old = step.word === word ? edges : [];
      if (step.action === "fill") {
        const kept = step.edges.filter((edge) => edge[5]).map((edge) => this.edge(edge));
        states.push({ word: step.word, edges: [...old, ...kept] });
      } else if (step.action === "walk") {
        const key = this.edge(step.edge).key;
        states.push({ word: step.word, edges: old.map((edge) => (edge.key === key ? { ...edge, best: true } : edge)) });
      } else states.push(states.at(-1));
    }
    return states;
  }
  edge([start, end, piece]) {
    const color = this.story.colors[piece] ?? this.player.palette.symbol;
    return { key: `${start}-${end} ${piece}`, start, end, piece, color };
  }
  texts() {
    return this.states.flat(2);
  }
  draw(body) {
    const { player, story } = this;
    const label = ({ label, symbols }) => label || symbols.join("");
    this.rows = player.rows(story.words, this.states, story.words.map(label));
    const titles = { merge: "waiting", match: "tried", fill: "edges", walk: "edges" };
    this.list = new List(player, player.labels[titles[story.steps[0]?.action] ?? "waiting"]);
    this.list.reserve(this.lists);
    body.append(player.words(this.rows));
    if (this.lists.some((list) => list.length)) body.append(this.list.node);
    this.net = story.steps.some((step) => step.action === "fill") ? new Net(player, this) : null;
    if (this.net) body.after(this.net.node);
  }
  build(n, timeline) {
    const step = this.story.steps[n];
    const tried = step?.action === "match" ? step.tried.length : 0;
    // Letters light up when they are found, not before.
    this.player.step(this.rows, this.states, n, timeline, tried ? BEAT - 60 : CAME);
    const when = (m) => (tried ? moment(m + 0.9, tried) : CAME);
    this.list.replace(this.lists[n], this.lists[n + 1] ?? this.lists[n], timeline, when);
    if (tried) this.probe(step, this.states[n], timeline);
    this.net?.change(n, timeline);
  }
  // The longest stretch first: it shrinks until a piece is found.
  probe({ word, start, tried, end }, before, timeline) {
    const row = this.rows[word];
    const places = this.player.places(before[word]);
    const first = before[word].findIndex((token) => token.start === start);
    if (first < 0) return;
    const last = end > start ? before[word].findIndex((token) => token.end === end) : first;
    const frames = tried.map((_, n) => {
      const stop = places[Math.min(places.length - 1, last + tried.length - 1 - n)];
      const [left, width] = [places[first].x, stop.x + stop.width - places[first].x];
      return {
        offset: n / tried.length, easing: "steps(1, end)", opacity: 1,
        width: `${width}px`, transform: shift(row.left(left, width)),
      };
    });
    row.probe.style.top = `${row.top + this.player.sizes.box + 2}px`;
    timeline.pass(row.probe, [...frames, { ...frames.at(-1), offset: 1 }], CAME, BEAT);
  }
}

// When number `n` of so many has been tried.
const moment = (n, tried) => CAME + ((BEAT - CAME) * n) / tried;

// The lattice of the word that is being cut: the best edge that ends at each place

class Net {
  constructor(player, view) {
    Object.assign(this, { player, view });
    this.letters = element("div", "letters");
    this.track = element("div", "track");
    this.track.append(this.letters);
    this.row = element("div", "row", this.track);
    this.node = element("div", "net", element("div", "heading", player.labels.lattice), this.row);
    this.lanes = new Map();
    this.most = 1;
    view.story.words.forEach((_, word) => this.share(word));
    const { sizes } = player;
    this.track.style.height = `${(this.most + 1) * (sizes.lane + 4) + 4}px`;
    this.nodes = new Map();
  }
  // A lane for each edge, so that none crosses another that is seen with it.
  share(word) {
    const steps = this.view.story.steps.filter((step) => step.action === "fill" && step.word === word);
    const kept = steps.flatMap((step) => step.edges.filter((edge) => edge[5]));
    const ends = [];
    const taken = [];
    for (const [start, end, piece] of [...kept].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      let lane = ends.findIndex((last) => last <= start);
      if (lane < 0) lane = ends.push(0) - 1;
      ends[lane] = end;
      taken.push([start, end, lane]);
      this.lanes.set(`${word} ${start}-${end} ${piece}`, lane);
    }
    for (const step of steps) {
      const busy = taken.filter(([, end]) => end <= step.at);
      for (const [start, end, piece, , , best] of step.edges) {
        if (best) continue;
        let lane = 0;
        while (busy.some(([a, b, other]) => other === lane && a < end && b > start)) lane += 1;
        busy.push([start, end, lane]);
        this.lanes.set(`${word} ${start}-${end} ${piece}`, lane);
      }
    }
    const numbers = [...this.lanes.values()];
    this.most = Math.max(this.most, ...numbers.map((lane) => lane + 1));
  }
  // How far the row is scrolled in every state: to the place that a step fills or walks over.
  survey() {
    const { steps } = this.view.story;
    this.room = this.row.clientWidth;
    const pans = [0];
    steps.forEach(({ action, word, edges, edge }, n) => {
      const at = this.view.lattices[n].word === word ? pans[n] : 0;
      const lit = action === "fill" ? edges : action === "walk" ? [edge] : [];
      if (!lit.length) return pans.push(pans[n]);
      const pitch = this.pitch(word);
      const stretch = [Math.min(...lit.map(([start]) => start)), Math.max(...lit.map(([, end]) => end))];
      pans.push(panned(at, stretch.map((place) => place * pitch), this.room));
    });
    return pans;
  }
  pan(n, timeline) {
    this.pans ??= this.survey();
    const { rtl } = this;
    const most = Math.max(0, (parseFloat(this.track.style.width) || 0) - this.room);
    const side = (at) => (rtl ? most - Math.min(at, most) : at);
    const to = this.pans[n + 1] ?? this.pans[n];
    const from = this.view.lattices[n].word === this.word ? this.pans[n] : 0;
    timeline.scroll(this.row, side(from), side(to), side(to));
  }
  pitch(word) {
    const { gauge, sizes } = this.player;
    return sizes.pad * 2 + Math.ceil(Math.max(...this.view.states[0][word].map(({ text }) => gauge.width(text))));
  }
  put(word, edge) {
    const { sizes } = this.player;
    const key = `${word} ${edge.key}`;
    let node = this.nodes.get(key);
    if (!node) {
      node = element("div", "edge", isolated("", edge.piece));
      node.title = edge.piece;
      const pitch = this.pitch(word);
      const tokens = this.view.states[0][word];
      const total = tokens.at(-1).end * pitch;
      const width = (edge.end - edge.start) * pitch - 2;
      const left = runsFromRight(tokens.map(({ text }) => text).join("")) ? total - edge.end * pitch : edge.start * pitch;
      node.style.cssText = `left: ${left + 1}px; width: ${width}px; height: ${sizes.lane}px; line-height: ${sizes.lane}px;
        top: ${((this.lanes.get(key) ?? 0) + 1) * (sizes.lane + 4)}px`;
      this.nodes.set(key, node);
      this.track.append(node);
    }
    node.style.opacity = 1;
    node.style.background = edge.color;
    return node;
  }
  spell(word) {
    if (this.word === word) return;
    this.word = word;
    for (const node of this.nodes.values()) node.remove();
    this.nodes.clear();
    const tokens = this.view.states[0][word] ?? [];
    const pitch = tokens.length ? this.pitch(word) : 0;
    const rtl = (this.rtl = runsFromRight(tokens.map(({ text }) => text).join("")));
    this.track.style.width = `${pitch * tokens.length}px`;
    this.letters.replaceChildren(...tokens.map(({ text }, n) => {
      const node = isolated("letter", text);
      node.style.cssText = `left: ${(rtl ? tokens.length - 1 - n : n) * pitch}px; width: ${pitch}px; height: ${this.player.sizes.lane}px`;
      return node;
    }));
  }
  change(n, timeline) {
    const states = this.view.lattices;
    const step = this.view.story.steps[n];
    const [before, after] = [states[n], states[n + 1] ?? states[n]];
    const word = after.word;
    this.spell(word);
    this.pan(n, timeline);
    const { look } = this.player.palette;
    const old = before.word === word ? before.edges : [];
    const shown = new Set();
    for (const edge of old) {
      const node = this.put(word, edge);
      shown.add(`${word} ${edge.key}`);
      const now = after.edges.find(({ key }) => key === edge.key);
      node.classList.toggle("best", Boolean(edge.best));
      if (now?.best && !edge.best) timeline.move(node, [{ background: edge.color }, { background: look }], 0, LIT);
    }
    const coming = step?.action === "fill" ? step.edges.map((edge) => [this.view.edge(edge), edge[5]]) : [];
    for (const [edge, kept] of coming) {
      const node = this.put(word, edge);
      node.classList.remove("best");
      shown.add(`${word} ${edge.key}`);
      if (kept) {
        timeline.fade(node, 0, LIT, 0, 1);
        timeline.move(node, [{ background: look }, { background: edge.color }], JOINED, HOME);
      } else {
        node.style.opacity = 0;
        timeline.pass(node, [{ opacity: 0 }, { opacity: 0.7, offset: 0.3 }, { opacity: 0.7, offset: 0.75 }, { opacity: 0 }], 0, CLEAR + 60);
      }
    }
    for (const [key, node] of this.nodes) {
      if (shown.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
  }
}

KINDS.encoding = Encoding;
