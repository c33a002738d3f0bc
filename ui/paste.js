// Files that are pasted on the page are handed to the page's own uploader, as if they were chosen
// there. Of several uploaders the first that holds none takes them.

const places = (window.pastePlaces ??= new Set());

const isTyped = (node) => node.isContentEditable || /^(input|textarea)$/i.test(node.tagName ?? "");

function paste(event) {
  const { files, types } = event.clipboardData;
  const text = types.includes("text/plain"); // cells of a spreadsheet come as their picture too
  if (!files.length || (text && event.composedPath().some(isTyped))) return;
  const inOrder = [...places].sort((one, other) => one.top() - other.top());
  const place = inOrder.find((each) => !each.holds()) ?? inOrder[0];
  const fitting = [...files].filter(({ name }) => place?.reads(name));
  if (!place || (text && !fitting.length)) return;
  event.preventDefault();
  place.take(fitting.length ? fitting : [...files]); // what it does not read the uploader refuses
}

if (!window.pasteListens) {
  window.pasteListens = true;
  document.addEventListener("paste", paste);
}

function handOver(input, files) {
  const held = new DataTransfer();
  for (const file of input.multiple ? files : files.slice(0, 1)) held.items.add(file);
  input.files = held.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".hint");
  root.textContent = data.hint;
  const uploader = () => document.querySelector(`.${CSS.escape(data.uploader)}`);
  const input = () => uploader()?.querySelector("input[type=file]");
  // The uploader may not be on the page yet: it is asked for, and what is pasted waits for it.
  const watch = new MutationObserver(() => {
    if (!input()) return;
    watch.disconnect();
    handOver(input(), parentElement.waiting);
    parentElement.waiting = null;
  });
  const wait = () => watch.observe(document.body, { childList: true, subtree: true });
  const place = {
    top: () => root.getBoundingClientRect().top,
    holds: () => uploader()?.querySelector("[data-testid=stFileChip]"),
    reads: (name) => data.endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`)),
    take(files) {
      if (input()) return handOver(input(), files);
      parentElement.waiting = files;
      wait();
      setTriggerValue("wanted", true);
    },
  };
  parentElement.leave?.();
  parentElement.leave = () => {
    places.delete(place);
    watch.disconnect();
  };
  places.add(place);
  if (parentElement.waiting) wait();
  return parentElement.leave;
}
