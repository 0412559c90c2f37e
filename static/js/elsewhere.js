/** Cards of videos and posts on other sites: the button puts the player in place of itself. Nothing is asked for before. */

for (const card of document.querySelectorAll(".elsewhere")) {
  const button = card.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.src = card.dataset.player;
    player.title = card.querySelector("a").textContent;
    player.allow = "fullscreen";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    player.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
    const aspectRatio = card.dataset.kind === "post" ? "1" : "16 / 9";
    Object.assign(player.style, { display: "block", inlineSize: "100%", blockSize: "auto", aspectRatio, marginBlockStart: "0.75rem", border: "0" });
    button.replaceWith(player);
    player.focus();
  });
}
