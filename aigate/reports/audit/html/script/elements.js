// Elements are made one by one and filled with text: no string of a repository ever becomes markup.

const make = (name, properties = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

const find = (selector) => document.querySelector(selector);

const number = (value) => value.toLocaleString("en");

const percent = (part, whole) => {
  if (!whole || !part) return "0 %";
  if (part === whole) return "100 %";
  const share = (100 * part) / whole;
  return share < 1 ? "< 1 %" : `${Math.min(Math.round(share), 99)} %`;
};

const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

const LATEST = 253402300799; // the last second of the year 9999
const day = (seconds) => (seconds > 0 && seconds <= LATEST ? new Date(seconds * 1000).toISOString().slice(0, 10) : "");

const link = (address, text) => make("a", { href: address, rel: "noreferrer", target: "_blank" }, text);

const pairs = (...rows) =>
  make("dl", {}, ...rows.filter(([, value]) => value).map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, value))));

// What a screen reader is told; said once the reader has stopped typing.
let announcing = 0;
const announce = (text) => {
  clearTimeout(announcing);
  announcing = setTimeout(() => { find("#announcer").textContent = text; }, 400);
};
