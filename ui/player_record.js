// What a reader takes away: a picture of a step, the window as a GIF or as a video.
//
// A second player of the same story, 960 px wide and out of sight, is set to a position and its
// boxes and texts are read off: one list of shapes, painted on a canvas or written as SVG. So a
// film has the frames of the player, whatever the screen, and the reader may read on meanwhile.

const WIDE = 960; // CSS pixels of a picture
const GIF_FRAME = 80; // milliseconds: 12.5 frames a second
const VIDEO_FRAME = 33;
const VIDEO_SCALE = 4 / 3; // 1280 pixels wide
const REST = 1500; // milliseconds that the last picture stays
const VIDEOS = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm;codecs=vp8"];
const videoType = () =>
  window.MediaRecorder && HTMLCanvasElement.prototype.captureStream && VIDEOS.find((type) => MediaRecorder.isTypeSupported(type));

// Shapes

const ruler = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

// A computed colour, in whatever space it is given, as #rrggbb and its opacity.
function colorOf(css, known) {
  if (known.has(css)) return known.get(css);
  ruler.clearRect(0, 0, 1, 1);
  ruler.fillStyle = css;
  ruler.fillRect(0, 0, 1, 1);
  const [r, g, b, alpha] = ruler.getImageData(0, 0, 1, 1).data;
  const hex = [r, g, b].map((part) => part.toString(16).padStart(2, "0"));
  const color = { fill: `#${hex.join("")}`, alpha: alpha / 255 };
  known.set(css, color);
  return color;
}

const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }) =>
  ({ style: fontStyle, weight: fontWeight, size: parseFloat(fontSize), family: fontFamily });
const fontName = ({ style, weight, size, family }) => `${style} ${weight} ${size}px ${family}`;

function measured(text, font) {
  ruler.font = fontName(font);
  return ruler.measureText(text);
}

function common(a, b) {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return { x, y, width: Math.min(a.x + a.width, b.x + b.width) - x, height: Math.min(a.y + a.height, b.y + b.height) - y };
}

const holds = (frame, { x, y, width, height }) =>
  x >= frame.x - 0.5 && y >= frame.y - 0.5 &&
  x + width <= frame.x + frame.width + 0.5 && y + height <= frame.y + frame.height + 0.5;

