// The footnote mark: selected words become the text of a note, which publishing numbers and moves to the end.
// Each note has a number of its own while it is in the editor, so that two side by side stay two.
import { Mark, mergeAttributes } from "django-prose-editor/editor"

const gettext = window.gettext || ((text) => text)
const NAME = "footnote"
let made = 0

export const Footnote = Mark.create({
  name: NAME,
  priority: 1001, // outside all other marks: a note with a word in italics is one note
  inclusive: false,
  excludes: NAME,

  addAttributes() {
    return { number: { default: 0, parseHTML: () => ++made, renderHTML: () => ({}) } }
  },

  parseHTML() {
    return [{ tag: "span[data-footnote]" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["span", mergeAttributes(HTMLAttributes, { "data-footnote": "" }), 0]
  },

  addCommands() {
    return {
      toggleFootnote:
        () =>
        ({ editor, commands }) =>
          editor.isActive(NAME) ? commands.unsetMark(NAME, { extendEmptyMarkRange: true }) : commands.setMark(NAME, { number: ++made }),
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-Alt-f": () => this.editor.commands.toggleFootnote() }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: NAME,
      groups: "marks",
      button: buttons.text("[1]", gettext("footnote: the selected words become a note")),
      command: (editor) => editor.chain().focus().toggleFootnote().run(),
      active: (editor) => editor.isActive(NAME),
      enabled: (editor) => editor.isActive(NAME) || !editor.state.selection.empty,
    })
  },
})
