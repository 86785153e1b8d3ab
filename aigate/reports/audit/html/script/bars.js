// Bars by month. A series has a class to fill it with, a label, and a value for each month; "below" hangs it under the line.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthName = (month) => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

const legend = (series) => make("ul", { class: "legend" }, ...series.map((one) => make("li", {}, make("span", { class: `dot ${one.fill}` }), one.label)));

// How many months lie between two labels, so that these do not touch.
const labelStep = (count, width) => [1, 2, 3, 6, 12, 24, 60].find((step) => (width / count) * step >= 38) ?? 120;

const stacks = (months, series, isNested) => months.map((_, at) => {
  let [up, down] = [0, 0];
  return series.map((one) => {
    const value = one.values[at];
    if (isNested) return [0, value];
    if (one.below) { down -= value; return [down, down + value]; }
    up += value;
    return [up - value, up];
  });
});

const bars = (host, { months, series, height = 240, label, isNested = false }) => {
  const width = Math.max(host.clientWidth, 260);
  const inner = { left: 46, right: 4, top: 8, bottom: 36 };
  const layers = stacks(months, series, isNested);
  const ends = layers.flat(2);
  const x = d3.scaleBand(months.map((one) => one.month), [inner.left, width - inner.right]).padding(0.22);
  const y = d3.scaleLinear([Math.min(0, ...ends), Math.max(1, ...ends)], [height - inner.bottom, inner.top]).nice(4);
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("height", height).attr("role", "img").attr("aria-label", label).attr("tabindex", "0");

  const whole = y.ticks(4).filter(Number.isInteger);
  svg.append("g").attr("transform", `translate(${inner.left},0)`)
    .call(d3.axisLeft(y).tickValues(whole).tickFormat((value) => d3.format(Math.abs(value) >= 10_000 ? "~s" : ",")(Math.abs(value))).tickSize(-(width - inner.left - inner.right)).tickPadding(8));
  const step = labelStep(months.length, width - inner.left - inner.right);
  const labelled = months.filter((one, at) => (step < 12 ? (Number(one.month.slice(5)) - 1) % step === 0 : one.month.endsWith("-01") && Number(one.month.slice(0, 4)) % (step / 12) === 0) || (at === 0 && months.length < 3));
  const ticks = svg.append("g").attr("transform", `translate(0,${height - inner.bottom})`).selectAll("g").data(labelled).join("g")
    .attr("transform", (one) => `translate(${x(one.month) + x.bandwidth() / 2},0)`);
  ticks.append("text").attr("y", 17).attr("text-anchor", "middle").text((one) => (step < 12 ? MONTHS[Number(one.month.slice(5)) - 1] : one.month.slice(0, 4)));
  if (step < 12) {
    const firsts = labelled.filter((one, at) => at === 0 || one.month.slice(0, 4) !== labelled[at - 1].month.slice(0, 4));
    ticks.filter((one) => firsts.includes(one)).append("text").attr("y", 32).attr("text-anchor", "middle").text((one) => one.month.slice(0, 4));
  }

  const bands = svg.append("g").selectAll("rect").data(months).join("rect").attr("class", "band").attr("x", (one) => x(one.month) - (x.step() - x.bandwidth()) / 2)
    .attr("y", inner.top).attr("width", x.step()).attr("height", height - inner.top - inner.bottom);
  svg.append("g").selectAll("g").data(layers).join("g").attr("transform", (_, at) => `translate(${x(months[at].month)},0)`)
    .selectAll("rect").data((layer) => layer).join("rect").attr("class", (_, at) => `bar fill-${series[at].fill}`)
    .attr("width", x.bandwidth()).attr("y", ([, high]) => y(high)).attr("height", ([low, high]) => Math.max(0, y(low) - y(high) - (high > low && !isNested && low > 0 ? 1 : 0)))
    .style("pointer-events", "none");
  svg.append("line").attr("class", "base").attr("x1", inner.left).attr("x2", width - inner.right).attr("y1", y(0)).attr("y2", y(0));

  host.append(svg.node());
  const show = hover(host, svg.node(), {
    count: months.length,
    at: (index) => x(months[index].month) + x.bandwidth() / 2,
    describe: (index) => [make("strong", {}, monthName(months[index].month)),
      ...series.filter((one) => one.values[index] || series.length < 3).reverse().map((one) => tipRow(one.fill, one.label, number(one.values[index])))],
    mark: (index) => bands.classed("on", (_, at) => at === index),
  });
  bands.on("pointerenter", (_, one) => show(months.indexOf(one)));
};
