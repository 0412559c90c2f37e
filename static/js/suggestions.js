/** Titles that are suggested while one types into a search box (WAI-ARIA APG, combobox). search.js loads it. */

const PAUSE = 150; // milliseconds without typing before suggestions are asked for
const SHORTEST = 2; // letters

function option({ title, path, kind, language }, id) {
  const item = document.createElement("li");
  Object.assign(item, { id, role: "option", ariaSelected: "false" });
  item.dataset.path = path;
  const name = document.createElement("span");
  Object.assign(name, { textContent: title, lang: language });
  const what = document.createElement("small");
  what.textContent = kind;
  item.append(name, what);
  return item;
}

export function suggestIn(form) {
  const field = form.querySelector("input");
  const list = document.createElement("ul");
  Object.assign(list, { className: "suggestions", role: "listbox", id: `${field.id}-suggestions`, hidden: true });
  form.append(list);
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  field.setAttribute("aria-controls", list.id);
  let timer, asked, chosen;

  function choose(item) {
    if (chosen) chosen.ariaSelected = "false";
    chosen = item;
    if (item) item.ariaSelected = "true";
    field.setAttribute("aria-activedescendant", item?.id ?? "");
  }

  function close() {
    asked?.abort();
    clearTimeout(timer);
    list.hidden = true;
    field.ariaExpanded = "false";
    choose(null);
  }

  async function show() {
    asked?.abort();
    asked = new AbortController();
    const typed = field.value.trim();
    if (typed.length < SHORTEST) return close();
    const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`;
    try {
      const { suggestions, label } = await (await fetch(address, { signal: asked.signal })).json();
      choose(null);
      list.ariaLabel = label;
      list.replaceChildren(...suggestions.map((each, n) => option(each, `${list.id}-${n}`)));
      list.hidden = !suggestions.length;
      field.ariaExpanded = String(!list.hidden);
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // without suggestions one still searches
    }
  }

  const steps = { ArrowDown: 1, ArrowUp: -1 };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      location.href = chosen.dataset.path;
    } else if (steps[event.key] && !list.hidden) {
      event.preventDefault();
      const items = [null, ...list.children]; // null: what was typed
      const at = items.indexOf(chosen ?? null) + steps[event.key];
      choose(items.at(at % items.length));
    }
  });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item && event.button === 0) location.href = item.dataset.path;
  });
  if (field.value !== field.defaultValue) show(); // typed while this script was loading
}
