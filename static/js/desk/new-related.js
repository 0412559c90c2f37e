// Beside the field of a related publication: a link that opens the chosen one, and links that make one in a small window, as
// Django's "+" does for other fields.
const gettext = window.gettext || ((text) => text)

function addLinks(select) {
  const types = JSON.parse(select.dataset.new)
  const links = document.createElement("span")
  links.className = "new-related"
  const open = Object.assign(document.createElement("a"), { className: "open-related", target: "_blank", textContent: gettext("Open") })
  links.append(open)
  if (types.length) links.append(" ", gettext("New:"))
  for (const { name, address } of types) {
    const link = Object.assign(document.createElement("a"), { href: address, textContent: name })
    links.append(" ", link)
  }
  select.closest("td").append(links)
  showOpen(select)
}

function showOpen(select) {
  const link = select.closest("td").querySelector(".open-related")
  if (!link) return
  link.hidden = !select.value
  link.href = select.dataset.open.replace("0", select.value)
}

function opened(event) {
  const link = event.target.closest(".new-related a:not(.open-related)")
  if (!link) return
  event.preventDefault()
  const select = link.closest("td").querySelector("select[data-new]")
  window.showRelatedObjectPopup({ id: `add_${select.id}`, href: link.href })
}

// After Django has put select2 beside each field
django.jQuery(() => document.querySelectorAll("select[data-new]").forEach(addLinks))
django.jQuery(document).on("change", "select[data-new]", ({ target }) => showOpen(target))
document.addEventListener("click", opened)
