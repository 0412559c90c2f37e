/** The search boxes: the key "/" leads to one, and who enters one gets suggestions, whose script comes only then. */

const boxes = [...document.querySelectorAll("form[data-suggestions]")];

for (const form of boxes) {
  const begin = async () => (await import(form.dataset.script)).suggestIn(form);
  form.addEventListener("focusin", begin, { once: true });
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  const isOff = document.documentElement.dataset.shortcut === "off"; // a reading setting
  if (event.key !== "/" || isTyping || isOff || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const field = boxes.at(-1)?.querySelector("input");
  field?.focus();
  field?.select();
});
