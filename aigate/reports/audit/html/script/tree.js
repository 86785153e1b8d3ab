// Folders and files as a tree, with the lines and open findings below each.

const MOST_AREAS = 40; // in one folder

const tree = () => {
  const top = { name: "all", path: "", lines: 0, ai: 0, findings: 0, children: new Map() };
  const put = (path, lines, ai, open) => {
    let node = top;
    const names = path.split("/");
    names.forEach((name, depth) => {
      Object.assign(node, { lines: node.lines + lines, ai: node.ai + ai, findings: node.findings + open });
      if (!node.children.has(name)) {
        node.children.set(name, { name, path: names.slice(0, depth + 1).join("/"), lines: 0, ai: 0, findings: 0, children: new Map(), above: node });
      }
      node = node.children.get(name);
    });
    Object.assign(node, { lines: node.lines + lines, ai: node.ai + ai, findings: node.findings + open });
  };
  for (const row of files) put(text(row.path), row.lines[0] + row.lines[1] + row.lines[2], row.lines[0], row.open);
  for (const row of unfold(data.others, (one) => one)) put(text(row.path), row.lines, 0, 0);
  top.findings = d3.sum(pending.values()); // some may be in files that hold no AI line any more
  return top;
};

// A folder that holds nothing but another one is shown as one with it.
const skipped = (node) => {
  let shown = node;
  while (shown.children.size === 1 && [...shown.children.values()][0].children.size) shown = [...shown.children.values()][0];
  return shown;
};

// The colour of an area, by its share of AI lines.
const tint = (node) => {
  const share = node.ai / (node.lines || 1);
  return `t${share <= 0 ? 0 : [0.1, 0.25, 0.5, 0.75].filter((limit) => share > limit).length + 1}`;
};

// The areas that a folder is divided into, the largest first; the smallest ones are one.
const areas = (node) => {
  const all = [...node.children.values()].filter((one) => one.lines).sort((one, other) => other.lines - one.lines);
  const rest = all.slice(MOST_AREAS - 1);
  if (rest.length < 2) return all;
  const sum = (key) => d3.sum(rest, (one) => one[key]);
  return [...all.slice(0, MOST_AREAS - 1), { name: `${number(rest.length)} more`, rest: true, lines: sum("lines"), ai: sum("ai"), findings: sum("findings"), children: new Map() }];
};

const describeArea = (node, shown) => `${shown}: ${plural(node.lines, "line")}, ${percent(node.ai, node.lines)} AI-written, ${plural(node.findings, "open finding")}`;