// What a player shows, from back to front: {fill, alpha, x, y, width, height, ...} is a box (with
// `radii`, and `line` if it is only an outline) or a `text`; `clip` is set where it reaches out of
// a frame. {open: opacity} and {close} stand around shapes that are one thing that fades.
class Drawing {
  constructor({ root, title, stage, flyer }, colors) {
    this.colors = colors;
    const [frame, style] = [root.getBoundingClientRect(), getComputedStyle(root)];
    this.origin = frame;
    this.width = frame.width;
    this.height = Math.ceil(stage.getBoundingClientRect().bottom - frame.top + parseFloat(style.paddingBottom));
    this.ground = this.color(style.backgroundColor).fill;
    this.shapes = [];
    const whole = { x: 0, y: 0, width: this.width, height: this.height };
    for (const node of [title, stage, flyer]) this.walk(node, whole);
  }
  color(css) {
    return colorOf(css, this.colors);
  }
  box({ left, top, width, height }) {
    return { x: left - this.origin.left, y: top - this.origin.top, width, height };
  }
  add(shape, clip) {
    const seen = common(shape, clip);
    if (seen.width <= 0 || seen.height <= 0 || shape.alpha < 0.004) return;
    this.shapes.push(holds(clip, shape) ? shape : { ...shape, clip });
  }
  // `dots` is the frame at whose edge a text that does not fit ends in dots.
  walk(node, clip, dots = null) {
    const style = getComputedStyle(node);
    const opacity = Number(style.opacity);
    if (opacity < 0.004 || style.display === "none" || style.visibility === "hidden") return;
    const box = this.box(node.getBoundingClientRect());
    const open = opacity < 1 && { open: opacity, box };
    if (open) this.shapes.push(open);
    this.surface(style, box, clip);
    const inner = style.overflowX === "visible" ? clip : common(clip, box);
    const depth = (child) => (child.nodeType === 1 && Number(getComputedStyle(child).zIndex)) || 0;
    const children = [...node.childNodes];
    const deep = children.some(depth) ? children.toSorted((a, b) => depth(a) - depth(b)) : children;
    const edge = style.textOverflow === "ellipsis" ? box : dots;
    for (const child of deep) {
      if (child.nodeType === 1) this.walk(child, inner, edge);
      else if (child.nodeType === 3) this.text(child, style, inner, edge);
    }
    if (open && this.shapes.at(-1) === open) this.shapes.pop();
    else if (open) this.shapes.push({ close: true });
  }
  surface(style, box, clip) {
    const radii = ["TopLeft", "TopRight", "BottomRight", "BottomLeft"].map((corner) =>
      Math.min(parseFloat(style[`border${corner}Radius`]), box.width / 2, box.height / 2));
    this.add({ ...box, radii, ...this.color(style.backgroundColor) }, clip);
    const outline = (line, color) => {
      const [x, y, width, height] = [box.x + line / 2, box.y + line / 2, box.width - line, box.height - line];
      this.add({ x, y, width, height, radii: radii.map((radius) => Math.max(0, radius - line / 2)), line, ...this.color(color) }, clip);
    };
    const [top, bottom] = [parseFloat(style.borderTopWidth), parseFloat(style.borderBottomWidth)];
    if (top) outline(top, style.borderTopColor);
    else if (bottom) {
      const y = box.y + box.height - bottom;
      this.add({ ...box, y, height: bottom, ...this.color(style.borderBottomColor) }, clip);
    }
    const inset = style.boxShadow.match(/^(.*\)) 0px 0px 0px ([\d.]+)px inset$/);
    if (inset) outline(Number(inset[2]), inset[1]);
  }
  text(node, style, clip, dots) {
    const font = fontOf(style);
    const color = this.color(style.color);
    for (const { text, box } of this.lines(node, style, font, dots)) {
      const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = measured(text, font);
      const baseline = box.y + (box.height * up) / (up + down);
      this.add({ ...box, text, font, baseline, rtl: style.direction === "rtl", ...color }, clip);
      if (!style.textDecorationLine.includes("line-through")) continue;
      this.add({ ...box, y: baseline - font.size * 0.3, height: Math.max(1, font.size / 14), ...color }, clip);
    }
  }
  // The lines of a text node with their places; one too long for its frame ends in dots.
  lines(node, { direction }, font, frame) {
    const range = document.createRange();
    const [start, end] = [node.data.length - node.data.trimStart().length, node.data.trimEnd().length];
    if (start >= end) return [];
    const place = (from, until) => {
      range.setStart(node, from);
      range.setEnd(node, until);
      return this.box(range.getBoundingClientRect());
    };
    const box = place(start, end);
    const line = ([from, until]) => ({ text: node.data.slice(from, until).trim(), box: place(from, until) });
    const tops = [...range.getClientRects()].map(({ top }) => top);
    if (Math.max(...tops) - Math.min(...tops) > font.size / 2) return this.broken(node.data, start, end, place).map(line);
    const room = frame && (direction === "rtl" ? box.x + box.width - frame.x : frame.x + frame.width - box.x);
    if (!frame || box.width <= room + 0.5) return [line([start, end])];
    const dot = measured("…", font).width;
    let [until, over] = [start, end];
    while (over - until > 1) {
      const middle = (until + over) >> 1;
      if (place(start, middle).width + dot > room) over = middle;
      else until = middle;
    }
    if (/[\ud800-\udbff]/.test(node.data[until - 1])) until -= 1;
    const kept = place(start, until);
    const x = direction === "rtl" ? box.x + box.width - kept.width - dot : box.x;
    return [{ text: `${node.data.slice(start, until)}…`, box: { ...box, x, width: kept.width + dot } }];
  }
  // Where a text goes on in another line: from and until of each.
  broken(text, start, end, place) {
    const lines = [];
    let last = -Infinity;
    for (let at = start; at < end; at += text.codePointAt(at) > 0xffff ? 2 : 1) {
      if (!text[at].trim()) continue;
      const { y, height } = place(at, at + 1);
      if (y > last + height / 2) lines.push([at, at]);
      last = Math.max(last, y);
      lines.at(-1)[1] = at + (text.codePointAt(at) > 0xffff ? 2 : 1);
    }
    return lines;
  }
}

// On a canvas

