/**
 * Splits a line of CSV or TSV into cells, in two ways: by the rules of quotes, or by the delimiters alone, for exports that
 * do not quote and whose texts may begin with a quote. Which one holds is decided by who knows how many cells there must be.
 */

/** The state of splitting by quotes. */
export type Split =
  | { readonly _tag: "Whole"; readonly cells: ReadonlyArray<string> }
  /** The last cell's quote is not closed: `text` is what it holds so far. */
  | { readonly _tag: "Open"; readonly cells: ReadonlyArray<string>; readonly text: string }
  /** Something stands behind a closing quote. */
  | { readonly _tag: "Broken" }

const isSpace = (character: string | undefined, delimiter: string): boolean =>
  character !== undefined && character !== delimiter && /\s/.test(character)

/** Splits by quotes; `within` is whether the line begins inside of them. Blanks around a quoted cell are no part of it. */
export const splitQuoted = (line: string, delimiter: string, within = false): Split => {
  const cells: Array<string> = []
  let at = 0
  let isQuoted = within
  for (;;) {
    if (!isQuoted) {
      let start = at
      while (isSpace(line[start], delimiter)) start += 1
      if (line[start] !== '"') {
        const end = line.indexOf(delimiter, at)
        if (end < 0) return { _tag: "Whole", cells: [...cells, line.slice(at)] }
        cells.push(line.slice(at, end))
        at = end + 1
        continue
      }
      at = start + 1
    }
    let text = ""
    for (;;) {
      const quote = line.indexOf('"', at)
      if (quote < 0) return { _tag: "Open", cells, text: text + line.slice(at) }
      text += line.slice(at, quote)
      at = quote + 1
      if (line[at] !== '"') break
      text += '"'
      at += 1
    }
    isQuoted = false
    cells.push(text)
    while (isSpace(line[at], delimiter)) at += 1
    if (at >= line.length) return { _tag: "Whole", cells }
    if (line[at] !== delimiter) return { _tag: "Broken" }
    at += 1
  }
}

const unquoted = (cell: string): string => {
  const trimmed = cell.trim()
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1).replaceAll('""', '"')
    : cell
}

/** Splits at every delimiter; a pair of quotes around a cell is taken off. */
export const splitPlainly = (line: string, delimiter: string): ReadonlyArray<string> =>
  line.split(delimiter).map(unquoted)
