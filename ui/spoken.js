// Words that light up while their recording plays. Texts become text nodes, never markup.

const LINGER = 0.6; // seconds

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".words");
  const say = data.labels;
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(name, color);
  const words = data.words.map(({ text, start, end }) => {
    const word = element("button", "word", ...spelled(text, true));
    word.title = fill(say.play, { seconds: start.toFixed(2) });
    return Object.assign(word, { start, end });
  });
  // Models that hear letter by letter name but an instant of a word: it stays lit for a while.
  words.forEach((word, at) => (word.until = Math.min(word.end + LINGER, words[at + 1]?.start ?? Infinity)));
  const spaced = words.flatMap((word) => [word, " "]);
  const text = data.text.trim() ? element("span", "", data.text) : element("em", "", say.nothing);
  root.replaceChildren(...(words.length ? spaced : [text]));
  root.setAttribute("role", "group");
  root.ariaLabel = words.length ? say.words : "";

  // The player is the page's own, beside this component: it may be drawn later, or anew. Events
  // of media do not bubble, but whatever holds the player captures them.
  const beside = document.querySelector(`.${CSS.escape(data.player)}`);
  const sound = () => beside?.querySelector("audio");
  let frame = 0;
  const light = () => {
    const now = sound()?.currentTime ?? -1;
    const begun = !sound()?.paused || now > 0;
    for (const word of words) {
      const lit = begun && word.start <= now && now < word.until;
      word.classList.toggle("lit", lit);
      if (lit) word.setAttribute("aria-current", "true");
      else word.removeAttribute("aria-current");
    }
  };
  const follow = () => {
    light();
    frame = sound() && !sound().paused ? requestAnimationFrame(follow) : 0;
  };
  const heard = () => frame || follow();
  const events = ["play", "pause", "seeking", "timeupdate", "ended"];
  parentElement.stop?.();
  for (const event of events) beside?.addEventListener(event, heard, true);
  root.onclick = (event) => {
    const word = event.target.closest(".word");
    const player = sound();
    if (!word || !player) return;
    player.currentTime = word.start;
    player.play().catch(() => {}); // a browser without a sound device: the place is found all the same
  };
  parentElement.stop = () => {
    cancelAnimationFrame(frame);
    for (const event of events) beside?.removeEventListener(event, heard, true);
  };
  light();
  return parentElement.stop;
}
