// A pad to draw on. Its strokes stay with the element, so that a rerun of the page keeps them.

const SIDE = 280;
const WIDTH = 26;

function paint(canvas, strokes) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "black";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.strokeStyle = "white";
  pen.lineWidth = WIDTH;
  pen.lineCap = pen.lineJoin = "round";
  for (const [[x, y], ...rest] of strokes) {
    pen.beginPath();
    pen.moveTo(x, y);
    if (!rest.length) pen.lineTo(x, y); // a dot
    for (const place of rest) pen.lineTo(...place);
    pen.stroke();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".root");
  const say = data.labels;
  const strokes = (parentElement.strokes ??= []);
  const canvas = parentElement.canvas ?? element("canvas", "pad");
  if (!parentElement.canvas) {
    parentElement.canvas = canvas;
    canvas.width = canvas.height = SIDE;
  }
  canvas.setAttribute("role", "img");
  canvas.ariaLabel = `${say.pad}: ${say.hint}`;
  const hint = element("span", "hint", say.hint);
  const undo = element("button", "", say.undo);
  const clear = element("button", "", say.clear);
  root.replaceChildren(element("div", "frame", canvas, hint), element("div", "tools", undo, clear));

  const show = () => {
    paint(canvas, strokes);
    hint.hidden = strokes.length > 0;
    undo.disabled = clear.disabled = !strokes.length;
  };
  const tell = () => {
    show();
    setStateValue("picture", strokes.length ? canvas.toDataURL("image/png") : "");
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return at.map((share) => Math.round(share * SIDE));
  };
  canvas.onpointerdown = (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    strokes.push([place(event)]);
    canvas.drawing = event.pointerId;
    show();
  };
  canvas.onpointermove = (event) => {
    if (canvas.drawing !== event.pointerId) return;
    const between = event.getCoalescedEvents?.() ?? [];
    strokes.at(-1).push(...(between.length ? between : [event]).map(place));
    show();
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (canvas.drawing !== event.pointerId) return;
    canvas.drawing = null;
    tell();
  };
  undo.onclick = () => {
    strokes.pop();
    tell();
  };
  clear.onclick = () => {
    strokes.length = 0;
    tell();
  };
  show();
}
