// The footnote mark: selected words become the text of a note, which publishing numbers and moves to the end.
import { Mark, mergeAttributes } from "django-prose-editor/editor"

const gettext = window.gettext || ((text) => text)
const NAME = "footnote"

export const Footnote = Mark.create({
  name: NAME,
  inclusive: false,
  excludes: "",

  parseHTML() {
    return [{ tag: "span[data-footnote]" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["span", mergeAttributes(HTMLAttributes, { "data-footnote": "" }), 0]
  },

  addKeyboardShortcuts() {
    return { "Mod-Alt-f": () => this.editor.commands.toggleMark(NAME) }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: NAME,
      groups: "marks",
      button: buttons.text("[1]", gettext("footnote: the selected words become a note")),
      command: (editor) => editor.chain().focus().toggleMark(NAME).run(),
      active: (editor) => editor.isActive(NAME),
      enabled: (editor) => editor.isActive(NAME) || !editor.state.selection.empty,
    })
  },
})
