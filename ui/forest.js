// A whole training as one picture on a canvas: the forest of a vocabulary's merges, or which
// pieces stay. Beneath it the family of one token as boxes. What is lit is drawn on a second
// canvas, so that pointing never draws the picture anew. Texts become text nodes or canvas text.

const GOLDEN = 0.618034; // its multiples spread evenly, however many there are
const CELL = 16; // pixels of a cell in which a pointer looks for tokens
const REACH = 22; // pixels from which a token is still meant
const FEW = 400; // tokens of which both parents are drawn
const LONGEST = 60; // characters of a token in a sentence
const LONGEST_NAME = 16; // and in the picture
const MOST_FOUND = 12;
const WIDEST_TREE = 64; // symbols; of a longer token the smallest branches stay closed

// Small things

const isolated = (text) => `\u2068${text}\u2069`;
const fraction = (value) => value - Math.floor(value);
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

// A text that a canvas can draw: most are plain and need no look at their graphemes.
const written = (text) => (/^[!-~]*$/.test(text) ? text : visible(text).map(({ shown }) => shown).join(""));

// Round numbers between two others, about `wanted` of them.
function ticks(from, until, wanted) {
  const raw = (until - from) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].find((each) => each * power >= raw) * power);
  const all = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) all.push(at);
  return all;
}

// Boxes that have found room without covering each other, in cells of a few pixels.
class Room {
  constructor(width, height, size = 4) {
    this.size = size;
    this.columns = Math.ceil(width / size) + 1;
    this.rows = Math.ceil(height / size) + 1;
    this.full = new Uint8Array(this.columns * this.rows);
  }
  // Whether the box was free; it is taken then.
  take({ x, y, width, height }) {
    const [left, right] = [x, x + width].map((at) => Math.floor(at / this.size));
    const [top, bottom] = [y, y + height].map((at) => Math.floor(at / this.size));
    if (left < 0 || top < 0 || right >= this.columns || bottom >= this.rows) return false;
    for (let row = top; row <= bottom; row++)
      for (let at = row * this.columns + left; at <= row * this.columns + right; at++)
        if (this.full[at]) return false;
    for (let row = top; row <= bottom; row++)
      this.full.fill(1, row * this.columns + left, row * this.columns + right + 1);
    return true;
  }
}

function drawBox(pen, box, text, color, font) {
  pen.fillStyle = color;
  pen.beginPath();
  pen.roundRect(box.x, box.y, box.width, box.height, 4);
  pen.fill();
  pen.fillStyle = "#fff";
  pen.font = font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + 1);
}

// The forest: x is when a token came about or how often it occurs, y how many symbols it has.
class Growth {
  constructor({ forest, labels, palette }) {
    Object.assign(this, { labels, palette, counts: forest.counts, steps: forest.steps });
    this.dimmed = 0.22; // how much is seen of all else while a family is lit
    const { symbols, left, right, prefix, bytes } = forest;
    this.first = symbols.length; // number of the first token that a merge made
    this.total = symbols.length + left.length;
    this.parents = (n) => (n < this.first ? [] : [left[n - this.first], right[n - this.first]]);
    this.texts = symbols.slice();
    this.bytes = bytes && bytes.map((byte) => [byte]);
    this.sizes = new Int32Array(this.total).fill(1);
    this.depths = new Int32Array(this.total);
    for (let n = this.first; n < this.total; n++) {
      const [a, b] = this.parents(n);
      this.texts.push(this.texts[a] + this.texts[b].slice(prefix));
      this.bytes?.push([...this.bytes[a], ...this.bytes[b]]);
      this.sizes[n] = this.sizes[a] + this.sizes[b];
      this.depths[n] = Math.max(this.depths[a], this.depths[b]) + 1;
    }
    this.readings = [];
    this.views = ["time", "frequency"];
    // A symbol that the corpus does not have is not drawn: most bytes of 256.
    this.shown = Array.from({ length: this.total }, (_, n) => n).filter((n) => this.counts[n] !== 0);
    this.few = this.shown.length <= FEW;
    this.order = this.shown;
    this.decoder = new TextDecoder("utf-8", { fatal: true });
  }
  // A token as a reader takes it: at byte level its characters, or its bytes where it has none.
  reads(n) {
    return (this.readings[n] ??= short(written(this.bytes ? this.decoded(n) : this.texts[n]), LONGEST));
  }
  decoded(n) {
    const bytes = this.bytes[n];
    try {
      return this.decoder.decode(new Uint8Array(bytes));
    } catch {
      return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
    }
  }
  step(n) {
    if (n < this.first) return 0;
    return this.steps ? this.steps[n - this.first] : n - this.first + 1;
  }
  made(step) {
    const n = step > 0 ? this.first + step - 1 : -1;
    return n < this.total ? n : -1;
  }
  sentence(n) {
    const [left, right] = this.parents(n).map((parent) => isolated(this.reads(parent)));
    const count = this.counts[n] ?? null;
    const say = this.labels;
    const template =
      n < this.first ? (count === null ? say.symbol : say.symbolCounted)
      : count === null ? say.grown : say.grownCounted;
    return fill(template, {
      token: isolated(this.reads(n)), left, right, step: this.number(this.step(n)),
      count: count === null ? "" : this.number(count),
    });
  }
  number(value) {
    return value.toLocaleString(this.labels.locale);
  }
  color(n) {
    const { hues, symbol } = this.palette;
    return n < this.first ? symbol : hues[(this.depths[n] - 1) % hues.length];
  }
  // The token and all that it grew from, the token first.
  family(n) {
    const members = new Set([n]);
    for (const member of members) for (const parent of this.parents(member)) members.add(parent);
    return [...members];
  }
  child(n) {
    return this.shown.find((each) => this.parents(each).includes(n)) ?? n;
  }

