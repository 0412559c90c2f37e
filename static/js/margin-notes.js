/** Notes of a long text stand in its margin, each beside its line. */

const prose = document.querySelector(".prose");
const notes = document.querySelector(".footnotes");
const references = prose.querySelectorAll("[role=doc-noteref]");
const hasMargin = matchMedia("(width >= 80rem)");

/** As high as its line, or below the note above and wide pictures and tables. */
function place() {
  const start = notes.parentElement.getBoundingClientRect().top;
  const boxes = [...prose.querySelectorAll(":scope > :is(figure, .table-scroll)")].map((one) => one.getBoundingClientRect());
  let top = 0;
  for (const reference of references) {
    const note = document.querySelector(reference.hash);
    top = Math.max(top, reference.getBoundingClientRect().top - start);
    for (const box of boxes) if (top + note.offsetHeight > box.top - start && top < box.bottom - start) top = box.bottom - start;
    note.style.insetBlockStart = `${top}px`;
    top += note.offsetHeight + 16;
  }
}

/** Letters that a reader made larger leave no margin. */
function settle() {
  const isBeside = hasMargin.matches && !document.documentElement.dataset.size;
  if (isBeside) references.forEach((reference) => reference.note && reference.click());
  notes.classList.toggle("is-beside", isBeside);
  if (isBeside) place();
}

hasMargin.addEventListener("change", settle);
new ResizeObserver(settle).observe(prose);
settle();
