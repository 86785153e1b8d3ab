// Light or dark: the system's choice until the reader makes one, which is then remembered where that is allowed.

const remembered = (key) => { try { return localStorage.getItem(`aigate-${key}`); } catch { return null; } };
const remember = (key, value) => { try { localStorage.setItem(`aigate-${key}`, value); } catch { /* a file may not */ } };

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : systemIsDark.matches;
};

const showTheme = () => find("#theme-button").setAttribute("aria-pressed", String(isDark()));

const switchTheme = () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  remember("theme", document.documentElement.dataset.theme);
  showTheme();
};

const startTheme = () => {
  systemIsDark.addEventListener("change", showTheme);
  find("#theme-button").addEventListener("click", switchTheme);
  showTheme();
};
