/** Printing: the Print link opens the print dialogue at once; without this script it leads to the print page,
    whose own button needs it and is hidden until then. */

for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    window.print();
  });
}
