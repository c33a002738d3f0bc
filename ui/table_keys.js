// A table tells of the cell that keys have moved to as of one that was clicked. Whether it was a key
// or a pointer is told first; Enter is told by itself, instead of the cell in a frame of its own.

const HEAD = 35; // pixels
let last = "pointer"; // of what was used anywhere on the page

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const inside = (event) => event.target.closest?.(`.st-key-${CSS.escape(data.table)}`);
  let by = data.by;
  const tell = (event) => {
    if (!inside(event) || by === last) return;
    by = last;
    setStateValue("by", by);
  };
  const listeners = {
    keydown(event) {
      last = "keys";
      if (event.key !== "Enter" || !inside(event)) return tell(event);
      event.stopPropagation();
      event.preventDefault();
      setTriggerValue("enter", true);
    },
    pointerdown(event) {
      // A press on the head sorts, and may move to a cell that nobody has pointed at.
      const top = inside(event)?.querySelector("canvas")?.getBoundingClientRect().top;
      last = event.clientY - top < HEAD ? "keys" : "pointer";
      tell(event);
    },
    focusin: tell,
  };
  parentElement.leave?.();
  parentElement.leave = () => {
    for (const [name, listen] of Object.entries(listeners)) window.removeEventListener(name, listen, true);
  };
  for (const [name, listen] of Object.entries(listeners)) window.addEventListener(name, listen, true);
  return parentElement.leave;
}
