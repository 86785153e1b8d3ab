// The table of findings, and its filters.

const findings = unfold(data.findings, (row) => ({ ...row, id: text(row.id) }));

// How many findings somebody still has to look at, by path.
const pending = new Map();
for (const row of findings) if (row.state === 0) pending.set(row.path, (pending.get(row.path) ?? 0) + 1);

const findingHay = (row) => [row.rule, row.message, row.path, row.owner, row.author, row.model, row.cwe, row.commit, row.evidence].map(text)
  .concat(row.id, agentName(row.agent)).join("\n");

const findingColumns = [
  { key: "severity", label: "Severity", down: true, value: (row) => row.severity, cell: (row) => severityMark(row.severity) },
  { key: "rule", label: "Finding", value: (row) => text(row.rule), cell: (row) => [make("span", { class: "clip" }, text(row.message)), make("span", { class: "dim" }, text(row.rule))] },
  { key: "path", label: "Where", value: (row) => text(row.path), cell: (row) => make("code", { class: "clip" }, `${text(row.path)}:${row.line}`) },
  { key: "agent", label: "Agent", named: true, value: (row) => agentName(row.agent), cell: (row) => agentName(row.agent) },
  { key: "owner", label: "Owner", named: true, value: (row) => text(row.owner), cell: (row) => text(row.owner) || "–" },
  { key: "state", label: "State", named: true, value: (row) => row.state, cell: (row) => STATES[row.state] },
  { key: "when", label: "Since", named: true, down: true, value: (row) => row.when, cell: (row) => day(row.when) },
];

const NO_FINDINGS = findings.length ? "" : data.checked ? "There are no findings." : "No check was run.";
const hasOwners = findings.some((row) => row.owner);

const findingFilters = () => [
  searchFilter("q", "Search", findingHay),
  pathFilter("path", "Path contains", (row) => text(row.path)),
  chipsFilter("severity", "Severity", [...SEVERITIES].reverse().map((name) => [name, severityMark(SEVERITIES.indexOf(name))]), (row) => SEVERITIES[row.severity]),
  choiceFilter("state", "State", STATES.map((name) => [name, name]), (row) => STATES[row.state], "open"),
  choiceFilter("rule", "Rule", optionsOf(findings, (row) => text(row.rule)), (row) => text(row.rule)),
  choiceFilter("agent", "Agent", optionsOf(findings, (row) => agentName(row.agent)), (row) => agentName(row.agent)),
  hasOwners && choiceFilter("owner", "Owner", optionsOf(findings, (row) => text(row.owner)), (row) => text(row.owner)),
].filter(Boolean);

const findingsAddress = ({ filters, order, page }) => {
  const parameters = new URLSearchParams();
  for (const filter of filters) {
    if (filter.get() !== (filter.preset ?? "")) parameters.set(filter.key, filter.get() || "all");
  }
  if (order.key !== "severity" || !order.down) parameters.set("sort", `${order.down ? "-" : ""}${order.key}`);
  if (page) parameters.set("page", page + 1);
  return parameters;
};

const filterFindings = (parameters) => {
  const { listing } = views.findings;
  for (const filter of listing.filters) {
    const value = parameters.get(filter.key);
    filter.set(value === "all" ? "" : value ?? filter.preset ?? "");
  }
  const sorted = parameters.get("sort") ?? "-severity";
  listing.sort({ key: sorted.replace(/^-/, ""), down: sorted.startsWith("-") });
  views.findings.refresh((Number.parseInt(parameters.get("page") ?? "1", 10) || 1) - 1);
};

// From a chart to the findings behind it.
const showFindings = (wanted) => {
  filterFindings(new URLSearchParams(wanted));
  goTo("findings");
};

const startFindings = () => {
  views.findings = new Grid(find("#findings .grid"), {
    noun: "finding", columns: findingColumns.filter((column) => hasOwners || column.key !== "owner"), rows: findings, filters: findingFilters(), detail: findingDetail,
    order: { key: "severity", down: true }, wide: 2,
    changed: (listing, opened) => writeAddress(opened ? new URLSearchParams([["finding", opened.id]]) : findingsAddress(listing)),
  });
};
