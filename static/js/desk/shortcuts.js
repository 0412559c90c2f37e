// Keys of the desk. The page of shortcuts lists them (thinktank/desk/shortcuts.py); none works while somebody types, but saving.
const page = document.querySelector("a[data-shortcuts]")

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable=true]") !== null

const press = (selector) => {
  const found = document.querySelector(selector)
  found?.matches("input") ? found.focus() : found?.click()
  return Boolean(found)
}

const KEYS = {
  "?": () => page && location.assign(page.href),
  "/": () => press("#searchbar") || press("#desk-search"),
  // By their place, so that they work on every keyboard layout
  KeyH: () => press("#site-name a"),
  KeyN: () => press(".object-tools .addlink"),
  KeyR: () => press("a[href$='/revisions/']"),
  KeyP: () => press("button[name=_preview]"),
}

document.addEventListener("keydown", (event) => {
  if (event.code === "KeyS" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    const save = document.querySelector("button[name=_continue].default, input[name=_continue], input[name=_save]")
    if (save) {
      event.preventDefault()
      save.click()
    }
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
  const act = KEYS[event.key] || (event.shiftKey ? undefined : KEYS[event.code])
  if (act?.()) event.preventDefault()
})
