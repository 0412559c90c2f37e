// The pull quote: words of the text that stand out beside it, and who said them. The button takes the selected words.
import { Node } from "django-prose-editor/editor"

const gettext = window.gettext || ((text) => text)
const NAME = "pullQuote"
const ROOM = 60 // before the rules of blocks that may stand anywhere

// All paragraphs in one, with breaks between them
function joined(quotation) {
  const words = document.createElement("div")
  for (const [n, paragraph] of [...quotation.children].entries()) {
    if (n) words.append(document.createElement("br"))
    words.append(...paragraph.cloneNode(true).childNodes)
  }
  return words
}

// The form that the server keeps (richtext/pull_quotes.py): anything else would lose words, links or notes.
function isPullQuote(aside) {
  const [words, source, ...others] = aside.children
  const hasLooseText = [...aside.childNodes, ...(words?.childNodes || [])].some((node) => node.nodeType === 3 && node.data.trim())
  const isQuotation = words?.matches("blockquote") && words.children.length && [...words.children].every((each) => each.matches("p"))
  return isQuotation && (!source || source.matches("p")) && !others.length && !hasLooseText && !aside.querySelector("a, img, [data-footnote]")
}

const Words = Node.create({
  name: "pullQuoteWords",
  content: "(text | hardBreak)*",
  marks: "bold italic subscript superscript",
  defining: true,

  parseHTML() {
    return [{ tag: "blockquote", context: `${NAME}/`, priority: ROOM, contentElement: joined }]
  },

  renderHTML() {
    return ["blockquote", ["p", 0]]
  },

  addNodeView() {
    return () => {
      const dom = document.createElement("blockquote")
      return { dom, contentDOM: dom }
    }
  },
})

const Source = Node.create({
  name: "pullQuoteSource",
  content: "text*",
  marks: "",
  defining: true,

  parseHTML() {
    return [{ tag: "p", context: `${NAME}/`, priority: ROOM }]
  },

  renderHTML() {
    return ["p", 0]
  },
})

export const PullQuote = Node.create({
  name: NAME,
  group: "block",
  content: "pullQuoteWords pullQuoteSource",
  isolating: true,
  defining: true,

  addExtensions() {
    return [Words, Source]
  },

  parseHTML() {
    return [{ tag: "aside", getAttrs: (element) => (isPullQuote(element) ? null : false) }]
  },

  renderHTML() {
    return ["aside", 0]
  },

  onCreate() {
    this.editor.view.dom.style.setProperty("--pull-quote-source", JSON.stringify(gettext("Who said it, if it must be said")))
  },

  addCommands() {
    return {
      insertPullQuote:
        () =>
        ({ state, commands }) => {
          const { selection, doc } = state
          const text = doc.textBetween(selection.from, selection.to, " ").trim()
          const place = selection.$to.depth ? selection.$to.after(1) : selection.to
          const words = { type: "pullQuoteWords", content: text ? [{ type: "text", text }] : [] }
          const quote = { type: NAME, content: [words, { type: "pullQuoteSource" }] }
          const isLast = place >= doc.content.size
          const sizeOfWords = text.length + 2
          return commands.insertContentAt(place, isLast ? [quote, { type: "paragraph" }] : quote) && commands.setTextSelection(place + 1 + (text ? sizeOfWords + 1 : 1))
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      // From the words to their source, from there to what follows
      Enter: () => {
        const { $from } = this.editor.state.selection
        if (!/^pullQuote./.test($from.parent.type.name)) return false
        const behind = $from.after($from.depth)
        if ($from.parent.type.name === "pullQuoteWords") return this.editor.commands.setTextSelection(behind + 1)
        const next = $from.after($from.depth - 1)
        if (next < this.editor.state.doc.content.size) return this.editor.commands.setTextSelection(next + 1)
        return this.editor.chain().insertContentAt(next, { type: "paragraph" }).setTextSelection(next + 1).run()
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: NAME,
      groups: "nodes",
      button: buttons.text("“…”", gettext("pull quote: the selected words stand out beside the text; press it in one to remove it")),
      command: (editor) =>
        editor.isActive(NAME) ? editor.chain().focus().deleteNode(NAME).run() : editor.chain().focus().insertPullQuote().run(),
      active: (editor) => editor.isActive(NAME),
    })
  },
})
