/** The contents mark the section being read; an observer measures, nothing runs on scrolling. */

const nav = document.querySelector(".contents");
const links = [...nav.querySelectorAll("a")];
const passed = {}; // headings in the upper quarter of the window or above it

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) passed[`#${target.id}`] = isIntersecting;
    const current = links.findLast((link) => passed[link.hash]);
    for (const link of links) link.ariaCurrent = link === current ? "true" : null;
    nav.scrollTop = current ? current.offsetTop - nav.clientHeight / 2 : 0;
  },
  { rootMargin: "999999px 0px -75%" },
);
for (const { hash } of links) observer.observe(document.querySelector(hash));
