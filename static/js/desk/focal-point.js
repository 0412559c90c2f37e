// A click on the picture sets the focal point, in per cent from the left and from the top; so do the arrow keys on its ring,
// by one per cent, with Shift by ten.
const gettext = window.gettext || ((text) => text)
const picture = document.querySelector('.field-preview img[data-shape="full"]');
const across = document.querySelector("#id_focal_x");
const down = document.querySelector("#id_focal_y");

if (picture && across && down) {
  const frame = document.createElement("span");
  const mark = document.createElement("span");
  Object.assign(frame.style, { position: "relative", display: "inline-block", lineHeight: 0, cursor: "crosshair" });
  Object.assign(mark.style, {
    position: "absolute",
    width: "24px",
    height: "24px",
    transform: "translate(-50%, -50%)",
    border: "3px solid white",
    borderRadius: "50%",
    boxShadow: "0 0 0 2px black",
    pointerEvents: "none",
  });
  mark.tabIndex = 0;
  mark.setAttribute("role", "application");
  mark.setAttribute("aria-roledescription", gettext("focal point: move it with the arrow keys"));
  picture.replaceWith(frame);
  frame.append(picture, mark);

  const show = () => {
    mark.style.left = `${across.value}%`;
    mark.style.top = `${down.value}%`;
    mark.ariaLabel = `${across.value} %, ${down.value} %`;
  };
  const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));

  frame.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    across.value = percent(event.clientX - box.left, box.width);
    down.value = percent(event.clientY - box.top, box.height);
    show();
  });
  const ARROWS = { ArrowLeft: [across, -1], ArrowRight: [across, 1], ArrowUp: [down, -1], ArrowDown: [down, 1] };
  mark.addEventListener("keydown", (event) => {
    const [field, by] = ARROWS[event.key] || [];
    if (!field || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    field.value = percent(Number(field.value) + by * (event.shiftKey ? 10 : 1), 100);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  across.addEventListener("input", show);
  down.addEventListener("input", show);
  show();
}
