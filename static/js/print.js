/** Print opens the dialogue at once; without this script, the print page. */

for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    print();
  });
}
