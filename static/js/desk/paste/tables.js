// Tables: a row that heads its table is made of header cells.
import { textsIn, rename, unwrap } from "desk/paste/source"
import { isBold } from "desk/paste/words"

const rowsOf = (table) => [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table)
const wordsIn = (cell) => textsIn(cell).filter((text) => text.data.trim())
const isAllBold = (cell) => wordsIn(cell).every(isBold)

const hasWords = (row) => [...row.cells].some((cell) => wordsIn(cell).length)

// The first rows that are all in bold, above others that are not.
function headsOf(rows) {
  const end = rows.findIndex((row) => !hasWords(row) || ![...row.cells].every(isAllBold))
  return end > 0 ? rows.slice(0, end) : []
}

// The cells of a first column that is all in bold, beside others that are not.
function labelsOf(rows) {
  const cells = []
  let covered = 0 // rows into which a cell above reaches
  for (const { cells: [first] } of rows) {
    if (!covered && first) cells.push(first)
    covered = covered ? covered - 1 : (first?.rowSpan || 1) - 1
  }
  const others = rows.flatMap((row) => [...row.cells]).filter((cell) => !cells.includes(cell) && wordsIn(cell).length)
  const isColumn = rows.length > 1 && others.length && !others.some(isAllBold) && cells.every((cell) => isAllBold(cell) && cell.colSpan === 1)
  return isColumn ? cells : []
}

/** Header cells where the source says so: by `thead`, or by a first row or column all in bold beside others that are not. */
export function headTables(body, left) {
  for (const cell of [...body.querySelectorAll("td[role=columnheader], td[role=rowheader]")]) rename(cell, "th")
  for (const table of body.querySelectorAll("table")) {
    for (const foot of table.querySelectorAll(":scope > tfoot")) table.append(foot)
    const rows = rowsOf(table)
    if (!rows.length) continue
    const heads = rows.filter((row) => row.parentElement.tagName === "THEAD")
    const isSaid = (row) => row.querySelector(":scope > th")
    const found = heads.length && heads.length < rows.length ? heads : rows.some(isSaid) ? [] : headsOf(rows)
    const others = rows.filter((row) => !found.includes(row) && row.querySelector(":scope > td"))
    const labels = others.some(isSaid) ? [] : labelsOf(others)
    for (const cell of [...found.flatMap((row) => [...row.cells]), ...labels]) if (cell.tagName === "TD") rename(cell, "th")
    for (const caption of table.querySelectorAll("caption")) {
      const title = rename(caption, "p")
      title.dataset.caption = ""
      table.before(title)
    }
    for (const columns of table.querySelectorAll("colgroup, col")) columns.remove()
    for (const heading of [...table.querySelectorAll("h1, h2, h3, h4, h5, h6")]) {
      if (heading.closest("th")) {
        unwrap(heading)
      } else {
        left.add("headings")
        rename(heading, "p")
      }
    }
  }
}
