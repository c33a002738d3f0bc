// Kind "encoding"

class Encoding {
  constructor(player, story) {
    Object.assign(this, { player, story });
    this.states = [story.words.map((word) => this.start(word))];
    for (const step of story.steps) this.states.push(this.after(this.states.at(-1), step));
    this.lists = [...story.steps.map((step) => this.items(step)), []];
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
  // What a step chooses from, best first.
  items(step) {
    if (step.action === "merge") {
      return step.waiting.map(([left, right, rank]) => ({
        key: left + PAIR + right, label: left + PAIR + right, value: null, text: `${rank}`,
      }));
    }
    if (step.action === "match") {
      const found = step.end > step.start ? step.tried.length - 1 : -1;
      return step.tried.map((text, n) => ({
        key: `${step.start} ${text}`, label: text, value: null, text: n === found ? "✓" : "✗",
      }));
    }
    if (step.action === "fill") {
      const edges = [...step.edges].sort((a, b) => b[4] - a[4]);
      return edges.map(([start, end, piece, , total]) => ({
        key: `${start}-${end} ${piece}`, label: piece, value: null, text: total.toFixed(2),
      }));
    }
    return [];
  }
  winner(step) {
    if (step?.action === "merge") return step.left + PAIR + step.right;
    if (step?.action === "match" && step.end > step.start) return `${step.start} ${step.tried.at(-1)}`;
    const best = step?.action === "fill" ? step.edges.find((edge) => edge[5]) : null;
    return best && `${best[0]}-${best[1]} ${best[2]}`;
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
    const [before, after] = [this.states[n], this.states[n + 1] ?? this.states[n]];
    const step = this.story.steps[n];
    this.rows.forEach((row, w) => {
      if (row.shown !== before[w] || row.joined) row.put(before[w]);
      row.joined = before[w] !== after[w];
      if (row.joined) row.join(before[w], after[w], timeline);
    });
    const winner = this.winner(step);
    this.list.change(this.lists[n], this.lists[n + 1] ?? this.lists[n], winner, timeline);
    if (step?.action === "match") this.tries(step, before, timeline);
    this.net?.change(n, timeline);
  }
  // The longest stretch first: it shrinks until a piece is found.
  tries({ word, start, tried, end }, before, timeline) {
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
    timeline.pass(row.probe, [...frames, { ...frames.at(-1), offset: 1 }], 0, BEAT);
    this.lists[this.story.steps.findIndex((step) => step.tried === tried)].forEach((item, n) => {
      const { label, number } = this.list.rows.get(item.key);
      const at = (BEAT * (n + 0.9)) / tried.length;
      timeline.switch(number.firstChild, 0, 1, at);
      if (item.text === "✗") timeline.switch(label, 1, 0.45, at);
    });
  }
}

// The lattice of the word that is being cut: the best edge that ends at each place

class Net {
  constructor(player, view) {
    Object.assign(this, { player, view });
    this.letters = element("div", "letters");
    this.track = element("div", "track");
    this.track.append(this.letters);
    this.node = element("div", "net", element("div", "heading", player.labels.lattice), element("div", "row", this.track));
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
    const rtl = runsFromRight(tokens.map(({ text }) => text).join(""));
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