class Painter {
  constructor(width, height, scale, even = 1) {
    this.scale = scale;
    this.size = [width, height].map((side) => Math.ceil((side * scale) / even) * even);
    this.layers = [];
    this.layer(0, [0, 0, ...this.size]);
  }
  get canvas() {
    return this.layers[0].canvas;
  }
  // An empty canvas for these pixels of the picture: left, top, width, height.
  layer(n, [left, top, width, height]) {
    this.layers[n] ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const context = this.layers[n];
    Object.assign(context.canvas, { width, height });
    context.setTransform(this.scale, 0, 0, this.scale, -left, -top);
    return context;
  }
  paint({ ground, shapes }) {
    let context = this.layers[0];
    const groups = [];
    context.fillStyle = ground;
    context.fillRect(0, 0, ...this.size);
    for (const shape of shapes) {
      if (shape.open) {
        const place = this.around(shape.box);
        groups.push([shape.open, place, context]);
        context = this.layer(groups.length, place);
      } else if (shape.close) {
        const [opacity, place, below] = groups.pop();
        below.globalAlpha = opacity;
        below.drawImage(context.canvas, ...place.map((side) => side / this.scale));
        below.globalAlpha = 1;
        context = below;
      } else this.shape(context, shape);
    }
    return this;
  }
  // The pixels of a box with room for letters that reach out of it.
  around({ x, y, width, height }) {
    const [left, top] = [x - 8, y - 8].map((at) => Math.max(0, Math.floor(at * this.scale)));
    const right = Math.min(this.size[0], Math.ceil((x + width + 8) * this.scale));
    const bottom = Math.min(this.size[1], Math.ceil((y + height + 8) * this.scale));
    return [left, top, Math.max(1, right - left), Math.max(1, bottom - top)];
  }
  shape(context, shape) {
    const { x, y, width, height, fill, alpha, clip, text } = shape;
    context.save();
    if (clip) {
      context.beginPath();
      context.rect(clip.x, clip.y, clip.width, clip.height);
      context.clip();
    }
    context.globalAlpha = alpha;
    context.fillStyle = context.strokeStyle = fill;
    if (text) this.text(context, shape);
    else {
      context.beginPath();
      // Whole pixels: boxes that touch have no seam.
      const snap = (at) => (shape.line ? at : Math.round(at * this.scale) / this.scale);
      const [left, top] = [snap(x), snap(y)];
      context.roundRect(left, top, snap(x + width) - left, snap(y + height) - top, shape.radii ?? 0);
      if (shape.line) context.lineWidth = shape.line;
      context[shape.line ? "stroke" : "fill"]();
    }
    context.restore();
  }
  text(context, { x, width, baseline, text, font, rtl }) {
    context.font = fontName(font);
    context.textAlign = "left";
    context.direction = rtl ? "rtl" : "ltr";
    const stretch = width / context.measureText(text).width;
    context.translate(x, baseline);
    if (Math.abs(stretch - 1) > 0.002) context.scale(stretch, 1);
    context.fillText(text, 0, 0);
  }
  pixels() {
    return new Uint32Array(this.layers[0].getImageData(0, 0, ...this.size).data.buffer);
  }
}

// As SVG

