// New people and institutions have the role that is usual in the chosen kind, until somebody chooses another one.
const kind = document.querySelector("#id_kind")

function follow(select) {
  const usual = JSON.parse(select.dataset.usualRoles)[kind.value]
  if (usual && !select.dataset.isChosen) select.value = usual
}

if (kind) {
  const inForce = () => document.querySelectorAll(".inline-related:not(.empty-form) select[data-usual-roles]").forEach(follow)
  kind.addEventListener("change", inForce)
  document.addEventListener("change", ({ target }) => target.matches("select[data-usual-roles]") && (target.dataset.isChosen = "1"))
  document.addEventListener("formset:added", ({ target }) => target.querySelectorAll("select[data-usual-roles]").forEach(follow))
}
