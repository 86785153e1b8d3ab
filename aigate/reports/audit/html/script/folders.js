// The map of folders: an area for each, as large as its lines, as dark as the share of them that agents wrote. Folders are entered.

const MOST_AREAS = 40; // in one folder
const GROUP_HEAD = 22; // pixels

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
  return top;
};

// A folder that holds nothing but another one is shown as one with it.
const skipped = (node) => {
  let shown = node;
  while (shown.children.size === 1 && [...shown.children.values()][0].children.size) shown = [...shown.children.values()][0];
  return shown;
};

const tint = (node) => {
  const share = node.ai / (node.lines || 1);
  return `t${share <= 0 ? 0 : [0.1, 0.25, 0.5, 0.75].filter((limit) => share > limit).length + 1}`;
};

const areas = (node) => {
  const all = [...node.children.values()].filter((one) => one.lines).sort((one, other) => other.lines - one.lines);
  const rest = all.slice(MOST_AREAS - 1);
  if (rest.length < 2) return all;
  const sum = (key) => d3.sum(rest, (one) => one[key]);
  return [...all.slice(0, MOST_AREAS - 1), { name: `${number(rest.length)} more`, rest: true, lines: sum("lines"), ai: sum("ai"), findings: sum("findings"), children: new Map() }];
};

const of = (part, whole) => `${(100 * part) / (whole || 1)}%`; // so that it fits on paper, too

const describeArea = (node, shown) => `${shown}: ${plural(node.lines, "line")}, ${percent(node.ai, node.lines)} AI-written, ${plural(node.findings, "open finding")}`;

const startFolders = () => {
  const host = find("#folders .plot");
  const top = tree();
  if (!top.lines) {
    host.append(make("p", { class: "none" }, data.exposure ? "There are no lines to show." : "The lines of today were not looked at."));
    return;
  }
  const crumbs = make("nav", { class: "crumbs", "aria-label": "Folder" });
  const map = make("div", { class: "map", role: "group", "aria-label": "Folders by lines and share of AI lines" });
  const steps = ["none", "to 10 %", "to 25 %", "to 50 %", "to 75 %", "more"];
  host.append(crumbs, map, make("p", { class: "scale" }, "Share of AI lines", ...steps.map((label, at) => make("span", {}, make("i", { class: `t${at}` }), label))));
  let current = skipped(top);

  const enter = (node, focus = true) => {
    current = skipped(node);
    draw();
    if (focus) map.querySelector("button")?.focus();
    announce(`${current.path || "all folders"}: ${plural(current.children.size, "entry").replace("entrys", "entries")}`);
  };
  const leave = () => { if (current.above) { let up = current.above; while (up.above && skipped(up) === current) up = up.above; enter(up); } };
  const open = (node) => {
    if (node.rest) return;
    if (node.children.size) enter(node);
    else showFindings({ path: node.path, state: "all" });
  };

  const nameOf = (node) => (node.rest ? node.name : skipped(node).path.slice((node.above?.path.length ?? 0) && node.above.path.length + 1));

  const button = ({ data: node, x0, x1, y0, y1, depth, children }, at) => {
    const shown = nameOf(node);
    const isFolder = node.children.size > 0;
    const [width, height] = [x1 - x0, y1 - y0];
    const told = [[46, 24, "name", isFolder ? `${shown}/` : shown], [62, 44, "", percent(node.ai, node.lines)], [92, 62, "", node.findings ? `${number(node.findings)} open` : ""]];
    const kind = children ? "group" : isFolder ? "folder" : "file";
    const lines = children
      ? [make("span", { class: "name" }, `${shown}/`), width > 150 ? make("span", {}, percent(node.ai, node.lines)) : null]
      : told.filter(([least, tall, , words]) => words && width > least && height > tall).map(([, , name, words]) => make("span", { class: name }, words));
    const area = make("button", {
      type: "button", class: children ? "group" : tint(node), title: describeArea(node, node.rest ? shown : node.path), "data-kind": kind, tabindex: at ? "-1" : "0",
      "aria-label": `${describeArea(node, node.rest ? shown : node.path)}${isFolder ? ". Enter" : ""}`, onclick: () => open(node),
    }, ...lines);
    Object.assign(area.style, { left: of(x0, map.clientWidth), top: of(y0, map.clientHeight), width: of(width, map.clientWidth), height: of(height, map.clientHeight) });
    return area;
  };

  const draw = () => {
    const trail = [];
    for (let node = current; node; node = node.above) trail.unshift(node);
    crumbs.replaceChildren(...trail.slice(0, -1).flatMap((node) => [make("button", { type: "button", onclick: () => enter(node) }, node.above ? node.name : "all"), "/"]),
      make("strong", {}, trail.length > 1 ? current.name : "all"), make("span", { class: "dim" }, ` ${plural(current.lines, "line")}, ${percent(current.ai, current.lines)} AI-written`),
      current.findings ? make("button", { type: "button", class: "to-findings", onclick: () => showFindings({ path: current.path ? `${current.path}/` : "" }) }, `${plural(current.findings, "open finding")} here`) : null);
    const below = (node) => (node === current || (node.above === current && node.children.size) ? areas(skipped(node)) : null);
    const root = d3.hierarchy(current, below).sum((node) => (node !== current && !(node.above === current && node.children.size) ? node.lines : 0));
    d3.treemap().size([map.clientWidth, map.clientHeight]).paddingInner(2).paddingTop((node) => (node.depth === 1 && node.children ? GROUP_HEAD : 0)).round(true)(root);
    map.replaceChildren(...root.descendants().slice(1).filter((one) => one.x1 - one.x0 > 1 && one.y1 - one.y0 > 1).map(button));
  };

  map.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" || event.key === "Escape") { event.preventDefault(); leave(); return; }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...map.children];
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + step))];
    all.forEach((one) => one.setAttribute("tabindex", one === next ? "0" : "-1"));
    next.focus();
  });
  new ResizeObserver(draw).observe(map);
};
