// Once another moment, language or draft is chosen, the plan on the page is no longer the one that would be carried out: the button that
// carries it out goes, and the one that shows the new plan takes its place.

const form = document.querySelector("form.plan-form");
const act = form?.querySelector("[name=_publish]");
const show = form?.querySelector("[name=_show]");

const chosen = () =>
  [...new FormData(form)].filter(([name]) => ["languages", "when", "at", "waiting", "also"].includes(name)).join("|");

if (act && show) {
  const shown = chosen();
  form.addEventListener("input", () => {
    const isOther = chosen() !== shown;
    act.hidden = isOther;
    show.className = isOther ? "default" : "quiet";
  });
}
