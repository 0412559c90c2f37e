/** A picture opens in full size over the page; without this script its link shows the file. */

const dialog = document.querySelector(".enlarged");

document.querySelector(".prose").addEventListener("click", (event) => {
  const link = event.target.closest(".full-size");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const figure = link.parentElement.cloneNode(true);
  figure.id = "enlarged";
  for (const source of figure.querySelectorAll("[sizes]")) source.sizes = "100vw";
  dialog.lastElementChild.replaceWith(figure);
  dialog.showModal();
});
