/** The frame of a table is a stop for the keyboard only where it scrolls. */

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});
for (const frame of document.querySelectorAll(".table-scroll")) observer.observe(frame);