const NO_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text) => text.replace(NO_XML, "\ufffd").replace(/[&<>"]/g, (mark) => MARKS[mark]);

function tag(name, values, inner = "") {
  const tidy = (value) => (typeof value === "number" ? +value.toFixed(2) : xml(value));
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return `<${name}${given.map(([key, value]) => ` ${key}="${tidy(value)}"`).join("")}>${inner}</${name}>`;
}

function svgOf({ width, height, ground, shapes }, title) {
  const lines = shapes.map((shape) => {
    if (shape.open) return `<g opacity="${+shape.open.toFixed(3)}">`;
    return shape.close ? "</g>" : svgShape(shape);
  });
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const back = tag("rect", { width, height, fill: ground });
  const inner = ["", tag("title", {}, xml(title)), back, ...lines, ""].join("\n");
  return tag("svg", { xmlns: SVG, ...size, "xml:lang": document.documentElement.lang || "en", "xml:space": "preserve" }, inner);
}

function svgShape(shape) {
  const { x, y, width, height, fill, alpha, clip, line, radii, text, font, rtl } = shape;
  const pale = alpha < 1 ? alpha : undefined;
  const paint = line ? { fill: "none", stroke: fill, "stroke-width": line, "stroke-opacity": pale } : { fill, "fill-opacity": pale };
  let drawn;
  if (text) {
    const letters = { "font-family": font.family, "font-size": font.size, "font-weight": font.weight, "font-style": font.style === "normal" ? undefined : font.style };
    const way = rtl ? { x: x + width, direction: "rtl" } : { x };
    // A machine without the font draws the text as wide as it was here.
    drawn = tag("text", { ...way, y: shape.baseline, ...letters, textLength: width, lengthAdjust: "spacingAndGlyphs", ...paint }, xml(text));
  } else if (!radii || new Set(radii).size === 1) {
    drawn = tag("rect", { x, y, width, height, rx: radii?.[0] || undefined, ...paint });
  } else drawn = tag("path", { d: rounded(x, y, width, height, radii), ...paint });
  if (!clip) return drawn;
  const view = `${clip.x} ${clip.y} ${clip.width} ${clip.height}`;
  return tag("svg", { x: clip.x, y: clip.y, width: clip.width, height: clip.height, viewBox: view }, drawn);
}

function rounded(x, y, width, height, [a, b, c, d]) {
  const arc = (radius, dx, dy) => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
  return `M${x + a} ${y}h${width - a - b}${arc(b, b, b)}v${height - b - c}${arc(c, -c, c)}h${c + d - width}${arc(d, -d, -d)}v${a + d - height}${arc(a, a, -a)}z`;
}

// As GIF (GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt)

const CLEAR_CODE = 256; // then the code that ends a picture
const SAME = 255; // the colour of a pixel that stays as it was

// At most 255 colours for a tally {colour: how often}: median cut, each box by its commonest colour,
// so that flat areas keep theirs exactly. A colour is a pixel, 0xAABBGGRR.
function reduced(tally) {
  const channels = [0, 8, 16];
  const boxOf = (colors) => {
    const count = colors.reduce((sum, color) => sum + tally.get(color), 0);
    const spans = channels.map((bits) => {
      const values = colors.map((color) => (color >>> bits) & 255);
      return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
    });
    const span = Math.max(...spans);
    return { colors, bits: channels[spans.indexOf(span)], weight: span * Math.sqrt(count) };
  };
  const boxes = [boxOf([...tally.keys()])];
  while (boxes.length < SAME) {
    const widest = boxes.reduce((a, b) => (b.weight > a.weight ? b : a));
    if (!widest.weight) break;
    const { colors, bits } = widest;
    colors.sort((a, b) => ((a >>> bits) & 255) - ((b >>> bits) & 255));
    let [half, at] = [colors.reduce((sum, color) => sum + tally.get(color), 0) / 2, 0];
    while (at < colors.length - 1 && half > 0) half -= tally.get(colors[at++]);
    boxes.splice(boxes.indexOf(widest), 1, boxOf(colors.slice(0, at)), boxOf(colors.slice(at)));
  }
  return boxes.map(({ colors }) => colors.reduce((a, b) => (tally.get(b) > tally.get(a) ? b : a)));
}

let table = null; // the code of each longer text: a code and one more pixel

// LZW codes of 9 to 12 bits, in blocks of at most 255 bytes.
function squeezed(pixels) {
  table ??= new Int16Array(4096 * 256);
  const bytes = [];
  let [size, next, bits, held] = [9, CLEAR_CODE + 2, 0, 0];
  const emit = (code) => {
    bits |= code << held;
    for (held += size; held >= 8; held -= 8, bits >>>= 8) bytes.push(bits & 255);
  };
  table.fill(0);
  emit(CLEAR_CODE);
  let code = pixels[0];
  for (let n = 1; n < pixels.length; n += 1) {
    const longer = (code << 8) | pixels[n];
    if (table[longer]) {
      code = table[longer];
      continue;
    }
    emit(code);
    code = pixels[n];
    if (next < 4096) {
      if (next === 1 << size) size += 1;
      table[longer] = next++;
    } else {
      emit(CLEAR_CODE);
      table.fill(0);
      [size, next] = [9, CLEAR_CODE + 2];
    }
  }
  emit(code);
  if (next === 1 << size && size < 12) size += 1;
  emit(CLEAR_CODE + 1);
  if (held) bytes.push(bits & 255);
  const blocks = [8];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  return Uint8Array.from([...blocks, 0]);
}

const word = (number) => [number & 255, number >> 8];
const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));

