// The notice beside an editor: says at once what a paste has left out, to eyes and to screen readers.
const gettext = window.gettext || ((text) => text)

const SENTENCES = () => ({
  picture: gettext("A picture was not pasted: a note marks its place. Insert it with the picture button, then “Browse…”."),
  note: gettext("The text of a footnote was not on the clipboard: its number is in square brackets. Copy the footnote and paste it there."),
  media: gettext("A video, a drawing or a formula was left out."),
  comment: gettext("Comments were left out."),
  hidden: gettext("Hidden text was left out."),
  deleted: gettext("Words deleted while changes were tracked were left out."),
  headings: gettext("Headings in lists and tables are now ordinary words."),
  link: gettext("Links within the pasted document, to files on a computer and to other programs were removed; their words stay."),
  linked: gettext("The link of a picture was left out."),
  script: gettext("A link that would run a script was left out; its words stay."),
  form: gettext("Form fields were left out."),
  letters: gettext("A list with letters or Roman numerals now has Arabic numerals."),
  levels: gettext("Numbers such as 1.2 in a list are now those of its own level."),
  struck: gettext("Struck-through words are now ordinary words."),
  underlined: gettext("Underlining was left out."),
  highlighted: gettext("Highlighting was left out."),
})

const sentences = SENTENCES()

/** The notice of an editor, made empty beforehand so that screen readers hear what comes into it. */
export function makeNotice(editor) {
  const notice = document.createElement("div")
  notice.className = "paste-notice"
  notice.setAttribute("role", "status")
  editor.view.dom.before(notice)
  return notice
}

const noticeOf = (editor) => editor.view.dom.parentElement.querySelector(":scope > .paste-notice") || makeNotice(editor)

/** Say these things (names of losses, or whole sentences) in place of what was said before; nothing clears it. */
export function say(editor, things) {
  const notice = noticeOf(editor)
  notice.replaceChildren()
  if (!things.length) return
  notice.append(listOf(things), closing(notice))
  notice.scrollIntoView({ block: "nearest" })
}

/** Say one more thing. */
export function sayAlso(editor, sentence) {
  const notice = noticeOf(editor)
  const list = notice.querySelector("ul")
  if (list) list.append(...listOf([sentence]).children)
  else say(editor, [sentence])
}

function listOf(things) {
  const list = document.createElement("ul")
  for (const thing of things) {
    const item = document.createElement("li")
    item.textContent = sentences[thing] || thing
    list.append(item)
  }
  return list
}

function closing(notice) {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = gettext("Close")
  button.addEventListener("click", () => notice.replaceChildren())
  return button
}
