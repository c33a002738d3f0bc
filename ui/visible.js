// What every picture needs: nodes, sentences with gaps, and texts of which nothing stays unseen.

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null));
  return node;
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function short(text, most) {
  const letters = text.length > most ? [...text] : [];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

const SIGNS = { " ": "␣", "\n": "⏎", "\r": "␍", "\r\n": "␍⏎", "\t": "→", "\u00a0": "⍽", "\u3000": "□" };
const INVISIBLE = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u2000-\u200a\u3164\ufe00-\ufe0f\uffa0]$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// The graphemes of a text, each {segment, kind, shown}: white space as a "sign", a lone invisible
// character as a "code", all else, kind "", as it is; a joined emoji stays whole.
function visible(text) {
  return Array.from(graphemes.segment(text), ({ segment }) => {
    if (segment in SIGNS) return { segment, kind: "sign", shown: SIGNS[segment] };
    if (!INVISIBLE.test(segment)) return { segment, kind: "", shown: segment };
    const code = segment.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return { segment, kind: "code", shown: `U+${code}` };
  });
}

// A text as nodes; a line that ends in the text ends here, too. In prose a space is a space.
function spelled(text, prose = false) {
  const nodes = [];
  for (const { segment, kind, shown } of visible(text)) {
    const said = prose && segment === " " ? segment : shown;
    if (kind && said === shown) nodes.push(element("span", kind === "code" ? "sign code" : "sign", shown));
    else if (typeof nodes.at(-1) === "string") nodes[nodes.length - 1] += said;
    else nodes.push(said);
    if (segment.endsWith("\n")) nodes.push("\n");
  }
  return nodes;
}
