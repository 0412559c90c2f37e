// Gives a name to what Django's scripts and templates leave without one: the boxes in which typing finds something
// (select2 hides the field that has the label), and the empty heads of tables.

const nameOf = (select) =>
  select.getAttribute("aria-label") ||
  document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.replace(/:\s*$/, "").trim() ||
  "";

function nameBox(container) {
  const select = container.previousElementSibling;
  if (!(select instanceof HTMLSelectElement)) return;
  const name = nameOf(select);
  if (!name) return;
  const box = container.querySelector(".select2-selection");
  box.setAttribute("aria-label", name);
  box.removeAttribute("aria-labelledby");
  for (const text of container.querySelectorAll("[role=textbox]")) text.setAttribute("aria-label", name);
  for (const search of container.querySelectorAll(".select2-search__field")) search.setAttribute("aria-label", name);
  for (const list of container.querySelectorAll("ul.select2-selection__rendered")) {
    list.setAttribute("role", "presentation");
    for (const item of list.children) item.setAttribute("role", "presentation");
  }
}

// The editor's buttons are only painted as disabled: what cannot be pressed is said as well.
const followed = new WeakSet();

function followButtons(menubar) {
  if (followed.has(menubar)) return;
  followed.add(menubar);
  const say = () => {
    for (const button of menubar.querySelectorAll("button"))
      button.ariaDisabled = button.classList.contains("disabled") ? "true" : null;
  };
  say();
  new MutationObserver(say).observe(menubar, { subtree: true, childList: true, attributeFilter: ["class"] });
}

function nameAll() {
  document.querySelectorAll(".select2-container:not(.select2-container--open)").forEach(nameBox);
  document.querySelectorAll("th.original:empty").forEach((head) => head.setAttribute("role", "presentation"));
  document.querySelectorAll(".prose-menubar").forEach(followButtons);
  const open = document.querySelector(".select2-container--open .select2-selection[aria-label]");
  const search = document.querySelector(".select2-dropdown .select2-search__field");
  if (open && search) search.setAttribute("aria-label", open.getAttribute("aria-label"));
}

nameAll();
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
