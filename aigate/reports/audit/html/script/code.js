// The code of a finding, with its line numbers and what it is about marked.

const codeOf = (finding) => {
  if (!finding.code.length) return null;
  const lines = finding.code.map(([line, before, marked, after]) => {
    const isHere = marked !== undefined;
    const content = make("span", { class: "text" }, text(before));
    if (isHere) content.append(text(marked) ? make("mark", {}, text(marked)) : "", text(after));
    return make("div", { class: isHere && "here" }, make("span", { class: "no", "aria-hidden": "true" }, String(line)), content);
  });
  return make("div", { class: "code", tabindex: "0", role: "region", "aria-label": "Code" }, ...lines);
};
