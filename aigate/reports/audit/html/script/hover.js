// The box beside a month that is pointed at, or gone to with the arrow keys.

const tipRow = (fill, label, value) => make("div", {}, make("span", {}, fill ? make("span", { class: `dot ${fill}` }) : "", label), make("b", {}, value));

const hover = (host, svg, { count, at, describe, mark }) => {
  const tip = make("div", { class: "tip", hidden: true });
  host.append(tip);
  let current = -1;

  const show = (index, speak) => {
    current = index;
    mark(index);
    tip.hidden = index < 0;
    if (index < 0) return;
    tip.replaceChildren(...describe(index));
    const room = host.clientWidth - tip.offsetWidth;
    const x = at(index);
    tip.style.transform = `translate(${Math.max(0, Math.min(room, x + 16 + tip.offsetWidth > host.clientWidth ? x - 16 - tip.offsetWidth : x + 16))}px, 8px)`;
    if (speak) announce([...tip.children].map((row) => [...row.childNodes].map((node) => node.textContent).join(" ")).join(", "));
  };

  svg.addEventListener("pointerleave", () => show(-1));
  svg.addEventListener("blur", () => show(-1));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") show(-1);
    if (!step) return;
    event.preventDefault();
    show(current < 0 ? (step > 0 ? 0 : count - 1) : Math.max(0, Math.min(count - 1, current + step)), true);
  });
  return show;
};
