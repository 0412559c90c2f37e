// How long a text is, beside the field in which it is written: words, characters, and minutes to read of a long one.
const gettext = window.gettext || ((text) => text)
const format = window.interpolate || ((text, values) => text.replace("%s", values[0]))
const ngettext = window.ngettext || ((one, many, n) => (n === 1 ? one : many))

// Pull quotes repeat the text. Tags are cut away and not parsed: a browser would look at scripts in them.
const plain = (text) => text.replace(/<aside>.*?<\/aside>/gs, " ").replace(/<\/(p|h2|h3|li|td|th|blockquote)>/g, " ").replace(/<[^>]*>/g, "").replace(/&nbsp;/g, " ").replace(/&#?\w+;/g, "&")

function told(field) {
  const text = plain(field.value).replace(/\s+/g, " ").trim()
  const words = text.match(/[\p{L}\p{N}]+(?:[-’'][\p{L}\p{N}]+)*/gu)?.length || 0
  if (!words) return ""
  const parts = [
    format(ngettext("%s word", "%s words", words), [words]),
    format(ngettext("%s character", "%s characters", text.length), [text.length]),
  ]
  const minutes = Math.round(words / Number(field.dataset.wordsPerMinute))
  if (minutes > 1) parts.push(format(ngettext("%s minute to read", "%s minutes to read", minutes), [minutes]))
  return parts.join(", ")
}

for (const field of document.querySelectorAll("textarea[data-words-per-minute]")) {
  const line = document.createElement("p")
  line.className = "count"
  const around = field.closest(".prose-editor") || field
  around.after(line)
  const count = () => (line.textContent = told(field))
  count()
  field.addEventListener("input", count)
  // The prose editor writes into its field without an event
  setInterval(() => field.value !== field.counted && ((field.counted = field.value), count()), 1500)
}
