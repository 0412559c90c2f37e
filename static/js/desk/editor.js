// What the prose editor of the desk adds to its package: its words in the desk's language, the language of each text
// for spelling, and a name for screen readers.
import { makeNotice } from "desk/paste/notice"

const gettext = window.gettext || ((text) => text)

// The package leaves these untranslated; the rest goes through gettext already.
const WORDS = () => ({
  "bold": gettext("bold"),
  "italic": gettext("italic"),
  "subscript": gettext("subscript"),
  "superscript": gettext("superscript"),
  "unordered list": gettext("unordered list"),
  "ordered list": gettext("ordered list"),
  "blockquote": gettext("blockquote"),
  "horizontal rule": gettext("horizontal rule"),
  "figure": gettext("figure"),
  "paragraph": gettext("paragraph"),
  "Paragraph": gettext("Paragraph"),
  "heading 2": gettext("heading 2"),
  "heading 3": gettext("heading 3"),
  "Heading 2": gettext("Heading 2"),
  "Heading 3": gettext("Heading 3"),
  "insert link": gettext("insert link"),
  "remove link": gettext("remove link"),
  "undo": gettext("undo"),
  "redo": gettext("redo"),
  "Insert table": gettext("Insert table"),
  "Add column": gettext("Add column"),
  "Add column before": gettext("Add column before"),
  "Add column after": gettext("Add column after"),
  "Delete column": gettext("Delete column"),
  "Add row": gettext("Add row"),
  "Add row before": gettext("Add row before"),
  "Add row after": gettext("Add row after"),
  "Delete row": gettext("Delete row"),
  "Merge cells": gettext("Merge cells"),
  "Split cell": gettext("Split cell"),
  "Toggle header cell": gettext("Toggle header cell"),
  "Delete table": gettext("Delete table"),
})

const words = WORDS()

const translated = (text) => words[text.trim()] || text

function translateMenu(menu) {
  for (const button of menu.querySelectorAll("[title]")) {
    const title = translated(button.title)
    if (button.title !== title) button.title = title
    if (button.ariaLabel) button.ariaLabel = translated(button.ariaLabel)
  }
  for (const option of menu.querySelectorAll(".prose-menubar__option > *")) {
    const text = translated(option.textContent)
    if (option.textContent !== text) option.textContent = text
  }
}

// The menu is made after the editor is ready, and changes with the place of the cursor.
function keepTranslated(container) {
  const observer = new MutationObserver(() => {
    const menu = container.querySelector(":scope > .prose-menubar")
    if (!menu) return
    translateMenu(menu)
    observer.observe(menu, { subtree: true, childList: true, attributeFilter: ["title"] })
  })
  observer.observe(container, { childList: true })
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  editor.view.dom.lang = textarea.lang
  editor.view.dom.setAttribute("role", "textbox")
  editor.view.dom.setAttribute("aria-multiline", "true")
  if (label) {
    label.id ||= `${textarea.id}_label`
    editor.view.dom.setAttribute("aria-labelledby", label.id)
    label.addEventListener("click", () => editor.commands.focus())
  }
  makeNotice(editor)
  keepTranslated(textarea.closest(".prose-editor"))
})