class Gif {
  constructor([width, height], colors) {
    Object.assign(this, { width, height, colors });
    const table = Array.from({ length: 256 }, (_, n) => colors[n] ?? 0);
    const rgb = table.flatMap((color) => [color & 255, (color >> 8) & 255, (color >> 16) & 255]);
    const loop = [33, 255, 11, ...ascii("NETSCAPE2.0"), 3, 1, 0, 0, 0];
    this.parts = [Uint8Array.from([...ascii("GIF89a"), ...word(width), ...word(height), 247, 0, 0, ...rgb, ...loop])];
    this.near = new Map(colors.map((color, n) => [color, n]));
    this.shown = new Uint8Array(width * height).fill(SAME); // as indices of colours
    this.seen = new Uint32Array(width * height); // as pixels
  }
  nearest(color) {
    let index = this.near.get(color);
    if (index !== undefined) return index;
    const off = (other, bits) => (((color >>> bits) & 255) - ((other >>> bits) & 255)) ** 2;
    const away = this.colors.map((other) => 2 * off(other, 0) + 4 * off(other, 8) + 3 * off(other, 16));
    index = away.indexOf(Math.min(...away));
    this.near.set(color, index);
    return index;
  }
  // The next picture, milliseconds long: written are the pixels that changed, in the box around them.
  add(pixels, time) {
    const { width, height, seen, shown } = this;
    let [left, top, right, bottom] = [width, height, -1, -1];
    const changed = new Uint8Array(pixels.length).fill(SAME);
    for (let n = 0; n < pixels.length; n += 1) {
      if (pixels[n] === seen[n]) continue;
      const index = this.nearest(pixels[n]);
      if (index === shown[n]) continue;
      changed[n] = shown[n] = index;
      const [x, y] = [n % width, Math.floor(n / width)];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), y];
    }
    seen.set(pixels);
    if (right < 0) {
      this.last.time += time;
      return;
    }
    this.write();
    const box = new Uint8Array((right - left + 1) * (bottom - top + 1));
    for (let y = top; y <= bottom; y += 1)
      box.set(changed.subarray(y * width + left, y * width + right + 1), (y - top) * (right - left + 1));
    const place = [44, ...word(left), ...word(top), ...word(right - left + 1), ...word(bottom - top + 1), 0];
    this.last = { time, place, bytes: squeezed(box) };
  }
  write() {
    if (!this.last) return;
    const { time, place, bytes } = this.last;
    this.parts.push(Uint8Array.from([33, 249, 4, 5, ...word(Math.round(time / 10)), SAME, 0, ...place]), bytes);
    this.last = null;
  }
  blob() {
    this.write();
    return new Blob([...this.parts, Uint8Array.of(59)], { type: "image/gif" });
  }
}

// The page stays alive between two frames; a tab in the background is not slowed down.
const breath = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });

// The second player, out of sight, and what is made with it

class Studio {
  constructor({ root, story, labels, palette }) {
    this.colors = new Map();
    this.root = element("div", "player studio");
    this.root.inert = true;
    this.root.style.width = `${WIDE}px`;
    root.after(this.root);
    try {
      this.player = mount(this.root, { story, labels, palette });
    } catch (error) {
      this.root.remove();
      throw error;
    }
    this.story = story;
    this.time = (story.last - story.first) * STEP;
  }
  close() {
    this.player.destroy();
    this.root.remove();
  }
  // The drawing at a time of the window, in milliseconds.
  at(time) {
    this.player.place(this.story.first + Math.min(time, this.time) / STEP);
    return new Drawing(this.player, this.colors);
  }
  painter(scale, even) {
    const { width, height } = this.at(0);
    return new Painter(width, height, scale, even);
  }
  svg(time) {
    const text = svgOf(this.at(time), this.player.title.ariaLabel);
    return new Blob([text], { type: "image/svg+xml" });
  }
  png(time) {
    const { canvas } = this.painter(2).paint(this.at(time));
    return new Promise((done) => canvas.toBlob(done));
  }
  async gif(progress) {
    const painter = this.painter(1);
    const tally = new Map();
    const samples = 32;
    for (let n = 0; n < samples; n += 1) {
      await progress((0.1 * n) / samples);
      const pixels = painter.paint(this.at((this.time * n) / (samples - 1))).pixels();
      // Where a colour begins: a flat area weighs no more than the letters on it.
      for (let at = 1; at < pixels.length; at += 1)
        if (pixels[at] !== pixels[at - 1]) tally.set(pixels[at], (tally.get(pixels[at]) ?? 0) + 1);
    }
    const gif = new Gif(painter.size, reduced(tally));
    for (let time = 0; time < this.time; time += GIF_FRAME) {
      await progress(0.1 + (0.9 * time) / this.time);
      gif.add(painter.paint(this.at(time)).pixels(), GIF_FRAME);
    }
    gif.add(painter.paint(this.at(this.time)).pixels(), REST);
    return gif.blob();
  }
  async video(progress) {
    const painter = this.painter(VIDEO_SCALE, 2); // H.264 wants even sides
    const stream = painter.canvas.captureStream(0);
    const [track] = stream.getVideoTracks();
    const recorder = new MediaRecorder(stream, { mimeType: videoType(), videoBitsPerSecond: 4e6 });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((done) => (recorder.onstop = done));
    let [time, last] = [0, performance.now()];
    // Nobody draws in a hidden tab: the film waits.
    const wait = () => {
      recorder[document.hidden ? "pause" : "resume"]();
      last = performance.now();
    };
    document.addEventListener("visibilitychange", wait);
    try {
      recorder.start();
      while (time < this.time + REST) {
        painter.paint(this.at(time));
        track.requestFrame();
        await progress(time / (this.time + REST));
        await new Promise((done) => setTimeout(done, VIDEO_FRAME - (performance.now() - last)));
        const now = performance.now();
        if (!document.hidden) time += now - last;
        last = now;
      }
    } finally {
      document.removeEventListener("visibilitychange", wait);
      recorder.stop();
      await stopped;
      track.stop();
    }
    return new Blob(parts, { type: recorder.mimeType.split(";")[0] });
  }
}

