// The title of a table: a line right before it, which publishing puts into the table.
import { Node } from "django-prose-editor/editor"

const gettext = window.gettext || ((text) => text)
const NAME = "tableTitle"

const isActive = (editor) => editor.isActive("table") || editor.isActive(NAME)

function placeOfTable({ $from }) {
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type.name === "table") return $from.before(depth)
  return null
}

export const TableTitle = Node.create({
  name: NAME,
  group: "block",
  content: "inline*",
  defining: true,

  parseHTML() {
    return [{ tag: "p[data-caption]", priority: 60 }]
  },

  renderHTML() {
    return ["p", { "data-caption": "" }, 0]
  },

  addCommands() {
    return {
      // Into the title of the table in which the cursor is; there is one afterwards.
      goToTableTitle:
        () =>
        ({ state, commands }) => {
          const place = placeOfTable(state.selection)
          if (place === null) return false
          if (state.doc.resolve(place).nodeBefore?.type.name === NAME) return commands.setTextSelection(place - 1)
          return commands.insertContentAt(place, { type: NAME }) && commands.setTextSelection(place + 1)
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      // Into the table: a paragraph between them would part them.
      Enter: () => {
        const { $from } = this.editor.state.selection
        return $from.parent.type.name === NAME && this.editor.chain().setTextSelection($from.after() + 4).run()
      },
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection
        return empty && $from.parent.type.name === NAME && !$from.parent.content.size && this.editor.commands.deleteNode(NAME)
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "table:title",
      groups: "table",
      button: buttons.text(gettext("Table title"), gettext("title of the table")),
      command: (editor) => editor.chain().focus().goToTableTitle().run(),
      active: (editor) => editor.isActive(NAME),
      hidden: (editor) => !isActive(editor),
    })
  },
})
