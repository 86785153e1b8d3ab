// The table of commits with lines of an agent.

const commits = unfold(data.commits, (row) => ({ ...row, id: text(row.id) }));
const commitsById = new Map(commits.map((row) => [row.id, row]));

const commitFlags = (row) => [
  row.stopped.length ? make("span", { class: "flag bad", title: row.stopped.map(text).join(", ") }, "would be stopped") : null,
  row.breaches.length ? make("span", { class: "flag bad", title: row.breaches.map(text).join(", ") }, "breaks policy") : null,
  row.declared ? make("span", { class: "flag" }, "declared") : null,
  row.signed ? make("span", { class: "flag" }, "signed off") : null,
].filter(Boolean).flatMap((flag) => [flag, " "]);

const COMMIT_STATES = [["breach", "breaks policy"], ["stopped", "would be stopped"], ["undeclared", "not declared"], ["unsigned", "not signed off"]];
const commitIs = { breach: (row) => row.breaches.length, stopped: (row) => row.stopped.length, undeclared: (row) => !row.declared, unsigned: (row) => !row.signed };

const commitStateFilter = () => {
  const filter = choiceFilter("is", "Only those that", COMMIT_STATES, () => "");
  filter.test = () => (filter.get() ? (row) => Boolean(commitIs[filter.get()](row)) : null);
  return filter;
};

const startCommits = () => {
  const agentOf = (row) => agentName(mainAgent(row.authored));
  views.commits = new Grid(find("#commits .grid"), {
    noun: "commit", rows: commits, detail: commitDetail, order: { key: "when", down: true },
    columns: [
      { key: "when", label: "Date", down: true, value: (row) => row.when, cell: (row) => day(row.when) },
      { key: "subject", label: "Commit", value: (row) => text(row.subject), cell: (row) => [make("span", { class: "clip" }, text(row.subject)), make("code", { class: "dim" }, row.id.slice(0, 12))] },
      { key: "author", label: "Author", named: true, value: (row) => text(row.author), cell: (row) => make("span", { class: "clip" }, text(row.author)) },
      { key: "agent", label: "Agent", named: true, value: agentOf, cell: agentOf },
      { key: "ai", label: "AI lines", named: true, number: true, value: (row) => row.lines[0], cell: (row) => number(row.lines[0]) },
      { key: "flags", label: "Policy", value: (row) => -2 * row.stopped.length - row.breaches.length, cell: commitFlags },
    ],
    filters: [
      searchFilter("q", "Search", (row) => [row.subject, row.author, ...row.evidence, ...row.breaches, ...row.stopped].map(text).concat(row.id, agentOf(row)).join("\n")),
      choiceFilter("agent", "Agent", optionsOf(commits, agentOf), agentOf),
      commitStateFilter(),
    ],
  });
};
