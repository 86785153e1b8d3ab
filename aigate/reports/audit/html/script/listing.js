// Rows of any number, filtered, sorted and cut into pages: what a table shows, without the table.

const PAGE = 25;

class Listing {
  constructor({ rows, columns, filters, order }) {
    Object.assign(this, { rows, columns, filters, order, page: 0, sorted: [], shown: [] });
    rows.forEach((row, at) => { row.at = at; });
    this.byId = new Map(rows.map((row) => [row.id, row]));
    this.sort();
  }

  get column() {
    return this.columns.find((one) => one.key === this.order.key) ?? this.columns[0];
  }

  get start() {
    return this.page * PAGE;
  }

  get visible() {
    return this.shown.slice(this.start, this.start + PAGE);
  }

  get hasNext() {
    return this.start + PAGE < this.shown.length;
  }

  sort(order = this.order) {
    this.order = order;
    const sign = order.down ? -1 : 1;
    const keyed = this.rows.map((row) => [this.column.value(row), row]);
    keyed.sort(([one, first], [other, second]) => sign * (one < other ? -1 : one > other ? 1 : 0) || first.at - second.at);
    this.sorted = keyed.map(([, row]) => row);
    this.filter(this.page);
  }

  // By this column; once more by the same one turns it round. Numbers and dates begin with the largest.
  sortBy(column) {
    const isSame = column === this.column;
    this.sort({ key: column.key, down: isSame ? !this.order.down : Boolean(column.number || column.down) });
  }

  filter(page = 0) {
    const tests = this.filters.map((filter) => filter.test()).filter(Boolean);
    this.shown = tests.length ? this.sorted.filter((row) => tests.every((test) => test(row))) : this.sorted;
    this.page = Math.max(0, Math.min(page, Math.ceil(this.shown.length / PAGE) - 1));
  }

  clear() {
    this.filters.forEach((filter) => filter.set(""));
    this.filter();
  }

  // To the page that holds the row; filters that hide it are taken off.
  turnTo(row) {
    if (!this.shown.includes(row)) this.clear();
    this.page = Math.floor(this.shown.indexOf(row) / PAGE);
  }
}
