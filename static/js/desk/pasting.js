// Pasting and dropping: what comes from other programs is put into our forms, and whatever is left out is said.
import { Extension, Plugin } from "django-prose-editor/editor"

import { wordFor } from "desk/paste/pictures"
import { readPasted } from "desk/paste/read"
import { say, sayAlso } from "desk/paste/notice"
import { upload, waiting } from "desk/paste/upload"

const gettext = window.gettext || ((text) => text)

const WITH_DIRECTION = ["paragraph", "heading", "listItem", "bulletList", "orderedList", "blockquote", "tableCell", "tableHeader", "caption"]

const isPicture = (file) => /^image\//.test(file.type)

// A picture copied out of a page or a program is there as a file as well; beside words the file is only their portrait.
function filesOf(data) {
  const files = [...(data?.files || [])]
  const html = data?.getData("text/html") || ""
  const words = html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "").trim()
  return words || data?.getData("text/plain").trim() ? [] : files
}

function takeFiles(editor, files, at) {
  const pictures = files.filter(isPicture)
  say(editor, [])
  if (pictures.length < files.length) say(editor, [gettext("Only pictures can be put into the text. Other files belong in the library.")])
  let text = editor.state.doc.textContent
  const taken = pictures.map((file) => {
    const word = wordFor(file.name, text)
    text += word
    return { file, word, alt: "" }
  })
  const paragraphs = taken.map(({ word }) => ({ type: "paragraph", content: [{ type: "text", text: word }] }))
  if (!taken.length) return
  sayAlso(editor, waiting)
  editor.chain().insertContentAt(at ?? editor.state.selection, paragraphs).run()
  upload(editor, taken)
}

export const Pasting = Extension.create({
  name: "pasting",
  priority: 1000,

  addOptions() {
    return { uploadUrl: "" }
  },

  addGlobalAttributes() {
    const parseHTML = (element) => (/^(rtl|ltr)$/i.test(element.dir) ? element.dir.toLowerCase() : null)
    return [{ types: WITH_DIRECTION, attributes: { dir: { default: null, parseHTML } } }]
  },

  transformPastedHTML(html) {
    const editor = this.editor
    const { html: read, left, files } = readPasted(html, editor.state.doc.textContent)
    say(editor, [...left, ...(files.length ? [waiting] : [])])
    if (files.length) setTimeout(() => upload(editor, files))
    return read
  },

  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        props: {
          // Words that are put into a paragraph run as it does: into an empty one goes the paragraph that says its direction.
          transformPasted: (slice, view) =>
            slice.content.firstChild?.attrs.dir && !view.state.selection.$from.parent.content.size ? new slice.constructor(slice.content, 0, slice.openEnd) : slice,
          handlePaste(_view, event) {
            const files = filesOf(event.clipboardData)
            if (files.length) takeFiles(editor, files)
            return files.length > 0
          },
          handleDrop(view, event, _slice, isMoved) {
            const files = isMoved ? [] : filesOf(event.dataTransfer)
            if (!files.length) return false
            takeFiles(editor, files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos)
            return true
          },
        },
      }),
    ]
  },
})
