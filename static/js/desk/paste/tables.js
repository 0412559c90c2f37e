// Tables: a row that heads its table is made of header cells.
import { textsIn, rename, unwrap } from "desk/paste/source"
import { isBold } from "desk/paste/words"

const rowsOf = (table) => [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table)
const wordsIn = (cell) => textsIn(cell).filter((text) => text.data.trim())
const isAllBold = (cell) => wordsIn(cell).every(isBold)

function headsItsTable(rows) {
  const [first, ...others] = rows
  const cells = [...first.cells]
  if (!others.length || !cells.some((cell) => wordsIn(cell).length)) return false
  return cells.every(isAllBold) && others.some((row) => [...row.cells].some((cell) => !isAllBold(cell)))
}

/** Header cells where the source says so: by `thead`, or by a first row all in bold above others that are not. */
export function headTables(body) {
  for (const table of body.querySelectorAll("table")) {
    const rows = rowsOf(table)
    if (!rows.length) continue
    const heads = rows.filter((row) => row.parentElement.tagName === "THEAD")
    const isSaid = rows.some((row) => row.querySelector("th"))
    const found = heads.length && heads.length < rows.length ? heads : !isSaid && headsItsTable(rows) ? [rows[0]] : []
    for (const cell of found.flatMap((row) => [...row.cells])) if (cell.tagName === "TD") rename(cell, "th")
    for (const caption of table.querySelectorAll("caption")) table.before(rename(caption, "p"))
    for (const columns of table.querySelectorAll("colgroup, col")) columns.remove()
    for (const heading of [...table.querySelectorAll("h1, h2, h3, h4, h5, h6")]) {
      if (heading.closest("th")) unwrap(heading)
      else rename(heading, "p")
    }
  }
}
