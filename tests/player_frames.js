// Sets the clock of every animation of the player to twenty moments and says what is wrong there.
([step, touched, broken]) => {
  const root = document.querySelector(".player");
  const wrong = [];
  const seen = (node) => {
    let share = 1;
    for (let at = node; at && at !== root; at = at.parentElement) share *= getComputedStyle(at).opacity;
    return share > 0.05;
  };
  const texts = (box) => {
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      if (!walker.currentNode.data.trim() || !seen(walker.currentNode.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      found.push(range.getBoundingClientRect());
    }
    return found;
  };
  const text = (node) => [...node.children].filter(seen).map((child) => child.textContent).join("|");
  const overlap = (a, b, give) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > give &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > give;
  const within = (a, b, give) =>
    a.left >= b.left - give && a.right <= b.right + give && a.top >= b.top - give && a.bottom <= b.bottom + give;
  const range = root.querySelector(".scrub");
  range.value = step + 0.001;
  range.dispatchEvent(new Event("input"));
  const set = (time) => {
    for (const animation of root.getAnimations({ subtree: true })) {
      animation.pause();
      animation.currentTime = time;
    }
  };
  const still = () => [
    ...[...root.querySelectorAll(".word")].flatMap((word, n) =>
      touched.includes(n) ? [] : [...word.querySelectorAll(".token, .ruler")]),
    ...root.querySelectorAll(".label, .chips > .token, .controls > *, .title, .shelf, .heading"),
  ].map((node) => { const { x, y, width } = node.getBoundingClientRect(); return [x, y, width].join(); }).join(";");
  set(0);
  const at_first = still();
  const titles = [];
  for (let n = 0; n < 20; n += 1) {
    const time = (1500 * n) / 19;
    set(time);
    if (broken) {
      const box = [...root.querySelectorAll(".track > .token")].find((box) => seen(box));
      box.style.marginLeft = `${broken}px`;
    }
    const say = (what) => wrong.push(`${what} in step ${step} at ${Math.round(time)}`);
    if (still() !== at_first) say("what should stand moved");
    for (const row of root.querySelectorAll(".track, .cuts, .chips, .net .track")) {
      const frame = row.getBoundingClientRect();
      const boxes = [...row.querySelectorAll(".token, .edge")].filter(seen)
        .map((node) => ({ node, box: node.getBoundingClientRect(), texts: texts(node) }));
      for (const { node, box, texts } of boxes) {
        if (!within(box, frame, 0.6)) say(`${node.textContent} leaves its row`);
        for (const each of texts)
          if (each.left < box.left - 0.5 || each.right > box.right + 0.5 || each.top < box.top - 1 || each.bottom > box.bottom + 1)
            say(`the text of ${node.textContent} leaves its box`);
      }
      if (row.matches(".cuts")) continue; // rows of one word may pass, the rising one in front
      for (const one of boxes)
        for (const other of boxes) {
          if (one === other) continue;
          if (overlap(one.box, other.box, 0.05)) say(`${one.node.textContent} overlaps ${other.node.textContent}`);
          if (other.texts.some((each) => overlap(one.box, each, 0.5))) say(`${one.node.textContent} hides ${other.node.textContent}`);
        }
    }
    const ranks = [...root.querySelectorAll(".rank")].filter(seen);
    const list = root.querySelector(".ranks")?.getBoundingClientRect();
    for (const one of ranks) {
      if (!within(one.getBoundingClientRect(), list, 0.6)) say("a row leaves the list");
      for (const other of ranks)
        if (one !== other && getComputedStyle(one).zIndex === getComputedStyle(other).zIndex &&
            overlap(one.getBoundingClientRect(), other.getBoundingClientRect(), 0.5)) say("two rows cross");
    }
    const numbers = ranks.map((rank) => [rank.querySelector(".rank-label").title, text(rank.querySelector(".number"))]);
    titles.push({
      time, title: text(root.querySelector(".title")), counter: text(root.querySelector(".counter")),
      size: root.querySelector(".size") ? text(root.querySelector(".size")) : null, numbers,
    });
  }
  return { wrong, titles };
}
