// In every page: `firstPicture()` says after how many milliseconds from the navigation something that
// the page is about stood in the window, of what still stands there: a chart with its marks, a table,
// a component that has drawn itself, a figure of HTML, a picture, a number; and on a page that shows
// nothing before it is asked, `isAsked`, the button to ask with.
(() => {
  const LEAST = 24; // pixels on each side
  const PICTURES = {
    ".js-plotly-plot .main-svg": (svg) => svg.querySelector(".plot > *, .layer > *, .trace, .geolayer > *"),
    "[data-testid=stDataFrame] canvas": () => true,
    "[data-testid=stTable]": () => true,
    "[data-testid=stMetric]": () => true,
    "[data-testid^=stBidiComponent]": (host) => drawn(host),
    "[data-testid=stHtml]": () => true,
    "[data-testid=stImage] img": (image) => image.complete,
    "[data-testid^=stBaseButton-primary]": (button) => window.isAsked && !button.disabled,
  };

  function inWindow(element) {
    const { top, left, width, height } = element.getBoundingClientRect();
    return width >= LEAST && height >= LEAST && top < innerHeight && left < innerWidth;
  }

  function drawn(host) {
    for (const element of [host, ...host.querySelectorAll("*")])
      if (element.shadowRoot) return [...element.shadowRoot.querySelectorAll("div, svg, canvas")].some(inWindow);
    return host.querySelector("div div, svg, canvas") !== null;
  }

  const seen = new Map();
  function look() {
    for (const [selector, ready] of Object.entries(PICTURES))
      for (const element of document.querySelectorAll(`[data-testid=stMain] ${selector}`))
        if (!seen.has(element) && inWindow(element) && ready(element))
          seen.set(element, { at: performance.now(), what: selector });
    requestAnimationFrame(look);
  }
  look();
  window.firstPicture = () =>
    [...seen].filter(([element]) => element.isConnected && inWindow(element)).map(([, found]) => found)
      .sort((one, other) => one.at - other.at)[0];
})();
