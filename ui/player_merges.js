// Kind "merges"

class Merges {
  constructor(player, story) {
    Object.assign(this, { player, story });
    this.continues = story.mode === "wordpiece" ? "##" : "";
    this.states = [story.words.map(({ tokens, sizes }) => {
      let at = 0;
      return tokens.map((text, n) => this.token(at, (at += sizes[n]), text));
    })];
    for (const step of story.steps) this.states.push(this.after(this.states.at(-1), step));
    this.lists = story.steps.map((step) => this.items(step.candidates));
    this.lists.push(this.items(story.steps.at(-1)?.after ?? []));
    this.best = Math.max(...this.lists.flat().map((item) => item.score), 1e-9);
    for (const item of this.lists.flat()) item.value = item.score / this.best;
  }
  token(start, end, text) {
    const [shown, small] = this.shown(text);
    const color = this.story.colors[text] ?? this.player.palette.symbol;
    return token(start, end, shown, small, color, this.continues);
  }
  // How a token reads: itself, or its bytes' text above their codes.
  shown(text) {
    return this.story.display?.[text]?.map((line) => line.replaceAll(" ", APART)) ?? [text, ""];
  }
  // Words that the step does not touch stay the same object: they are not drawn again.
  after(words, step) {
    const now = [...words];
    for (const [word, symbol] of step.places) {
      const at = now[word].findIndex((token) => token.start === symbol);
      const [left, right] = now[word].slice(at, at + 2);
      if (!left || !right) continue;
      now[word] = now[word].toSpliced(at, 2, this.token(left.start, right.end, step.token));
    }
    return now;
  }
  items(candidates) {
    return candidates.map(([left, right, , score, text]) => ({
      key: left + PAIR + right, label: this.shown(left)[0] + PAIR + this.shown(right)[0], score, text,
    }));
  }
  texts() {
    return this.states.flat(2);
  }
  draw(body) {
    const { player, story } = this;
    this.rows = player.rows(story.words, this.states, story.words.map(({ label }) => label));
    this.list = new List(player, player.labels.candidates);
    this.list.reserve(this.lists);
    this.shelf = new Shelf(player, player.labels.vocabulary);
    this.gains = [story.vocabulary.newest.length];
    const tokens = [...story.vocabulary.newest];
    this.sizes = [story.vocabulary.size];
    for (const { gained, vocabulary } of story.steps) {
      if (gained) tokens.push(gained);
      this.gains.push(tokens.length);
      this.sizes.push(vocabulary);
    }
    this.shelf.fill(tokens.map((text) => this.token(0, 1, text)));
    body.append(player.words(this.rows), this.list.node);
    body.after(this.shelf.node);
  }
  build(n, timeline) {
    const wholes = this.player.step(this.rows, this.states, n, timeline);
    const [old, now] = [this.lists[n], this.lists[n + 1] ?? this.lists[n]];
    const step = this.story.steps[n];
    const winner = step && step.left + PAIR + step.right;
    this.list.change(old, now, winner, timeline);
    flip(this.shelf.size, this.sizes[n], this.sizes[n + 1] ?? this.sizes[n], timeline);
    const origin = this.player.seen(wholes) ?? this.list.rows.get(winner)?.label;
    this.shelf.change(this.gains[n], step?.gained ? this.gains[n] : -1, origin, timeline);
  }
}

KINDS.merges = Merges;
