// The audit, as it stands in the page: tables of numbers, and all texts in one list.

const data = JSON.parse(find("#data").textContent);
const text = (index) => data.strings[index];

const SEVERITIES = ["info", "low", "medium", "high", "critical"];
const CONFIDENCES = ["", "low", "medium", "high"];
const STATES = ["open", "fixed", "accepted"];
const UNKNOWN = "unknown agent";

// A table of columns as a list of rows.
const unfold = (table, row) => {
  const names = Object.keys(table);
  const count = names.length ? table[names[0]].length : 0;
  return Array.from({ length: count }, (_, at) => row(Object.fromEntries(names.map((name) => [name, table[name][at]]))));
};

const agentName = (index) => text(index) || UNKNOWN;
const agentRank = new Map(data.agents.map((agent, rank) => [agent, rank]));
const agentClass = (index) => (index ? `a${Math.min(agentRank.get(index) ?? 6, 6)}` : "ax");
const mainAgent = (authored) => authored.reduce((most, one) => (one[2] > most[2] ? one : most), [0, 0, -1])[0];

const odd = new Set(data.odd); // paths that are shown otherwise than git spells them: no address can be made of these

const commitAddress = (id) => (data.links.commit && /^[0-9a-zA-Z]+$/.test(id) ? data.links.commit.slice(0, -1) + id : "");
const lineAddress = (path, line) => {
  if (!data.links.line || odd.has(path)) return "";
  return `${data.links.line}${text(path).split("/").map(encodeURIComponent).join("/")}#L${line}`;
};
