// The part of the address after "#": a finding, a commit, or what the findings are filtered by, so that a link shows the same.

let writing = false;

const readAddress = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");

const writeAddress = (parameters) => {
  writing = true;
  const told = parameters.toString();
  history.replaceState(null, "", told ? `#${told}` : location.pathname + location.search);
  writing = false;
};

const addressOf = (key, value) => `${location.href.split("#")[0]}#${new URLSearchParams([[key, value]])}`;

// Sections are gone to without losing the filters that stand in the address.
const goTo = (id) => {
  const section = document.getElementById(id);
  section.scrollIntoView();
  section.focus({ preventScroll: true });
};

const startAddress = (onChange) => {
  addEventListener("hashchange", () => { if (!writing) onChange(readAddress()); });
  for (const anchor of document.querySelectorAll('a[href^="#"]')) {
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(anchor.getAttribute("href").slice(1));
    });
  }
};
