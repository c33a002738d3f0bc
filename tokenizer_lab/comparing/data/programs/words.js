import { readFileSync } from "node:fs";

const counts = new Map();
const text = readFileSync(0, "utf8").toLowerCase();
for (const word of text.split(/\s+/).filter(Boolean)) {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
const order = ([a, m], [b, n]) => n - m || (a < b ? -1 : 1);
for (const [word, count] of [...counts].sort(order)) {
  console.log(count, word);
}
