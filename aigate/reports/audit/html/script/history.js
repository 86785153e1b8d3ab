// The three charts by month: who wrote it, what is left of it, and whether it is getting better.

const monthsWithAgents = () => {
  const first = data.months.findIndex((one) => one.aiCommits || one.lines[0] || one.introduced || one.surviving);
  return first < 0 ? [] : data.months.slice(first);
};

// Draws anew whenever the width changes; a chart without a month says so.
const drawn = (selector, draw, missing = "") => {
  const host = find(`${selector} .plot`);
  const months = monthsWithAgents();
  if (missing || !months.length) {
    host.append(make("p", { class: "none" }, missing || "No month holds anything of an agent."));
    return () => {};
  }
  let width = 0;
  const redraw = () => { host.replaceChildren(); draw(host, months); };
  new ResizeObserver(() => {
    if (Math.abs(host.clientWidth - width) < 2) return;
    width = host.clientWidth;
    redraw();
  }).observe(host);
  return redraw;
};

const agentSeries = (months, measure) => {
  const counts = months.map(() => new Map());
  const at = new Map(months.map((one, index) => [one.month, index]));
  const add = (index, agent, value) => { if (index !== undefined) counts[index].set(agent, (counts[index].get(agent) ?? 0) + value); };
  if (measure === "lines") months.forEach((one, index) => one.authored.forEach(([agent, , lines]) => add(index, agent, lines)));
  else commits.forEach((row) => add(at.get(day(row.when).slice(0, 7)), mainAgent(row.authored), 1));
  const named = data.agents.filter((agent) => agent);
  const groups = [...named.slice(0, 6).map((agent) => ({ label: agentName(agent), fill: agentClass(agent), of: [agent] })),
    { label: `${named.length - 6} others`, fill: "a6", of: named.slice(6) }, { label: UNKNOWN, fill: "ax", of: [0] }];
  const summed = groups.map((group) => ({ ...group, values: counts.map((count) => d3.sum(group.of, (agent) => count.get(agent) ?? 0)) }));
  return summed.filter((group) => group.values.some(Boolean));
};

const startTimeline = () => {
  let measure = "commits";
  const redraw = drawn("#timeline", (host, months) => {
    const series = agentSeries(months, measure);
    const press = (name) => make("button", { type: "button", "aria-pressed": String(measure === name), onclick: () => choose(name) }, name === "lines" ? "Lines" : "Commits");
    host.append(make("div", { class: "switch", role: "group", "aria-label": "What is counted" }, press("commits"), press("lines")), legend(series));
    bars(host, { months, series, height: 260, label: `AI ${measure} by agent and month; the table below has the figures` });
  });
  const choose = (name) => {
    measure = name;
    redraw();
    find('#timeline .switch [aria-pressed="true"]').focus();
  };
};

const startSurvival = () => drawn("#survival", (host, months) => {
  const series = [
    { label: "added", fill: "whole", values: months.map((one) => one.lines[0]) },
    { label: "still there", fill: "left", values: months.map((one) => one.surviving) }];
  host.append(legend(series));
  bars(host, { months, series, isNested: true, label: "AI lines by month, added and still there; the table below has the figures" });
}, data.exposure ? "" : "The lines of today were not looked at.");

const startFlow = () => drawn("#flow", (host, months) => {
  const series = [
    { label: "introduced", fill: "in", values: months.map((one) => one.introduced) },
    { label: "fixed", fill: "out", below: true, values: months.map((one) => one.fixed) }];
  host.append(legend(series));
  bars(host, { months, series, label: "Findings introduced and fixed by month; the table below has the figures" });
}, NO_FINDINGS);
