// A listing as a table whose rows open in place. The browser never holds more than one page of it.

class Grid {
  constructor(host, { noun, detail, wide = Infinity, changed = () => {}, ...listing }) {
    this.listing = new Listing(listing);
    Object.assign(this, { host, noun, detail, changed, open: new Set(), body: make("tbody") });
    this.heads = this.listing.columns.map((column) => this.head(column));
    this.table = make("table", { class: "list" },
      make("caption", { class: "unseen" }, `${noun}s: a row opens with Enter, arrow keys go from row to row`),
      make("colgroup", {}, ...this.listing.columns.map((column) => make("col", { class: `col-${column.key}` }))),
      make("thead", {}, make("tr", {}, ...this.heads)), this.body);
    this.none = make("p", { class: "none" }, this.listing.rows.length ? "Nothing fits these filters." : `There are no ${noun}s.`);
    this.count = make("p", { role: "status" });
    this.back = make("button", { type: "button", class: "button", onclick: () => this.turn(-1) }, "Previous");
    this.next = make("button", { type: "button", class: "button", onclick: () => this.turn(1) }, "Next");
    host.append(this.filterRow(wide), make("div", { class: "scroll" }, this.table), this.none, make("div", { class: "foot" }, this.count, this.back, this.next));
    this.listen();
    this.draw();
  }

  head(column) {
    const button = make("button", { type: "button", onclick: () => { this.listing.sortBy(column); this.refresh(); } }, column.label);
    return make("th", { scope: "col", class: column.number && "n" }, button);
  }

  filterRow(wide) {
    const reset = make("button", { type: "button", class: "button reset", onclick: () => { this.listing.clear(); this.refresh(); } }, "Reset");
    const elements = this.listing.filters.map((filter) => filter.element);
    const rest = elements.slice(wide);
    return make("div", { class: "filters", role: "search", "aria-label": `Filter ${this.noun}s` },
      ...elements.slice(0, wide), reset, rest.length ? make("div", { class: "break" }) : null, ...rest);
  }

  listen() {
    for (const filter of this.listing.filters) {
      filter.changed = () => this.refresh();
      filter.input?.addEventListener(filter.event, filter.changed);
    }
    this.body.addEventListener("click", (event) => {
      const element = event.target.closest("tr.row");
      const isSelecting = getSelection().toString() && !event.target.closest(".toggle");
      if (element && !isSelecting) this.toggle(element);
    });
    this.body.addEventListener("keydown", (event) => {
      const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!direction || !event.target.closest(".toggle")) return;
      event.preventDefault();
      this.step(direction);
    });
  }

  refresh(page = 0) {
    this.listing.filter(page);
    this.draw();
    announce(plural(this.listing.shown.length, this.noun));
    this.changed(this.listing);
  }

  draw() {
    const { visible, shown, rows, start, column, order } = this.listing;
    this.body.replaceChildren(...visible.flatMap((row) => (this.open.has(row.id) ? [this.line(row), this.inside(row)] : [this.line(row)])));
    this.body.querySelector(".toggle")?.setAttribute("tabindex", "0");
    this.none.hidden = visible.length > 0;
    this.table.hidden = !visible.length;
    const span = visible.length ? `${number(start + 1)}–${number(start + visible.length)} of ` : "";
    this.count.textContent = `${span}${plural(shown.length, this.noun)}${shown.length < rows.length ? ` (of ${number(rows.length)} in all)` : ""}`;
    this.back.disabled = !start;
    this.next.disabled = !this.listing.hasNext;
    this.listing.columns.forEach((one, at) => {
      if (one === column) this.heads[at].setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else this.heads[at].removeAttribute("aria-sort");
    });
  }

  line(row) {
    const isOpen = this.open.has(row.id);
    const cells = this.listing.columns.map((column, at) => {
      const content = [column.cell(row)].flat();
      const toggle = at ? null : make("button", { type: "button", class: "toggle", tabindex: "-1", "aria-expanded": String(isOpen) }, ...content);
      return make("td", { class: column.number && "n", "data-label": column.named ? column.label : null }, ...(toggle ? [toggle] : content));
    });
    return make("tr", { class: isOpen ? "row open" : "row", "data-id": row.id }, ...cells);
  }

  inside(row) {
    return make("tr", { class: "detail" }, make("td", { colspan: this.listing.columns.length }, this.detail(row)));
  }

  toggle(element) {
    const row = this.listing.byId.get(element.dataset.id);
    const isOpen = !this.open.delete(row.id);
    if (isOpen) {
      this.open.add(row.id);
      element.after(this.inside(row));
    } else element.nextElementSibling.remove();
    element.classList.toggle("open", isOpen);
    element.querySelector(".toggle").setAttribute("aria-expanded", String(isOpen));
    this.changed(this.listing, isOpen ? row : null);
  }

  turn(direction) {
    if (direction > 0 ? !this.listing.hasNext : !this.listing.start) return;
    this.listing.page += direction;
    this.draw();
    this.changed(this.listing);
    this.host.scrollIntoView({ block: "start" });
    this.focusOn(this.body.querySelector(".toggle"));
  }

  // Of all rows one is a stop of the Tab key; the arrow keys say which.
  focusOn(button) {
    if (!button) return;
    this.body.querySelectorAll('.toggle[tabindex="0"]').forEach((one) => one.setAttribute("tabindex", "-1"));
    button.setAttribute("tabindex", "0");
    button.focus();
  }

  step(direction) {
    const buttons = [...this.body.querySelectorAll(".toggle")];
    const row = document.activeElement?.closest("tr.row, tr.detail");
    const own = row?.classList.contains("detail") ? row.previousElementSibling : row;
    const at = buttons.indexOf(own?.querySelector(".toggle"));
    this.focusOn(buttons[Math.max(0, Math.min(buttons.length - 1, at + direction))]);
  }

  // Opens one row, wherever it is.
  reveal(id) {
    const row = this.listing.byId.get(id);
    if (!row) return;
    this.open.add(id);
    this.listing.turnTo(row);
    this.draw();
    const element = [...this.body.querySelectorAll("tr.row")].find((one) => one.dataset.id === id);
    element.scrollIntoView({ block: "center" });
    this.focusOn(element.querySelector(".toggle"));
  }
}
