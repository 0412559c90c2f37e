/** Copying the address of a page or passage, a citation, words with their source; sharing by the device’s sheet. */

const prose = document.querySelector(".prose");
const list = document.querySelector(".share-links");
const said = document.querySelector(".said");
const cite = document.querySelector(".cite");
const selection = getSelection();
const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
const title = document.querySelector("meta[property='og:title']").content;

async function copy(address, done = said.dataset.done) {
  await navigator.clipboard.writeText(address);
  said.textContent = "";
  setTimeout(() => (said.textContent = done), 50);
  setTimeout(() => (said.textContent = ""), 4000);
}

const encode = (words) => encodeURIComponent(words.join(" ")).replaceAll("-", "%2D");

// Whole words, of a long passage its first and last.
function fragment({ startContainer, startOffset, endContainer, endOffset }) {
  const before = startContainer.data?.slice(0, startOffset).match(/[\p{L}\d]*$/u) ?? "";
  const after = endContainer.data?.slice(endOffset).match(/^[\p{L}\d]*/u) ?? "";
  const lines = `${before}${selection}${after}`.trim().split(/\s*\n\s*/);
  const words = lines[0].split(" ");
  if (!lines[1] && words.length < 11) return encode(words);
  return `${encode(words.slice(0, 5))},${encode(lines.at(-1).split(" ").slice(-5))}`;
}

function copyPassage(block) {
  const range = !selection.isCollapsed && selection.getRangeAt(0);
  const words = range && range.intersectsNode(block) ? `:~:text=${fragment(range)}` : "";
  copy(`${location.origin}${location.pathname}#${block.id}${words}`);
}

function offerAnchor(block) {
  const link = document.createElement("a");
  link.className = "anchor";
  link.href = `#${block.id}`;
  link.title = prose.dataset.link;
  link.ariaLabel = link.title;
  link.addEventListener("mousedown", (event) => event.preventDefault()); // keeps what is selected
  link.addEventListener("click", (event) => {
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    copyPassage(block);
  });
  if (block.matches("p")) {
    link.tabIndex = -1; // a stop at every paragraph would be too many
    link.ariaHidden = true;
    block.append(link);
  } else block.after(link);
}

function offer(name, action) {
  const button = list.querySelector(name);
  button.parentElement.hidden = false;
  button.addEventListener("click", action);
}

function openSheet(event) {
  event.preventDefault();
  navigator.share({ url, title }).catch(() => {});
}

prose.addEventListener("copy", (event) => {
  const words = `${selection}`;
  if (!cite || words.length < 80) return;
  event.preventDefault();
  const { source } = cite.dataset;
  const passage = document.createElement("p");
  passage.append(selection.getRangeAt(0).cloneContents(), " ", source);
  event.clipboardData.setData("text/plain", `${words}\n\n${source}`);
  event.clipboardData.setData("text/html", passage.innerHTML);
});

if (navigator.clipboard) {
  offer("[data-copy]", () => copy(url));
  document.querySelectorAll(".cite button").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button.previousElementSibling.textContent, cite.dataset.done));
  });
  prose.querySelectorAll(":is(h2, h3, p)[id]").forEach(offerAnchor);
}

if (navigator.share && matchMedia("(pointer: coarse)").matches) {
  offer("[data-sheet]", openSheet);
  for (const link of document.querySelectorAll("[data-share]")) link.addEventListener("click", openSheet);
}