  measure(width, view) {
    this.view = view;
    this.letters = this.shown.length <= 60 ? 16 : this.few ? 13 : 12;
    const bands = this.bands();
    const height = clamp(bands.length * 76 + 70, 240, 640);
    this.frame = { left: 34, right: width - 12, top: 26, bottom: height - 44 };
    Object.assign(this, { width, height });
    this.stack(bands);
    this.xs = new Float32Array(this.total);
    this.ys = new Float32Array(this.total);
    if (view === "time") this.byTime();
    else this.byFrequency();
    for (const band of bands) this.spread(band);
    this.fillCells();
    return height;
  }
  // Tokens of one length lie in one band, the symbols in the lowest.
  bands() {
    const bands = new Map();
    for (const n of this.shown) {
      const size = this.sizes[n];
      if (!bands.has(size)) bands.set(size, { size, members: [] });
      bands.get(size).members.push(n);
    }
    return [...bands.values()].sort((a, b) => a.size - b.size);
  }
  stack(bands) {
    const { top, bottom } = this.frame;
    const least = Math.min(this.letters + 12, ((bottom - top) / bands.length) * (this.few ? 0.8 : 0.5));
    const weight = (band) => Math.sqrt(band.members.length);
    const weights = bands.reduce((sum, band) => sum + weight(band), 0);
    const rest = bottom - top - least * bands.length;
    let at = bottom;
    for (const band of bands) {
      band.bottom = at;
      at -= least + (rest * weight(band)) / weights;
      band.top = at;
    }
    this.shelves = bands;
  }
  byTime() {
    const { left, right } = this.frame;
    const across = right - left;
    const steps = this.total - this.first;
    // The first merges of a large forest are in nearly every family: they get more room.
    const power = this.few ? 1 : 0.5;
    for (let n = this.first; n < this.total; n++)
      this.xs[n] = left + across * ((n - this.first + 0.5) / steps) ** power;
    // Symbols have no time: they stand in the order in which they are first used.
    const used = new Set();
    for (let n = this.first; n < this.total; n++)
      for (const parent of this.parents(n)) if (parent < this.first) used.add(parent);
    for (const n of this.shown) if (n < this.first) used.add(n);
    [...used].forEach((n, place) => (this.xs[n] = left + (across * (place + 0.5)) / used.size));
  }
  byFrequency() {
    const { left, right } = this.frame;
    const counts = this.shown.map((n) => this.counts[n]);
    const most = Math.max(...counts) * 1.1;
    const least = Math.max(0.6, Math.min(...counts) * 0.9);
    this.place = (count) =>
      left + ((right - left) * Math.log(most / count)) / Math.log(most / least);
    this.span = [least, most];
    for (const n of this.shown) {
      // Equal counts would lie on one line where there are thousands.
      const off = this.few ? 0 : 0.8 * (fraction(n * GOLDEN) - 0.5);
      this.xs[n] = clamp(this.place(Math.max(least, this.counts[n] + off)), left, right);
    }
  }
  spread({ members, size, top, bottom }) {
    const tall = bottom - top;
    const loose = this.few ? this.letters + 10 : 5;
    // Where all stand side by side without touching they stay in line.
    const across = this.frame.right - this.frame.left;
    const many = members[0] < this.first ? members.length : this.total - this.first;
    const aligned = this.view === "time" && across / many > 14 + size * this.letters * 0.65;
    const free = aligned ? 0 : Math.max(0, tall - loose);
    members.forEach((n, place) => {
      this.ys[n] = top + tall / 2 + free * (fraction(0.5 + place * GOLDEN) - 0.5);
    });
  }
  fillCells() {
    this.columns = Math.ceil(this.width / CELL) + 1;
    this.cells = new Map();
    for (const n of this.shown) {
      const cell = Math.floor(this.ys[n] / CELL) * this.columns + Math.floor(this.xs[n] / CELL);
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(n);
    }
  }
  // The token under a place: its box, or the nearest dot.
  near(x, y) {
    const on = this.boxes.findLast(
      ({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height,
    );
    if (on) return on.n;
    let [best, distance] = [-1, REACH ** 2];
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    for (let down = -2; down <= 2; down++)
      for (let across = -2; across <= 2; across++)
        for (const n of this.cells.get((row + down) * this.columns + column + across) ?? []) {
          const away = (this.xs[n] - x) ** 2 + (this.ys[n] - y) ** 2;
          if (away < distance) [best, distance] = [n, away];
        }
    return best;
  }
  at(n) {
    return [this.xs[n], this.ys[n]];
  }

  draw(pen, theme) {
    this.drawShelves(pen, theme);
    this.drawEdges(pen);
    this.drawDots(pen);
    this.drawNames(pen, theme);
  }
  drawShelves(pen, theme) {
    const { left, right } = this.frame;
    pen.fillStyle = theme.groove;
    for (const [place, band] of this.shelves.entries())
      if (place % 2 === 0) pen.fillRect(left - 8, band.top, right - left + 16, band.bottom - band.top);
  }
  axes(pen, theme) {
    const { left, right, bottom } = this.frame;
    pen.font = `12px ${theme.font}`;
    pen.textBaseline = "middle";
    pen.fillStyle = theme.grey;
    pen.textAlign = "right";
    let free = Infinity;
    for (const band of this.shelves) {
      const middle = (band.top + band.bottom) / 2;
      if (middle > free - 13) continue;
      pen.fillText(this.number(band.size), left - 12, middle);
      free = middle;
    }
    pen.textAlign = "center";
    for (const [at, text] of this.marks()) {
      pen.fillRect(at - 0.5, bottom, 1, 5);
      pen.fillText(text, clamp(at, left + 4, right - 12), bottom + 14);
    }
    pen.textAlign = "left";
    pen.fillText(`${this.labels.size} ↑`, 2, 9);
    pen.textAlign = "right";
    const across = this.view === "time" ? this.labels.mergeAxis : this.labels.countAxis;
    pen.fillText(`${across} →`, right, this.height - 8);
  }
  marks() {
    const { left, right } = this.frame;
    const steps = this.total - this.first;
    let marks = [];
    if (this.view === "time") {
      const numbers = this.few
        ? ticks(1, steps, (right - left) / 60)
        : [100, 250, 500, 1000, 1500, 2000, ...ticks(3000, steps, 10)];
      marks = numbers.filter((step) => step <= steps)
        .map((step) => [this.xs[this.first + step - 1], this.number(step)]);
    } else {
      const [least, most] = this.span;
      for (let power = 1; power <= most; power *= 10)
        for (const digit of most / least < 2000 ? [1, 2, 5] : [1]) {
          const count = power * digit;
          if (count >= least && count <= most) marks.unshift([this.place(count), this.number(count)]);
        }
    }
    let last = -Infinity;
    return marks.filter(([at]) => at - last > 44 && (last = at));
  }
  drawEdges(pen) {
    const paths = new Map();
    for (let n = this.first; n < this.total; n++) {
      const color = this.color(n);
      if (!paths.has(color)) paths.set(color, new Path2D());
      const parents = this.parents(n);
      // All edges of a large forest are fog: there a token hangs on its longer parent only.
      const longer = this.sizes[parents[1]] > this.sizes[parents[0]] ? 1 : 0;
      for (const parent of this.few ? parents : [parents[longer]])
        this.trace(paths.get(color), parent, n);
    }
    const dense = this.shown.length > 60;
    // A line of a screen's pixel or less is drawn several times faster than a wider one.
    pen.lineWidth = !dense ? 1.5 : this.few ? 1 : 0.9 / devicePixelRatio;
    // One path a colour: lines that cross do not add up.
    pen.globalAlpha = !dense ? 0.6 : this.few ? 0.4 : 0.16;
    for (const [color, path] of paths) {
      pen.strokeStyle = color;
      pen.stroke(path);
    }
    pen.globalAlpha = 1;
  }
  trace(path, parent, n) {
    const [x, y, goal, height] = [this.xs[parent], this.ys[parent], this.xs[n], this.ys[n]];
    path.moveTo(x, y);
    if (this.few) path.bezierCurveTo(x, (y + height) / 2, goal, (y + height) / 2, goal, height);
    else path.lineTo(goal, height);
  }
  drawDots(pen) {
    const half = this.shown.length > 3000 ? 1.1 : this.few ? 3 : 1.6;
    for (const n of this.shown) {
      pen.fillStyle = this.color(n);
      pen.fillRect(this.xs[n] - half, this.ys[n] - half, 2 * half, 2 * half);
    }
  }
  font(theme) {
    return `${this.letters}px ${theme.code}`;
  }
  name(n) {
    return short(this.reads(n), LONGEST_NAME);
  }
  // Where a token's box may stand: on its dot, else above, below or beside it.
  boxesFor(pen, n) {
    const [x, y] = this.at(n);
    const width = pen.measureText(this.name(n)).width + this.letters * 0.8;
    const height = this.letters * 1.45;
    const { left, right, bottom } = this.frame;
    const [up, side] = [height / 2 + 5, width / 2 + 6];
    return [[0, 0], [0, -up], [0, up], [side, 0], [-side, 0]].map(([across, down]) => ({
      x: clamp(x + across - width / 2, left - 6, Math.max(left - 6, right + 8 - width)),
      y: clamp(y + down - height / 2, 12, bottom - height),
      width,
      height,
    }));
  }
  // As many tokens as find room are boxes with their text, the most frequent first.
  drawNames(pen, theme) {
    const room = new Room(this.width, this.height);
    const ranked = this.shown.slice().sort((a, b) => this.counts[b] - this.counts[a]);
    const air = this.few ? 0 : 12; // so that the forest is seen between them
    this.boxes = [];
    pen.font = this.font(theme);
    for (const n of ranked) {
      const places = this.boxesFor(pen, n).slice(0, this.few ? 5 : 1);
      const box = places.find(({ x, y, width, height }) =>
        room.take({ x: Math.max(0, x - air), y: y - air / 3, width: width + 2 * air, height: height + (2 * air) / 3 }),
      );
      if (box) this.boxes.push({ n, box });
    }
    pen.strokeStyle = theme.background;
    pen.lineWidth = 3;
    for (const { n, box } of this.boxes) {
      pen.beginPath();
      pen.roundRect(box.x, box.y, box.width, box.height, 4);
      pen.stroke(); // keeps a box apart from dots of its own colour
      drawBox(pen, box, this.name(n), this.color(n), this.font(theme));
    }
  }

  light(pen, n, theme) {
    const family = this.family(n);
    pen.strokeStyle = this.palette.look;
    pen.lineWidth = 2;
    const edges = new Path2D();
    for (const member of family)
      for (const parent of this.parents(member)) this.trace(edges, parent, member);
    pen.stroke(edges);
    pen.font = this.font(theme);
    const room = new Room(this.width, this.height);
    for (const member of family) {
      const [x, y] = this.at(member);
      const color = member < this.first ? this.palette.symbol : this.palette.look;
      const known = this.few && this.boxes.find((each) => each.n === member);
      const box = (known ? [known.box] : this.boxesFor(pen, member)).find((each) => room.take(each));
      pen.fillStyle = color;
      pen.fillRect(x - 3, y - 3, 6, 6);
      if (box) drawBox(pen, box, this.name(member), color, this.font(theme));
    }
  }
  // The step at which the player stands.
  here(pen, step, theme) {
    const n = this.made(step);
    if (n >= 0) this.ring(pen, n, theme.primary);
  }
  ring(pen, n, color) {
    const named = this.boxes.find((each) => each.n === n);
    const [x, y] = this.at(n);
    const { x: left, y: top, width, height } = named?.box ?? { x: x - 4, y: y - 4, width: 8, height: 8 };
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.roundRect(left - 3, top - 3, width + 6, height + 6, 6);
    pen.stroke();
  }
  found(text) {
    const wanted = written(text);
    const exact = this.shown.filter((n) => this.texts[n] === text || this.reads(n) === wanted);
    const begin = [];
    const inside = [];
    for (const n of this.shown) {
      if (exact.length + begin.length >= MOST_FOUND) break;
      if (exact.includes(n)) continue;
      const reading = this.reads(n);
      if (reading.startsWith(wanted)) begin.push(n);
      else if (inside.length < MOST_FOUND && reading.includes(wanted)) inside.push(n);
    }
    return { exact: exact[0] ?? -1, near: [...exact.slice(1), ...begin, ...inside].slice(0, MOST_FOUND) };
  }
}

// Which pieces of Unigram stay: a bar for each, from the first step to the last that knows it.
class Survival {
  constructor({ forest, labels, palette }) {
    Object.assign(this, { labels, palette, pieces: forest.pieces, dimmed: 0.6 });
    this.remaining = forest.sizes; // pieces after each step
    const most = Math.max(...this.pieces.flatMap((piece) => piece.slice(3, 5)));
    // A hundredth of the most probable piece is still more than half as strong.
    this.strength = (probability) => clamp(1 + Math.log10(probability / most) / 5, 0.35, 1);
    this.end = forest.sizes.length - 1;
    this.shown = this.pieces.map((_piece, n) => n);
    this.order = this.shown;
    this.views = [];
    this.first = 0;
  }
  text(n) {
    return this.pieces[n][0];
  }
  reads(n) {
    return short(written(this.text(n)), LONGEST);
  }
  stays(n) {
    return this.pieces[n][2] === this.end;
  }
  step(n) {
    return Math.min(this.end, this.pieces[n][2] + 1);
  }
  color(n) {
    return this.stays(n) ? this.palette.present : this.palette.symbol;
  }
  child(n) {
    return this.shown[Math.max(0, n - 1)];
  }
  parents(n) {
    return n + 1 < this.pieces.length ? [n + 1] : [];
  }
  number(value) {
    return value.toLocaleString(this.labels.locale, { maximumSignificantDigits: 3 });
  }
  sentence(n) {
    const [, , , begin, end, rise] = this.pieces[n];
    const say = this.labels;
    const template = this.stays(n) ? say.stays : rise === null ? say.goes : say.goesAt;
    return fill(template, {
      token: isolated(this.reads(n)), step: this.step(n), begin: this.number(begin),
      end: this.number(end), loss: rise === null ? "" : this.number(rise),
    });
  }

  measure(width) {
    const rows = this.pieces.length;
    this.row = clamp(Math.floor(640 / rows), 4, 24);
    this.letters = 13;
    const height = this.row * rows + 48;
    const label = clamp(width * 0.2, 84, 150);
    this.frame = { left: label, right: width - 10, top: 8, bottom: height - 40 };
    Object.assign(this, { width, height });
    this.column = (this.frame.right - label) / (this.end + 1);
    this.boxes = [];
    return height;
  }
  at(n) {
    return [this.frame.left + (this.pieces[n][2] + 1) * this.column, this.frame.top + (n + 0.5) * this.row];
  }
  near(x, y) {
    const n = Math.floor((y - this.frame.top) / this.row);
    return n >= 0 && n < this.pieces.length ? n : -1;
  }
  draw(pen, theme) {
    for (const n of this.shown) this.bar(pen, n, this.color(n));
    pen.font = `${this.letters}px ${theme.code}`;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    pen.fillStyle = theme.text;
    let free = -Infinity;
    for (const n of this.shown) {
      const y = this.at(n)[1];
      if (y - free < this.letters + 3) continue;
      pen.fillText(this.fitted(pen, n), this.frame.left - 10, y);
      free = y;
    }
  }
  fitted(pen, n) {
    let text = this.reads(n);
    while (text.length > 2 && pen.measureText(text).width > this.frame.left - 14)
      text = `${[...text].slice(0, -2).join("")}…`;
    return text;
  }
  axes(pen, theme) {
    const { left, bottom } = this.frame;
    pen.fillStyle = theme.grey;
    pen.font = `12px ${theme.font}`;
    pen.textAlign = "center";
    let free = -Infinity;
    for (let step = 0; step <= this.end; step++) {
      const x = left + (step + 0.5) * this.column;
      if (x - free < 52) continue;
      pen.fillText(this.number(step), x, bottom + 12);
      pen.fillText(this.remaining[step].toLocaleString(this.labels.locale), x, bottom + 28);
      free = x;
    }
    pen.textAlign = "right";
    pen.fillText(this.labels.step, left - 10, bottom + 12);
    pen.fillText(this.labels.pieces, left - 10, bottom + 28);
  }
  bar(pen, n, color, strength = this.strength) {
    const [, first, last, begin, end] = this.pieces[n];
    const x = this.frame.left + first * this.column;
    const y = this.frame.top + n * this.row;
    const gap = this.row > 6 ? Math.round(this.row * 0.25) : 1;
    const width = (last - first + 1) * this.column;
    const shade = pen.createLinearGradient(x, 0, x + width, 0);
    const hex = (value) => Math.round(value * 255).toString(16).padStart(2, "0");
    shade.addColorStop(0, color + hex(strength(begin)));
    shade.addColorStop(1, color + hex(strength(end)));
    pen.fillStyle = shade;
    pen.fillRect(x, y + gap / 2, width, this.row - gap);
    pen.fillStyle = this.palette.unknown;
    if (!this.stays(n)) pen.fillRect(x + width - 3, y + gap / 2, 3, this.row - gap);
  }
  light(pen, n, theme) {
    this.bar(pen, n, this.palette.look, () => 1);
    pen.font = `${this.letters}px ${theme.code}`;
    const text = this.reads(n);
    const width = pen.measureText(text).width + 10;
    const y = clamp(this.at(n)[1] - 10, 0, this.height);
    drawBox(pen, { x: Math.max(0, this.frame.left - 5 - width), y, width, height: 20 }, text, this.palette.look, pen.font);
  }
  here(pen, step, theme) {
    const { left, top, bottom } = this.frame;
    if (step < 0 || step > this.end) return;
    pen.strokeStyle = theme.primary;
    pen.lineWidth = 2;
    pen.strokeRect(left + step * this.column, top - 4, this.column, bottom - top + 40);
  }
  found(text) {
    const exact = this.shown.find((n) => this.text(n) === text) ?? -1;
    const near = this.shown.filter((n) => n !== exact && this.text(n).includes(text));
    return { exact, near: near.slice(0, MOST_FOUND) };
  }
}

// The family of a token as nested boxes: itself on top, its symbols at the bottom.
function tree(drawing, root, act) {
  const least = drawing.sizes[root] / WIDEST_TREE;
  const branch = (n) => {
    const box = element("button", "member", element("bdi", "name", drawing.reads(n)));
    box.type = "button";
    box.style.background = drawing.color(n);
    box.title = drawing.sentence(n);
    box.ariaLabel = drawing.sentence(n);
    const count = drawing.counts[n] ?? null;
    const facts = element("span", "facts");
    if (n >= drawing.first) facts.append(fill(drawing.labels.merge, { step: drawing.number(drawing.step(n)) }));
    if (count !== null) facts.append(`${n < drawing.first ? "" : " · "}${drawing.number(count)}×`);
    box.append(facts);
    if (act) {
      box.onpointerenter = box.onfocus = () => act.point(n);
      box.onpointerleave = box.onblur = () => act.point(-1);
      box.onclick = () => act.go(n);
    } else box.disabled = true;
    const parents = drawing.sizes[n] > least ? drawing.parents(n) : [];
    const item = element("li", "", box);
    if (parents.length) item.append(element("ul", "", ...parents.map(branch)));
    return item;
  };
  return element("ul", "tree", branch(root));
}

class Picture {
  constructor(root, hooks) {
    Object.assign(this, { root, hooks, hovered: -1, pinned: -1, view: "time", step: -1 });
    this.canvas = element("canvas", "all");
    this.over = element("canvas", "lit");
    this.bubble = element("div", "bubble");
    this.stage = element("div", "stage", this.canvas, this.over, this.bubble);
    this.stage.tabIndex = 0;
    this.stage.role = "group";
    this.live = element("div", "live");
    this.live.ariaLive = "polite";
    this.tools = element("div", "tools");
    this.answer = element("div", "answer");
    root.replaceChildren(this.tools, this.stage, this.answer, this.live);
    this.stage.onpointermove = (event) => this.point(this.under(event), "pointer");
    this.stage.onpointerleave = () => this.point(-1);
    this.stage.onclick = (event) => this.choose(this.under(event));
    this.stage.onblur = () => this.point(-1);
    this.stage.onkeydown = (event) => this.key(event);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.stage);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.repaint = () => this.draw();
    this.scheme.addEventListener("change", this.repaint);
  }
  destroy() {
    this.watch.disconnect();
    this.scheme.removeEventListener("change", this.repaint);
  }
  update({ forest, labels, palette, step = -1 }) {
    const known = JSON.stringify([forest, labels]);
    this.step = step;
    if (known !== this.known) {
      this.known = known;
      this.labels = labels;
      const Drawing = forest.kind === "survival" ? Survival : Growth;
      this.drawing = new Drawing({ forest, labels, palette });
      [this.hovered, this.pinned, this.width] = [-1, -1, 0];
      this.stage.ariaLabel = forest.kind === "survival" ? labels.survival : labels.forest;
      this.fillTools();
      this.answer.replaceChildren();
      this.fit();
    } else this.draw();
  }
  fillTools() {
    const say = this.labels;
    this.switches = this.drawing.views.map((view) => {
      const button = element("button", "view", say[view]);
      button.type = "button";
      button.onclick = () => this.turn(view);
      return button;
    });
    this.search = element("input", "search");
    this.search.type = "search";
    this.search.spellcheck = false;
    this.search.autocapitalize = "none";
    this.search.oninput = () => this.look(this.search.value);
    this.search.onkeydown = (event) => {
      event.stopPropagation(); // Streamlit has keys of its own
      if (event.key === "Enter" && this.pinned >= 0) this.stage.focus();
    };
    const ways = element("div", "ways", ...this.switches);
    const grows = this.drawing instanceof Growth;
    const [before, after] = (grows ? say.search : say.searchPiece).split("{token}");
    this.search.ariaLabel = `${before}…${after}`;
    const question = element("label", "question", before, this.search, after);
    const hint = element("span", "hint", grows ? say.hint : say.hintPiece);
    this.tools.replaceChildren(question, hint, ...(this.switches.length ? [ways] : []));
    this.press();
  }
  press() {
    this.switches.forEach((button, n) => (button.ariaPressed = String(this.drawing.views[n] === this.view)));
  }
  turn(view) {
    this.view = view;
    this.press();
    this.width = 0;
    this.fit();
  }

  fit() {
    const width = Math.floor(this.stage.clientWidth);
    if (!this.drawing || !width || (width === this.width && this.scale === devicePixelRatio)) return;
    this.width = width;
    this.scale = devicePixelRatio || 1;
    this.height = this.drawing.measure(width, this.view);
    this.stage.style.height = `${this.height}px`;
    for (const canvas of [this.canvas, this.over]) {
      canvas.width = width * this.scale;
      canvas.height = this.height * this.scale;
    }
    this.draw();
  }
  theme() {
    const style = getComputedStyle(this.root);
    const value = (name) => style.getPropertyValue(name).trim();
    const theme = {
      text: value("--st-text-color"), background: value("--st-background-color"), primary: value("--st-primary-color"),
      font: value("--st-font"), code: value("--st-code-font"),
    };
    // A canvas does not mix colours: a probe says what they come to.
    const probe = element("span");
    this.root.append(probe);
    for (const name of ["grey", "groove"]) {
      probe.style.color = `var(--${name})`;
      theme[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return theme;
  }
  pen(canvas) {
    const pen = canvas.getContext("2d");
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    return pen;
  }
  draw() {
    if (!this.width) return;
    this.colors = this.theme();
    this.drawing.draw(this.pen(this.canvas), this.colors);
    this.light();
  }
  light() {
    const lit = this.hovered >= 0 ? this.hovered : this.pinned;
    const pen = this.pen(this.over);
    this.drawing.axes(pen, this.colors);
    this.drawing.here(pen, this.step, this.colors);
    this.canvas.style.opacity = lit >= 0 ? this.drawing.dimmed : 1;
    this.stage.dataset.lit = lit < 0 ? "" : this.drawing.reads(lit);
    if (lit >= 0) this.drawing.light(pen, lit, this.colors);
    this.say(this.hovered);
  }
  say(n) {
    this.bubble.hidden = n < 0;
    if (n < 0) return;
    this.bubble.textContent = this.drawing.sentence(n);
    const [x, y] = this.drawing.at(n);
    const { offsetWidth: wide, offsetHeight: tall } = this.bubble;
    const above = y - tall - 24;
    const left = clamp(x - wide / 2, 0, Math.max(0, this.width - wide));
    this.bubble.style.transform = `translate(${left}px, ${above >= 0 ? above : y + 24}px)`;
  }
  under(event) {
    const frame = this.stage.getBoundingClientRect();
    return this.drawing.near(event.clientX - frame.left, event.clientY - frame.top);
  }
  point(n) {
    if (n === this.hovered) return;
    this.hovered = n;
    this.stage.style.cursor = n < 0 ? "" : "pointer";
    this.light();
  }
  // Light a token's family until another one is chosen, and draw it as boxes.
  pin(n) {
    this.pinned = n;
    this.light();
    if (n < 0) return this.answer.replaceChildren();
    const sentence = this.drawing.sentence(n);
    this.live.textContent = sentence;
    const parts = [element("p", "sentence", sentence)];
    if (this.drawing.family)
      parts.push(tree(this.drawing, n, { point: (each) => this.point(each), go: (each) => this.go(each) }));
    this.answer.replaceChildren(...parts);
  }
  go(n) {
    this.hooks.onStep?.(this.drawing.step(n));
  }
  choose(n) {
    if (n < 0) return this.pin(-1);
    this.pin(n);
    this.go(n);
  }
  look(text) {
    if (!text) return this.pin(-1);
    const { exact, near } = this.drawing.found(text);
    this.pin(exact);
    const found = near.map((n) => {
      const button = element("button", "found", element("bdi", "", this.drawing.reads(n)));
      button.type = "button";
      button.onclick = () => {
        this.search.value = this.drawing.reads(n);
        this.pin(n);
      };
      return button;
    });
    if (exact < 0) {
      const none = fill(this.labels.unknown, { token: isolated(text) });
      this.answer.prepend(element("p", "sentence", none));
    }
    if (found.length) this.answer.append(element("div", "near", ...found));
  }
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { drawing } = this;
    const order = drawing.order;
    const now = this.hovered >= 0 ? this.hovered : this.pinned >= 0 ? this.pinned : null;
    const place = now === null ? -1 : order.indexOf(now);
    const to = (at) => order[clamp(at, 0, order.length - 1)];
    const page = Math.ceil(order.length / 20);
    const moves = {
      ArrowRight: () => to(place + 1), ArrowLeft: () => to(place - 1),
      PageDown: () => to(place + page), PageUp: () => to(place - page),
      Home: () => order[0], End: () => order.at(-1),
      ArrowDown: () => (now === null ? order[0] : drawing.parents(now)[0] ?? now),
      ArrowUp: () => (now === null ? order[0] : drawing.child(now)),
    };
    const acts = {
      Enter: () => now !== null && this.choose(now), " ": () => now !== null && this.choose(now),
      Escape: () => { this.hovered = -1; this.pin(-1); },
    };
    if (event.key.length === 1) event.stopPropagation();
    if (moves[event.key]) {
      const n = moves[event.key]();
      this.point(n);
      this.live.textContent = drawing.sentence(n);
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Draws `data` ({forest, labels, palette, step}) into `root`; hooks: onStep(step). With `only`
// the family of the last token as boxes and nothing else.
export function mount(root, data, hooks = {}) {
  if (data.only) {
    const drawing = new Growth(data);
    const n = drawing.total - 1;
    root.replaceChildren(
      element("div", "answer", element("p", "sentence", drawing.sentence(n)), tree(drawing, n, null)),
    );
    return { update: (news) => mount(root, news), destroy: () => {} };
  }
  const picture = new Picture(root, hooks);
  picture.update(data);
  return picture;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const hooks = { onStep: (step) => setTriggerValue("step", step) };
  // Called again on every change of the data and of the theme: what is lit stays lit.
  if (parentElement.picture) {
    parentElement.picture.hooks = hooks;
    parentElement.picture.update(data);
  } else parentElement.picture = mount(parentElement.querySelector(".forest"), data, hooks);
  return () => {
    parentElement.picture?.destroy();
    parentElement.picture = null;
  };
}
