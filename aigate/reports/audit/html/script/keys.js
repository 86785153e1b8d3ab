// Single keys, for whoever wants them: they rest while somebody types, and can be switched off.

const openHelp = () => find("#help").showModal();

const nearestView = () => {
  const inside = document.activeElement?.closest?.("#findings, #commits, #files");
  return views[inside?.id ?? "findings"];
};

const KEYS = {
  "/": () => { goTo("findings"); find("#findings input[type=search]").focus(); },
  j: () => nearestView().step(1),
  k: () => nearestView().step(-1),
  "[": () => nearestView().turn(-1),
  "]": () => nearestView().turn(1),
  t: switchTheme,
  "?": openHelp,
};

const startKeys = () => {
  const on = find("#keys-on");
  on.checked = remembered("keys") !== "off";
  on.addEventListener("change", () => remember("keys", on.checked ? "on" : "off"));
  find("#help-button").addEventListener("click", openHelp);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && event.target.matches("input[type=search]") && event.target.value) {
      event.preventDefault();
      event.target.value = "";
      event.target.dispatchEvent(new Event("input"));
    }
    if (!on.checked || isTyping || event.ctrlKey || event.metaKey || event.altKey || find("#help").open || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
};
