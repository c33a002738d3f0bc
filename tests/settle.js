// In every page of a browser test: `settled()` resolves when the app has nothing left to do: no run
// of its script is asked for or goes on, nothing is uploaded, and the page is drawn.
//
// Streamlit's messages are protobufs; of each only the numbers of its outermost fields are read.
(() => {
  const RERUN = 11; // of a BackMsg
  const [NEW_RUN, FINISHED, FINISHED_TO_RUN_AGAIN] = [4, 6, 2]; // of a ForwardMsg
  let asked = 0, answered = 0, running = false, uploads = 0;

  function fields(buffer) {
    const bytes = new Uint8Array(buffer), found = new Map();
    let at = 0;
    function number() {
      for (let value = 0, place = 1; ; place *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * place;
        if (byte < 128) return value;
      }
    }
    while (at < bytes.length) {
      const tag = number(), kind = tag & 7;
      const value = kind === 0 || kind === 2 ? number() : 0;
      found.set(tag >> 3, value);
      at += { 1: 8, 2: value, 5: 4 }[kind] ?? 0;
    }
    return found;
  }

  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        const message = fields(data);
        if (message.has(NEW_RUN)) [running, answered] = [true, asked];
        if (message.has(FINISHED)) running = message.get(FINISHED) === FINISHED_TO_RUN_AGAIN;
      });
    }
    send(data) {
      if (fields(data).has(RERUN)) asked++;
      super.send(data);
    }
  };

  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    uploads++;
    this.addEventListener("loadend", () => uploads--);
    send.call(this, body);
  };

  function still() {
    const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
    return state === "notRunning" && !running && asked === answered && !uploads;
  }

  // A click, a message or an upload may take the page some frames to act upon.
  const FRAMES = 5;
  window.settled = () =>
    new Promise((resolve) => {
      let frames = 0;
      function look() {
        frames = still() ? frames + 1 : 0;
        if (frames > FRAMES) resolve(true);
        else requestAnimationFrame(() => requestIdleCallback(look));
      }
      look();
    });
})();
