// Pictures in the fields that find one by typing: beside each result, and below the field the one that is chosen. Their
// addresses are in the results (thinktank/desk/widgets.py), of the stored choice in its option.
const $ = django.jQuery

const pictureAt = (src, className) => Object.assign(document.createElement("img"), { src, className, width: 96, height: 54, alt: "" })

function showInList() {
  const { GetData } = $.fn.select2.amd.require("select2/utils")
  for (const result of document.querySelectorAll(".select2-results__option:not(:has(img))")) {
    const address = GetData(result, "data")?.thumbnail
    if (address) result.prepend(pictureAt(address, "result-thumbnail"))
  }
}

function showChosen(select, address) {
  const place = select.closest(".related-widget-wrapper") || select.parentElement
  let shown = place.parentElement.querySelector(":scope > .chosen-thumbnail")
  if (!address) return shown?.remove()
  if (!shown) place.after((shown = pictureAt(address, "chosen-thumbnail")))
  shown.src = address
}

function follow() {
  for (const select of document.querySelectorAll("select.admin-autocomplete:has(option[data-thumbnail])")) {
    const address = select.selectedOptions[0]?.dataset.thumbnail
    if (address) showChosen(select, address)
  }
  $(document).on("select2:select", "select.admin-autocomplete", ({ target, params }) => showChosen(target, params.data.thumbnail))
  $(document).on("select2:clear", "select.admin-autocomplete", ({ target }) => showChosen(target, ""))
  $(document).on("select2:open", () => {
    const list = document.querySelector(".select2-results__options")
    if (list) new MutationObserver(showInList).observe(list, { childList: true })
  })
}

follow()
