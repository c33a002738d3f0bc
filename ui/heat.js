// A heat map in rows. The rows of a group become nodes when it is unfolded.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".heat");
  const { columns, labels, steps } = data;
  root.classList.toggle("many", columns.length > 5);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.alt);
  for (const [name, value] of Object.entries({ ...data.colors, "--count": columns.length }))
    root.style.setProperty(name, value);
  // What the reader unfolded stays so while numbers change.
  const unfolded = (root.unfolded ??= new Set());
  const shade = (number) => steps.filter((step) => number > step).length;
  function cell([times, doubtful], column, name) {
    const rounded = Math.round((times ?? 0) * 10) / 10;
    const text = times === null ? "–" : rounded.toFixed(1) + (doubtful ? "?" : "");
    const node = element("span", `cell shade-${shade(rounded)}`, text);
    const why = times === null ? labels.none : doubtful ? labels.doubtful : "";
    node.title = [name, columns[column], text, why].filter(Boolean).join(" · ");
    return node;
  }
  const cells = (row) => row.cells.map((each, column) => cell(each, column, row.name));
  function line(row) {
    const name = element("span", "name", element("bdi", "", row.name));
    if (row.note) name.append(element("bdi", "note", row.note));
    const node = element("div", "row", name, ...cells(row));
    node.tabIndex = 0;
    node.setAttribute("role", "button");
    node.setAttribute("aria-pressed", row.key === data.picked);
    node.dataset.key = row.key;
    return node;
  }
  function group(each) {
    if (!each.name) return each.rows.map(line);
    const home = each.rows.some(({ key }) => key === data.picked);
    const head = element("div", home ? "row group home" : "row group");
    const sign = element("span", "sign");
    const count = element("span", "note", String(each.rows.length));
    head.append(element("span", "name", sign, element("bdi", "", each.name), count), ...cells(each));
    head.tabIndex = 0;
    head.setAttribute("role", "button");
    const rows = element("div", "rows");
    const draw = () => {
      const open = unfolded.has(each.name);
      sign.textContent = open ? "▾ " : "▸ ";
      head.setAttribute("aria-expanded", open);
      rows.replaceChildren(...(open ? each.rows.map(line) : []));
    };
    head.toggle = () => {
      unfolded.delete(each.name) || unfolded.add(each.name);
      draw();
    };
    draw();
    return [head, rows];
  }

  const heads = columns.map((name, column) => {
    const node = element("button", "column", name);
    node.title = labels.order.replace("{name}", name);
    node.setAttribute("aria-pressed", column === data.order);
    node.dataset.column = column;
    return node;
  });
  const base = line(data.base);
  base.classList.add("base");
  const top = element("div", "top", element("div", "head", element("span", "name"), ...heads), base);
  const words = [0, ...steps].map((step, n) =>
    element("span", `cell shade-${n}`, n ? `> ${step}` : `≤ ${steps[0]}`),
  );
  const doubts = data.groups.some(({ rows }) => rows.some((row) => row.cells.some((each) => each[1])));
  const none = data.groups.some(({ rows }) => rows.some((row) => row.cells.some((each) => each[0] === null)));
  const notes = [doubts && labels.doubtful, none && labels.refused].filter(Boolean);
  const legend = element("div", "legend", ...words, ...notes.map((note) => element("span", "note", note)));
  const table = element("div", "table", top, ...data.groups.flatMap(group));
  const before = root.querySelector(".table")?.scrollTop ?? 0;
  root.replaceChildren(table, legend);
  table.scrollTop = before;

  function act(target) {
    const head = target.closest(".group");
    const row = target.closest(".row");
    const column = target.closest(".column");
    if (head) head.toggle();
    else if (row) setTriggerValue("pick", row.dataset.key);
    else if (column) setTriggerValue("order", Number(column.dataset.column));
  }
  root.onclick = (event) => act(event.target);
  root.onkeydown = (event) => {
    if (!event.target.closest(".row") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    act(event.target);
  };
}
