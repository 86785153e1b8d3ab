// A table of any length: filtered, sorted, and shown a page at a time, so that the browser never holds more than one page.

const PAGE = 25;

const grid = (host, { name, noun, columns, rows, filters, detail, order, wide = filters.length, changed = () => {} }) => {
  const state = { sort: order, page: 0, open: new Set(), sorted: [], shown: [] };
  const body = make("tbody");
  const heads = columns.map((column) => head(column));
  const count = make("p", { role: "status" });
  const none = make("p", { class: "none" }, rows.length ? "Nothing fits these filters." : `There are no ${noun}s.`);
  const turn = (step, label) => make("button", { type: "button", class: "button", onclick: () => goToPage(state.page + step) }, label);
  const [back, next] = [turn(-1, "Previous"), turn(1, "Next")];
  const reset = make("button", { type: "button", class: "button reset", onclick: () => { clear(); refresh(); } }, "Reset");
  const table = make("table", { class: "list", id: `${name}-table` },
    make("caption", { class: "unseen" }, `${noun}s: a row opens with Enter, arrow keys go from row to row`),
    make("colgroup", {}, ...columns.map((column) => make("col", { class: `col-${column.key}` }))),
    make("thead", {}, make("tr", {}, ...heads)), body);
  host.append(make("div", { class: "filters", role: "search", "aria-label": `Filter ${noun}s` }, ...filters.slice(0, wide).map((filter) => filter.element), reset, ...(filters.length > wide ? [make("div", { class: "break" })] : []), ...filters.slice(wide).map((filter) => filter.element)),
    make("div", { class: "scroll" }, table), none, make("div", { class: "foot" }, count, back, next));

  function head(column) {
    const button = make("button", { type: "button", onclick: () => sortBy(column.key) }, column.label);
    return make("th", { scope: "col", class: column.number && "n" }, button);
  }

  function sortBy(key) {
    const column = columns.find((one) => one.key === key);
    const isSame = state.sort.key === key;
    state.sort = { key, down: isSame ? !state.sort.down : Boolean(column.number || column.down) };
    sort();
    refresh();
  }

  function sort() {
    const column = columns.find((one) => one.key === state.sort.key) ?? columns[0];
    const sign = state.sort.down ? -1 : 1;
    const keyed = rows.map((row) => [column.value(row), row]);
    keyed.sort(([one, first], [other, second]) => sign * (one < other ? -1 : one > other ? 1 : 0) || first.at - second.at);
    state.sorted = keyed.map(([, row]) => row);
    columns.forEach((one, at) => {
      if (one === column) heads[at].setAttribute("aria-sort", state.sort.down ? "descending" : "ascending");
      else heads[at].removeAttribute("aria-sort");
    });
  }

  function refresh({ page = 0, quiet = false } = {}) {
    const tests = filters.map((filter) => filter.test()).filter(Boolean);
    state.shown = tests.length ? state.sorted.filter((row) => tests.every((test) => test(row))) : state.sorted;
    state.page = Math.max(0, Math.min(page, Math.ceil(state.shown.length / PAGE) - 1));
    draw();
    if (!quiet) {
      announce(plural(state.shown.length, noun));
      changed(state);
    }
  }

  function draw() {
    const start = state.page * PAGE;
    const visible = state.shown.slice(start, start + PAGE);
    body.replaceChildren(...visible.flatMap((row) => (state.open.has(row.id) ? [line(row), inside(row)] : [line(row)])));
    body.querySelector(".toggle")?.setAttribute("tabindex", "0");
    none.hidden = visible.length > 0;
    table.hidden = !visible.length;
    const span = visible.length ? `${number(start + 1)}–${number(start + visible.length)} of ` : "";
    const rest = state.shown.length < rows.length ? ` (of ${number(rows.length)} in all)` : "";
    count.textContent = `${span}${plural(state.shown.length, noun)}${rest}`;
    back.disabled = state.page === 0;
    next.disabled = start + PAGE >= state.shown.length;
  }

  function line(row) {
    const isOpen = state.open.has(row.id);
    const cells = columns.map((column, at) => {
      const content = [column.cell(row)].flat();
      const shown = at ? content : [make("button", { type: "button", class: "toggle", tabindex: "-1", "aria-expanded": String(isOpen) }, ...content)];
      return make("td", { class: column.number && "n", "data-label": column.named ? column.label : null }, ...shown);
    });
    return make("tr", { class: isOpen ? "row open" : "row", "data-id": row.id }, ...cells);
  }

  function inside(row) {
    return make("tr", { class: "detail" }, make("td", { colspan: columns.length }, detail(row)));
  }

  function toggle(element, row) {
    const button = element.querySelector(".toggle");
    const isOpen = !state.open.delete(row.id);
    if (isOpen) {
      state.open.add(row.id);
      element.after(inside(row));
    } else element.nextElementSibling.remove();
    element.classList.toggle("open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    changed(state, isOpen ? row : null);
  }

  function goToPage(page) {
    if (page < 0 || page * PAGE >= state.shown.length) return;
    state.page = page;
    draw();
    changed(state);
    host.scrollIntoView({ block: "start" });
    focusOn(body.querySelector(".toggle"));
  }

  function focusOn(button) {
    if (!button) return;
    body.querySelectorAll('.toggle[tabindex="0"]').forEach((one) => one.setAttribute("tabindex", "-1"));
    button.setAttribute("tabindex", "0");
    button.focus();
  }

  function step(direction) {
    const buttons = [...body.querySelectorAll(".toggle")];
    const at = buttons.indexOf(document.activeElement?.closest("tr.row, tr.detail")?.querySelector(".toggle") ?? document.activeElement);
    focusOn(buttons[Math.max(0, Math.min(buttons.length - 1, at + direction))]);
  }

  function clear() {
    filters.forEach((filter) => filter.set(""));
  }

  // Opens one row wherever it is; filters that hide it are taken off.
  function reveal(id) {
    const row = rows.find((one) => one.id === id);
    if (!row) return false;
    state.open.add(id);
    if (!state.shown.includes(row)) { clear(); refresh({ quiet: true }); }
    state.page = Math.floor(state.shown.indexOf(row) / PAGE);
    draw();
    const element = [...body.querySelectorAll("tr.row")].find((one) => one.dataset.id === id);
    element.scrollIntoView({ block: "center" });
    focusOn(element.querySelector(".toggle"));
    return true;
  }

  body.addEventListener("click", (event) => {
    const element = event.target.closest("tr.row");
    if (!element || event.target.closest("a") || (getSelection().toString() && !event.target.closest(".toggle"))) return;
    toggle(element, rows.find((row) => row.id === element.dataset.id));
  });
  body.addEventListener("keydown", (event) => {
    const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (direction && event.target.closest(".toggle")) { event.preventDefault(); step(direction); }
  });
  filters.forEach((filter) => {
    filter.changed = () => refresh();
    filter.input?.addEventListener(filter.event, () => refresh());
  });
  rows.forEach((row, at) => { row.at = at; });
  sort();
  refresh({ quiet: true });
  return { state, refresh, sort, sortBy, reveal, step, clear, goToPage, filters, turn: (direction) => goToPage(state.page + direction) };
};
