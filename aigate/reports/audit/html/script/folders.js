// The map of folders: an area for each, as large as its lines, coloured by the share of them that agents wrote. Folders are entered.

const GROUP_HEAD = 22; // pixels
const TINTS = ["none", "to 10 %", "to 25 %", "to 50 %", "to 75 %", "more"];

// What an area says, as far as there is room for it: the least width and height, the class, and the words.
const areaWords = (node, shown) => [
  [46, 24, "name", node.children.size ? `${shown}/` : shown],
  [62, 44, "", percent(node.ai, node.lines)],
  [92, 62, "", node.findings ? `${number(node.findings)} open` : ""],
];

// Its place as a part of the whole, so that the map fits on paper, too.
const placed = (element, { x0, x1, y0, y1 }, width, height) => {
  const of = (part, whole) => `${(100 * part) / (whole || 1)}%`;
  Object.assign(element.style, { left: of(x0, width), top: of(y0, height), width: of(x1 - x0, width), height: of(y1 - y0, height) });
  return element;
};

// Whether a folder on the map is large enough to show what is in it.
const isDivided = (one) => one.depth === 1 && Boolean(one.children) && one.x1 - one.x0 > 90 && one.y1 - one.y0 > 64;

class FolderMap {
  constructor(host, top) {
    this.crumbs = make("nav", { class: "crumbs", "aria-label": "Folder" });
    this.map = make("div", { class: "map", role: "group", "aria-label": "Folders by lines and share of AI lines" });
    const scale = TINTS.map((label, at) => make("span", {}, make("i", { class: `t${at}` }), label));
    host.append(this.crumbs, this.map, make("p", { class: "scale" }, "Share of AI lines", ...scale));
    this.current = skipped(top);
    this.map.addEventListener("keydown", (event) => this.press(event));
    new ResizeObserver(() => this.draw()).observe(this.map);
  }

  enter(node) {
    this.current = skipped(node);
    this.draw();
    this.map.querySelector("button")?.focus();
    announce(describeArea(this.current, this.current.path || "all folders"));
  }

  leave() {
    let up = this.current.above;
    while (up?.above && skipped(up) === this.current) up = up.above;
    if (up) this.enter(up);
  }

  open(node) {
    if (node.rest) return;
    if (node.children.size) this.enter(node);
    else showFindings({ path: node.path, state: "all" });
  }

  press(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const isBack = event.key === "Backspace" || event.key === "Escape";
    if (step || isBack) event.preventDefault();
    if (isBack) this.leave();
    if (!step) return;
    const all = [...this.map.children];
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + step))];
    all.forEach((one) => one.setAttribute("tabindex", one === next ? "0" : "-1"));
    next.focus();
  }

  draw() {
    this.crumbs.replaceChildren(...this.trail());
    const { clientWidth, clientHeight } = this.map;
    const isGroup = (node) => node.above === this.current && node.children.size > 0;
    const root = d3.hierarchy(this.current, (node) => (node === this.current || isGroup(node) ? areas(skipped(node)) : null))
      .sum((node) => (node === this.current || isGroup(node) ? 0 : node.lines));
    d3.treemap().size([clientWidth, clientHeight]).paddingInner(2).paddingTop((one) => (isDivided(one) ? GROUP_HEAD : 0)).round(true)(root);
    const drawn = root.descendants().slice(1).filter((one) => one.x1 - one.x0 > 1 && one.y1 - one.y0 > 1 && (one.depth === 1 || isDivided(one.parent)));
    this.map.replaceChildren(...drawn.map((one, at) => placed(this.area(one, at), one, clientWidth, clientHeight)));
  }

  trail() {
    const nodes = [];
    for (let node = this.current; node; node = node.above) nodes.unshift(node);
    const above = nodes.slice(0, -1).flatMap((node) => [make("button", { type: "button", onclick: () => this.enter(node) }, node.name), "/"]);
    const { name, path, lines, ai, findings: open } = this.current;
    const toFindings = () => showFindings({ path: path ? `${path}/` : "" });
    return [...above, make("strong", {}, name), make("span", { class: "dim" }, ` ${plural(lines, "line")}, ${percent(ai, lines)} AI-written`),
      open ? make("button", { type: "button", class: "to-findings", onclick: toFindings }, `${plural(open, "open finding")} here`) : ""];
  }

  area(one, at) {
    const { data: node, x0, x1, y0, y1 } = one;
    const above = node.above?.path ?? "";
    const shown = node.rest ? node.name : skipped(node).path.slice(above && above.length + 1);
    const told = describeArea(node, node.rest ? shown : node.path);
    const words = isDivided(one)
      ? [[0, 0, "name", `${shown}/`], [150, 0, "", percent(node.ai, node.lines)]]
      : areaWords(node, shown);
    const fitting = words.filter(([width, height, , word]) => word && x1 - x0 > width && y1 - y0 > height);
    return make("button", {
      type: "button", class: isDivided(one) ? "group" : tint(node), "data-kind": node.children.size ? "folder" : "file", tabindex: at ? "-1" : "0",
      title: told, "aria-label": node.children.size ? `${told}. Enter` : told, onclick: () => this.open(node),
    }, ...fitting.map(([, , name, word]) => make("span", { class: name }, word)));
  }
}

const startFolders = () => {
  const host = find("#folders .plot");
  const top = tree();
  if (top.lines) new FolderMap(host, top);
  else host.append(make("p", { class: "none" }, data.exposure ? "There are no lines to show." : "The lines of today were not looked at."));
};
