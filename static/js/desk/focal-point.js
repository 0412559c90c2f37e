// A click on the picture sets the focal point, in per cent from the left and from the top.
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
  picture.replaceWith(frame);
  frame.append(picture, mark);

  const show = () => {
    mark.style.left = `${across.value}%`;
    mark.style.top = `${down.value}%`;
  };
  const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));

  frame.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    across.value = percent(event.clientX - box.left, box.width);
    down.value = percent(event.clientY - box.top, box.height);
    show();
  });
  across.addEventListener("input", show);
  down.addEventListener("input", show);
  show();
}
