/** Sharing: the device's own sheet where there is one, and a button that copies the address. */

const list = document.querySelector(".share-links");
const status = document.querySelector("[data-share-status]");

function say(text) {
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = text));
}

function offerCopying(button) {
  const label = button.querySelector("span");
  const text = label.textContent;
  button.closest("li").hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(list.dataset.url);
    } catch {
      return;
    }
    label.textContent = button.dataset.done;
    say(button.dataset.done);
    setTimeout(() => (label.textContent = text), 4000);
  });
}

function offerSheet(link) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.share({ title: list.dataset.title, url: list.dataset.url });
    } catch (error) {
      if (error.name !== "AbortError") location.hash = "share";
    }
  });
}

if (list) {
  if (navigator.clipboard) offerCopying(list.querySelector("[data-copy]"));
  if (navigator.share) document.querySelectorAll("[data-share]").forEach(offerSheet);
}
