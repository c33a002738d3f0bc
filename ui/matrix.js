// A grid of marks. Only marks that are there become nodes; what is out of sight is not laid out.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matrix");
  const narrow = parentElement.clientWidth < 600;
  root.className = `matrix ${data.wide ? "wide" : "leaning"}`;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.alt);
  const longest = Math.max(0, ...data.columns.map((label) => label.length));
  const sizes = {
    "--name": narrow ? "130px" : "210px",
    "--cell": data.wide ? "minmax(96px, 160px)" : "minmax(24px, 1fr)",
    "--count": data.columns.length,
    "--height": data.wide ? "34px" : `${Math.round(longest * 4.8 + 28)}px`,
    "--lean": data.wide ? "0" : `${Math.round(longest * 4.8)}px`,
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
