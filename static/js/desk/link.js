// The link dialogue with a search: whatever has a page here is chosen by its name and kept by its identifier, so that
// the link holds when the page moves. What is typed into the address field is completed as people mean it.
import { Link as PackageLink } from "django-prose-editor/editor"

import { completed, isKept } from "desk/paste/addresses"

const gettext = window.gettext || ((text) => text)
const BY_IDENTIFIER = /^(publication|subject):/
const PAUSE = 250 // milliseconds without a key before the desk is asked
let made = 0

const refusal = (address) =>
  !address || isKept(address) ? "" : gettext("This address cannot be used in a link. Write one such as https://example.org/ or /about/.")

async function ask(address, parameters) {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams(parameters)}`, { headers: { Accept: "application/json" } })
    return answer.ok ? (await answer.json()).results : null
  } catch {
    return null
  }
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/** Say that a link is put in: the package's dialogue speaks of changing one, whatever it does. */
function sayInsert(dialog) {
  dialog.querySelector(".prose-editor-dialog-title").textContent = gettext("Insert Link")
  dialog.querySelector("button[type=submit]").textContent = gettext("Insert")
}

/** Put the search into the package's dialogue, above the address, and what the address leads to below it. */
function addSearch(dialog, targets) {
  const address = dialog.querySelector("input[name=href]")
  const id = `link-search-${++made}`
  const words = element("input", { type: "search", id, autocomplete: "off", size: 50 })
  const list = element("ul", { id: `${id}-list`, className: "link-targets", hidden: true })
  const told = status(`${id}-told`)
  const leads = status(`${id}-leads`)
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
    words.setAttribute(name, value)
  }
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", gettext("Pages of this site"))
  const label = element("label", { htmlFor: id, textContent: gettext("Find on this site") })
  const field = element("div", { className: "prose-editor-dialog-field" }, label, element("div", {}, words, list, told))
  address.closest(".prose-editor-dialog-field").before(field)
  const holder = element("div")
  address.replaceWith(holder)
  holder.append(address, leads)
  address.setAttribute("aria-describedby", leads.id)
  keepListed({ address, words, list, told, leads, targets })
  address.required = true
  address.addEventListener("change", () => (address.value = completed(address.value)))
  address.addEventListener("input", () => {
    leads.textContent = ""
    address.setCustomValidity(refusal(completed(address.value)))
  })
  if (BY_IDENTIFIER.test(address.value)) {
    ask(targets, { address: address.value }).then((found) => {
      leads.textContent = found?.[0] ? leadsTo(found[0]) : gettext("This page no longer exists.")
    })
  }
  if (address.value) address.focus()
  else words.focus()
}

function status(id) {
  const told = element("p", { id, className: "link-target" })
  told.setAttribute("role", "status")
  return told
}

const leadsTo = ({ name, kind }) => `${kind}: ${name}`

function keepListed({ address, words, list, told, leads, targets }) {
  let timer, asked
  const close = () => {
    list.hidden = true
    words.setAttribute("aria-expanded", "false")
    words.removeAttribute("aria-activedescendant")
  }
  const choose = (option) => {
    address.value = option.dataset.address
    address.setCustomValidity("")
    leads.textContent = option.textContent
    told.textContent = ""
    words.value = ""
    close()
    address.focus()
  }
  const show = (results) => {
    list.replaceChildren(...results.map((each, n) => optionFor(each, `${list.id}-${n}`)))
    told.textContent = results.length ? "" : gettext("Nothing found with this name.")
    list.hidden = !results.length
    words.setAttribute("aria-expanded", String(results.length > 0))
  }
  words.addEventListener("input", () => {
    clearTimeout(timer)
    const q = words.value.trim()
    if (!q) return close()
    timer = setTimeout(async () => {
      asked = q
      const results = await ask(targets, { q })
      if (asked !== q) return
      if (results) show(results)
      else told.textContent = gettext("The search did not answer. Try again, or type the address.")
    }, PAUSE)
  })
  words.addEventListener("keydown", (event) => moveThrough(event, { words, list, choose, close }))
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]")
    event.preventDefault()
    if (option) choose(option)
  })
}

function optionFor({ name, kind, address }, id) {
  const option = element("li", { id }, element("span", { textContent: `${kind}: ` }), element("b", { textContent: name }))
  option.setAttribute("role", "option")
  option.dataset.address = address
  return option
}

function moveThrough(event, { words, list, choose, close }) {
  const options = list.hidden ? [] : [...list.children]
  const at = options.findIndex((option) => option.ariaSelected === "true")
  if (event.key === "Enter") {
    event.preventDefault() // the dialogue would be sent
    if (options.length) choose(options[Math.max(at, 0)])
  } else if (event.key === "Escape" && options.length) {
    event.preventDefault()
    close()
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
    event.preventDefault()
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length
    options.forEach((option, n) => (option.ariaSelected = String(n === (at < 0 && event.key === "ArrowUp" ? options.length - 1 : next))))
    const chosen = options.find((option) => option.ariaSelected === "true")
    words.setAttribute("aria-activedescendant", chosen.id)
    chosen.scrollIntoView({ block: "nearest" })
  }
}

export const Link = PackageLink.extend({
  addOptions() {
    return { ...this.parent?.(), targetsUrl: "" }
  },

  addCommands() {
    const { addLink, ...others } = this.parent?.()
    const { targetsUrl } = this.options
    return {
      ...others,
      addLink: () => (context) => {
        const before = new Set(document.querySelectorAll("dialog.prose-editor-dialog"))
        const result = addLink()(context)
        const dialog = [...document.querySelectorAll("dialog.prose-editor-dialog")].find((each) => !before.has(each))
        if (dialog) addSearch(dialog, targetsUrl)
        if (dialog && !context.editor.isActive("link")) sayInsert(dialog)
        return result
      },
    }
  },
})
