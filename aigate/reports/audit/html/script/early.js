// Before anything is drawn: that scripts run, and the theme that the reader chose.
"use strict";
document.documentElement.dataset.scripts = "on";
try {
  const chosen = localStorage.getItem("aigate-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // a file may be refused a memory
}
