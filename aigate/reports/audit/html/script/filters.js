// The row of filters above a table. Each has a key, which is also its name in the address, a value, and a test of rows.

const searchFilter = (key, label, haystack) => {
  const input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const filter = { key, element: make("label", { class: "search" }, label, input), input, event: "input" };
  filter.get = () => input.value;
  filter.set = (value) => { input.value = value; };
  filter.test = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length ? (row) => { row.hay ??= haystack(row).toLowerCase(); return words.every((word) => row.hay.includes(word)); } : null;
  };
  return filter;
};

const pathFilter = (key, label, pathOf) => {
  const filter = searchFilter(key, label, pathOf);
  filter.element.className = "";
  filter.test = () => {
    const wanted = filter.input.value;
    return wanted ? (row) => pathOf(row).includes(wanted) : null;
  };
  return filter;
};

// ``options`` are values and what is shown for them; "" is everything.
const choiceFilter = (key, label, options, valueOf, preset = "") => {
  const input = make("select", {}, make("option", { value: "" }, "all"), ...options.map(([value, shown]) => make("option", { value }, shown)));
  input.value = preset;
  const filter = { key, element: make("label", {}, label, input), input, event: "change", preset };
  filter.get = () => input.value;
  filter.set = (value) => { input.value = value; if (input.selectedIndex < 0) input.value = ""; };
  filter.test = () => { const wanted = input.value; return wanted ? (row) => String(valueOf(row)) === wanted : null; };
  return filter;
};

// Several may be on; none means all.
const chipsFilter = (key, label, names, valueOf) => {
  const on = new Set();
  const buttons = names.map(([value, shown]) => make("button", {
    type: "button", class: "chip", "aria-pressed": "false", "data-value": value,
    onclick: () => { if (!on.delete(value)) on.add(value); show(); filter.changed(); },
  }, shown));
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(on.has(button.dataset.value))));
  const filter = { key, element: make("fieldset", { class: "chips" }, make("legend", {}, label), make("div", {}, ...buttons)) };
  filter.get = () => names.map(([value]) => value).filter((value) => on.has(value)).join(",");
  filter.set = (value) => { on.clear(); value.split(",").filter((one) => names.some(([name]) => name === one)).forEach((one) => on.add(one)); show(); };
  filter.test = () => (on.size ? (row) => on.has(valueOf(row)) : null);
  return filter;
};

// The values that rows have, the most frequent first.
const optionsOf = (rows, valueOf, shown = (value) => value) => {
  const counts = new Map();
  for (const row of rows) counts.set(valueOf(row), (counts.get(valueOf(row)) ?? 0) + 1);
  const sorted = [...counts].filter(([value]) => value !== "").sort((one, other) => other[1] - one[1]);
  return sorted.slice(0, 300).map(([value]) => [value, shown(value)]);
};
