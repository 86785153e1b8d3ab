// The table of files that hold lines of an agent.

const files = unfold(data.files, (row) => ({ ...row, id: `f${row.path}`, open: pending.get(row.path) ?? 0 }));

const startFiles = () => {
  const share = ([ai, human, unknown]) => ai / (ai + human + unknown || 1);
  const hasOwners = files.some((row) => row.owner);
  const agentOf = (row) => agentName(mainAgent(row.authored));
  views.files = new Grid(find("#files .grid"), {
    noun: "file", rows: files, detail: fileDetail, order: { key: "ai", down: true },
    columns: [
      { key: "path", label: "File", value: (row) => text(row.path), cell: (row) => make("code", { class: "clip" }, text(row.path)) },
      { key: "agent", label: "Mostly by", named: true, value: agentOf, cell: agentOf },
      { key: "owner", label: "Owner", named: true, value: (row) => text(row.owner), cell: (row) => text(row.owner) || "–" },
      { key: "ai", label: "AI lines", named: true, number: true, value: (row) => row.lines[0], cell: (row) => number(row.lines[0]) },
      { key: "share", label: "Share", named: true, number: true, value: (row) => share(row.lines), cell: (row) => percent(row.lines[0], row.lines.reduce((sum, one) => sum + one, 0)) },
      { key: "open", label: "Open findings", named: true, number: true, value: (row) => row.open, cell: (row) => number(row.open) },
      { key: "when", label: "Last AI line", named: true, down: true, value: (row) => row.newest, cell: (row) => day(row.newest) },
    ].filter((column) => hasOwners || column.key !== "owner"),
    filters: [
      searchFilter("q", "Search", (row) => [row.path, row.owner, row.language].map(text).concat(agentOf(row)).join("\n")),
      choiceFilter("language", "Language", optionsOf(files, (row) => text(row.language)), (row) => text(row.language)),
      hasOwners && choiceFilter("owner", "Owner", optionsOf(files, (row) => text(row.owner)), (row) => text(row.owner)),
    ].filter(Boolean),
  });
};
