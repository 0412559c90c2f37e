/** What has been visible for ten seconds in all is read. */

let left = 10;
const clock = setInterval(() => {
  if (document.hidden || navigator.webdriver || --left) return;
  clearInterval(clock);
  navigator.sendBeacon(document.querySelector("[data-read]").dataset.read);
}, 1000);
