// Findings by rule: solid what is open, outlined what was fixed or accepted. A rule leads to its findings.

const FIRST_RULES = 12;

const ruleRows = () => {
  const rows = new Map();
  for (const one of findings) {
    if (!rows.has(one.rule)) rows.set(one.rule, { rule: one.rule, severity: 0, open: 0, done: 0 });
    const row = rows.get(one.rule);
    row.severity = Math.max(row.severity, one.severity);
    if (one.state === 0) row.open += 1;
    else row.done += 1;
  }
  return [...rows.values()].sort((one, other) => Boolean(other.open) - Boolean(one.open) || other.severity - one.severity || other.open - one.open || other.done - one.done);
};

const ruleLine = (row, share) => {
  const piece = (name, value) => {
    const bar = make("i", { class: name });
    bar.style.width = `${share(value)}%`;
    return value ? bar : null;
  };
  const open = () => showFindings({ rule: text(row.rule), state: row.open ? "open" : "all" });
  return make("li", {}, make("button", { type: "button", title: text(row.rule), onclick: open },
    severityMark(row.severity), make("span", { class: "name" }, text(row.rule)),
    make("span", { class: "track", "aria-hidden": "true" }, piece(`bar-${row.severity}`, row.open), piece("fixed", row.done)),
    make("span", { class: "count" }, make("b", {}, number(row.open)), " open", make("span", { class: "unseen" }, `, ${number(row.done)} fixed or accepted`))));
};

const startRules = () => {
  const host = find("#rules .plot");
  const rows = ruleRows();
  if (!rows.length) {
    host.append(make("p", { class: "none" }, NO_FINDINGS));
    return;
  }
  const list = make("ul", { class: "rules" });
  const more = make("button", { type: "button", class: "button", onclick: () => { show(rows); more.remove(); list.children[FIRST_RULES].firstChild.focus(); } }, `${rows.length - FIRST_RULES} more rules`);
  const show = (shown) => {
    const share = d3.scaleLinear([0, d3.max(shown, (row) => row.open + row.done)], [0, 100]);
    list.replaceChildren(...shown.map((row) => ruleLine(row, share)));
  };
  show(rows.slice(0, FIRST_RULES));
  host.append(list, rows.length > FIRST_RULES ? more : "");
};