// The button with its menu

class TakeAway {
  constructor(player) {
    this.player = player;
    const button = (className, act) => {
      const node = element("button", className);
      node.type = "button";
      node.onclick = act;
      return node;
    };
    this.button = button("icon take", () => (this.job ? this.cancel() : this.open(this.menu.hidden)));
    this.entries = Object.fromEntries(["svg", "png", "gif", "video"].map((kind) => [kind, button(kind, () => this.take(kind))]));
    this.failure = element("p", "failure");
    this.failure.role = "alert";
    this.failure.hidden = true;
    this.menu = element("div", "menu", this.failure, ...Object.values(this.entries));
    // A press on an entry leaves the focus where it is: without it the menu closes.
    this.menu.onpointerdown = (event) => event.preventDefault();
    this.node = element("div", "taking", this.button, this.menu);
    this.node.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.node.contains(relatedTarget)) this.open(false);
    });
    this.node.onkeydown = ({ key }) => {
      if (key !== "Escape" || this.menu.hidden) return;
      this.open(false);
      this.button.focus();
    };
    this.open(false);
    this.rest();
  }
  open(open) {
    this.menu.hidden = !open;
    if (!open) this.failure.hidden = true;
    this.button.ariaExpanded = String(open);
    if (open) this.entries.svg.focus();
  }
  name() {
    const { labels } = this.player;
    for (const [kind, entry] of Object.entries(this.entries)) entry.textContent = labels[kind];
    this.failure.textContent = labels.failed;
    this.entries.video.disabled = !videoType();
    this.entries.video.title = videoType() ? "" : labels.no_video;
    this.button.ariaLabel = this.button.title = this.job ? labels.cancel : labels.take;
  }
  rest() {
    this.job = null;
    this.button.replaceChildren(icon("take"));
    if (this.player.labels) this.name();
  }
  cancel() {
    this.job?.abort();
  }
  async take(kind) {
    this.open(false);
    this.button.focus();
    const { player } = this;
    const { position, shown, story } = player;
    const job = (this.job = new AbortController());
    let studio = null;
    let breathed = performance.now();
    const progress = async (share) => {
      if (performance.now() - breathed > 12) {
        this.button.textContent = `${Math.floor(100 * share)} %`;
        await breath();
        breathed = performance.now();
      }
      job.signal.throwIfAborted();
    };
    try {
      this.name();
      studio = new Studio(player);
      const film = kind === "gif" || kind === "video";
      const blob = await studio[kind](film ? progress : (position - story.first) * STEP);
      const window = film ? `steps-${story.first + 1}-${story.last}` : `step-${shown}`;
      const ending = blob.type.match(/\w+/g)[1];
      this.save(blob, `${story.mode.replaceAll("_", "-")}-${window}.${ending}`);
    } catch (error) {
      if (!job.signal.aborted) this.fail(error);
    } finally {
      studio?.close();
      this.rest();
    }
  }
  // The menu opens again with a word that this could not be made.
  fail(error) {
    console.error(error);
    this.open(true);
    this.failure.hidden = false;
  }
  save(blob, name) {
    const link = element("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
