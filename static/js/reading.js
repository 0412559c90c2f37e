/** Reading settings: colours, size, spacing and contrast. Kept on this device, applied before the page is painted. */
(() => {
  const KEY = "reading-settings";
  const NAMES = ["theme", "size", "spacing", "contrast", "shortcut"];
  const root = document.documentElement;
  const bars = [...document.querySelectorAll("meta[name=theme-color]")];
  const follows = bars.map((bar) => bar.media);

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  }

  function keep(chosen) {
    try {
      if (Object.keys(chosen).length) localStorage.setItem(KEY, JSON.stringify(chosen));
      else localStorage.removeItem(KEY);
    } catch {
      // Nothing may be kept here: the settings hold for this page.
    }
  }

  function apply(chosen) {
    for (const name of NAMES) {
      if (chosen[name]) root.dataset[name] = chosen[name];
      else delete root.dataset[name];
    }
    bars.forEach((bar, place) => {
      const isWanted = follows[place].includes(chosen.theme);
      bar.media = chosen.theme ? (isWanted ? "all" : "not all") : follows[place];
    });
  }

  function show(form, chosen) {
    for (const input of form.querySelectorAll("input")) input.checked = input.value === (chosen[input.name] || "");
  }

  function closeOnTheWayOut(panel) {
    const summary = panel.querySelector("summary");
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !panel.open) return;
      panel.open = false;
      summary.focus();
    });
    document.addEventListener("click", (event) => {
      if (!panel.contains(event.target)) panel.open = false;
    });
    panel.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !panel.contains(event.relatedTarget)) panel.open = false;
    });
  }

  apply(kept());
  window.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".reading-settings, .more-formats").forEach(closeOnTheWayOut);
    const panel = document.querySelector(".reading-settings");
    if (!panel) return;
    const form = panel.querySelector("form");
    show(form, kept());
    form.addEventListener("input", () => {
      const chosen = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
      keep(chosen);
      apply(chosen);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      panel.open = false;
      panel.querySelector("summary").focus();
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      keep({});
      apply({});
      show(form, {});
    });
    window.addEventListener("storage", (event) => {
      if (event.key && event.key !== KEY) return;
      apply(kept());
      show(form, kept());
    });
  });
})();
