// A grid of marks. Only marks that are there become nodes; what is out of sight is not laid out.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matrix");
  const narrow = parentElement.clientWidth < 600;
  root.className = `matrix ${data.wide ? "wide" : "leaning"}`;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.alt);
  // Pixels that the longest label takes, to the right and up alike, as it leans by 45 degrees.
  const width = (char) => (char > "\u2e80" ? 14 : 7);
  const lean = Math.max(
    0, ...data.columns.map((label) => 0.71 * [...label].reduce((sum, char) => sum + width(char), 0)),
  );
  const sizes = {
    "--name": narrow ? "130px" : "210px",
    "--cell": data.wide ? "minmax(96px, 160px)" : "minmax(24px, 1fr)",
    "--count": data.columns.length,
    "--height": data.wide ? "34px" : `${Math.round(lean + 24)}px`,
    "--lean": data.wide ? "0" : `${Math.round(lean)}px`,
  };
  for (const [name, value] of Object.entries({ ...data.colors, ...sizes }))
    root.style.setProperty(name, value);

  const labels = data.columns.map((label) => element("span", "label", element("span", "", label)));
  const head = element("div", "head", element("span"), ...labels);
  const rows = data.rows.map(({ name, link, marks }) => {
    const row = element("a", "row", element("span", "name", name));
    row.href = `model?${new URLSearchParams({ model: link, lang: data.language })}`;
    row.dataset.link = link;
    row.title = name;
    for (const [place, kind, text] of marks) {
      const mark = element("span", `mark ${kind}`, data.wide ? text : "");
      mark.style.gridColumn = place + 2;
      mark.title = `${name} · ${data.columns[place]}${text ? ` · ${text}` : ""}`;
      row.append(mark);
    }
    return row;
  });
  root.replaceChildren(head, ...rows);
  // A new tab is the browser's; a plain click stays in this session.
  root.onclick = (event) => {
    const row = event.target.closest(".row");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    setTriggerValue("open", row.dataset.link);
  };
}
