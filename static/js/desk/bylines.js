// When a person or an organisation is chosen in a row, its names and positions are filled in. What an editor has written
// stays; what the one chosen before has brought is replaced. Saving does the same for empty fields.
const before = new WeakMap() // select: value

async function bylineOf(select, key) {
  if (!key) return {}
  const query = new URLSearchParams({ [select.name.split("-").pop()]: key, on: document.querySelector("#id_dated")?.value || "" })
  const answer = await fetch(`${select.dataset.byline}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null)
  return answer?.ok ? answer.json() : {}
}

async function fill(select) {
  const old = before.get(select) || ""
  const chosen = select.value
  if (old === chosen) return
  before.set(select, chosen)
  const [theirs, words] = await Promise.all([bylineOf(select, old), bylineOf(select, chosen)])
  if (select.value !== chosen) return
  const row = select.name.slice(0, select.name.lastIndexOf("-"))
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(words)])) {
    const field = document.getElementById(`id_${row}-${name}`)
    if (!field || (field.value && field.value !== theirs[name])) continue
    field.value = words[name] || ""
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

for (const select of document.querySelectorAll("select[data-byline]")) before.set(select, select.value)
// select2 and Django's small windows tell of a choice through jQuery alone.
django.jQuery(document).on("change", "select[data-byline]", ({ target }) => fill(target))
