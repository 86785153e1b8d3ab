// What opens under a row: of a finding its code, evidence and fate; of a commit who says that an agent wrote it.

const severityMark = (level) => make("span", { class: `severity s${level}` }, SEVERITIES[level]);

const commitPair = (id) => {
  const commit = commitsById.get(id);
  const short = id.slice(0, 12);
  const shown = commit
    ? make("a", { href: addressOf("commit", id), onclick: (event) => { event.preventDefault(); views.commits.reveal(id); } }, make("code", {}, short))
    : make("code", {}, short);
  return make("span", {}, shown, commit ? ` ${text(commit.subject)}` : "");
};

const copyLink = (key, id) => make("button", {
  type: "button",
  onclick: (event) => {
    const button = event.target;
    const address = addressOf(key, id);
    const done = () => { button.textContent = "Link copied"; announce("Link copied"); };
    if (navigator.clipboard) navigator.clipboard.writeText(address).then(done, () => writeAddress(new URLSearchParams([[key, id]])));
    else writeAddress(new URLSearchParams([[key, id]]));
  },
}, "Copy link");

const findingDetail = (row) => {
  const commit = text(row.commit);
  const [onForge, commitOnForge] = [row.state === 1 ? "" : lineAddress(row.path, row.line), commitAddress(commit)];
  const fixed = row.fixedWhen ? make("span", {}, day(row.fixedWhen), row.fixedBy ? " by " : "", row.fixedBy ? commitPair(text(row.fixedBy)) : "") : "";
  const facts = pairs(
    ["Agent", agentName(row.agent) + (row.model ? `, ${text(row.model)}` : "")],
    ["Evidence", text(row.evidence)],
    ["Commit", commit ? commitPair(commit) : ""],
    ["Author", text(row.author)],
    ["Since", day(row.when)],
    ["State", row.state === 1 ? (fixed ? make("span", {}, "fixed ", fixed) : "fixed") : row.state === 2 ? `accepted${row.reason ? `: ${text(row.reason)}` : ""}` : "open"],
    ["Owner", text(row.owner)],
    ["Weakness", text(row.cwe)],
    ["Confidence", CONFIDENCES[row.confidence]],
    ["Finding", make("code", {}, row.id)]);
  const links = [
    onForge && link(onForge, "Line at the forge"),
    commitOnForge && link(commitOnForge, "Commit at the forge"),
    ...row.references.map((index) => link(text(index), new URL(text(index)).hostname)),
    copyLink("finding", row.id)].filter(Boolean);
  return make("div", { class: "inside" },
    make("div", { class: "main" }, codeOf(row), row.hint ? make("p", { class: "hint" }, text(row.hint)) : null, make("div", { class: "links" }, ...links)),
    facts);
};

const commitDetail = (row) => {
  const address = commitAddress(row.id);
  const list = (indices) => indices.map(text).join(", ");
  const written = row.authored.map(([agent, model, lines]) => `${agentName(agent)}${model ? ` (${text(model)})` : ""}: ${plural(lines, "line")}`).join("; ");
  const [ai, human, unknown] = row.lines;
  return make("div", { class: "inside" },
    make("div", { class: "main" }, pairs(
      ["Evidence", row.evidence.length ? make("span", {}, ...row.evidence.flatMap((index) => [text(index), make("br")]).slice(0, -1)) : ""],
      ["From", list(row.sources)], ["Written by", written], ["Breaks", list(row.breaches)], ["Stopped by", list(row.stopped)]),
    make("div", { class: "links" }, address ? link(address, "Commit at the forge") : null, copyLink("commit", row.id))),
    pairs(["Commit", make("code", {}, row.id.slice(0, 12))], ["Author", text(row.author)],
      ["Lines", `${number(ai)} AI, ${number(human)} human, ${number(unknown)} unknown`], ["Files", number(row.files)],
      ["Declared", row.declared ? "names its agent" : "does not name an agent"], ["Signed off", row.signed ? "by a human" : "by nobody"],
      ["Suppressions", row.suppressions ? number(row.suppressions) : ""]));
};

const fileDetail = (row) => {
  const [ai, human, unknown] = row.lines;
  const written = row.authored.map(([agent, model, lines]) => `${agentName(agent)}${model ? ` (${text(model)})` : ""}: ${number(lines)}`).join("; ");
  const show = make("button", { type: "button", onclick: () => showFindings({ path: text(row.path) }) }, "Findings in this file");
  const address = lineAddress(row.path, 1);
  return make("div", { class: "inside" },
    make("div", { class: "main" }, pairs(["Written by", written], ["Lines", `${number(ai)} AI, ${number(human)} human, ${number(unknown)} unknown`]),
      make("div", { class: "links" }, show, address ? link(address, "File at the forge") : null)),
    pairs(["AI lines", row.oldest ? `from ${day(row.oldest)} to ${day(row.newest)}` : ""], ["Owner", text(row.owner)], ["Language", text(row.language)]));
};
