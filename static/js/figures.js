/** A picture opens in full size over the page, and the arrow keys lead to the others; without this script its link
 * shows the file. */

const dialog = document.querySelector(".enlarged");
const links = [...document.querySelectorAll(".full-size")];
let shown;

document.querySelector(".edition-text").addEventListener("click", (event) => {
  const link = event.target.closest(".full-size");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
  dialog.showModal();
});

dialog.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step && links[links.indexOf(shown) + step];
  if (next) show(next);
});

dialog.addEventListener("close", () => shown.focus());

function show(link) {
  shown = link;
  const figure = link.parentElement.cloneNode(true);
  figure.id = "enlarged";
  for (const source of figure.querySelectorAll("[sizes]")) source.sizes = "100vw";
  if (link.closest(".gallery")) figure.querySelector("picture").replaceWith(wholeOf(link)); // a crop stands there
  dialog.lastElementChild.replaceWith(figure);
}

function wholeOf(link) {
  const image = new Image();
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  return image;
}
