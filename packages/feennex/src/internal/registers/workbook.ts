/** What an XLSX says of itself: where its sheets are, in their order, and from which year it counts days. */
import type { Archive } from "./archive.ts"
import { malformed } from "./limits.ts"
import { readPart } from "./markup.ts"

/** What an XLSX says of itself. */
export interface Workbook {
  readonly sheets: ReadonlyArray<string>
  readonly sharedStrings: string
  readonly from1904: boolean
}

const nothing = () => undefined

const maxSheets = 100

// Targets are relative to xl/ or begin at the root of the archive.
const partOf = (target: string): string => (target.startsWith("/") ? target.slice(1) : `xl/${target}`)

/** Reads xl/workbook.xml and its relations. */
export const readWorkbook = async (archive: Archive): Promise<Workbook> => {
  if (!archive.has("xl/workbook.xml")) throw malformed("is a ZIP archive and no XLSX")
  const ids: Array<string> = []
  let from1904 = false
  await readPart(archive.pieces("xl/workbook.xml"), {
    open: (name, attributes) => {
      if (name === "workbookPr") from1904 = attributes.date1904 === "1" || attributes.date1904 === "true"
      if (name !== "sheet") return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1]
      if (id === undefined || ids.length >= maxSheets) throw malformed("has sheets that cannot be found")
      ids.push(id)
    },
    text: nothing,
    close: nothing
  })
  const targets = new Map<string, string>()
  let sharedStrings = "xl/sharedStrings.xml"
  await readPart(archive.pieces("xl/_rels/workbook.xml.rels"), {
    open: (name, { Id: id, Target: target, Type: type }) => {
      if (name !== "Relationship" || id === undefined || target === undefined || targets.size > 1000) return
      targets.set(id, partOf(target))
      if (type?.endsWith("/sharedStrings")) sharedStrings = partOf(target)
    },
    text: nothing,
    close: nothing
  })
  const sheets = ids.map((id) => targets.get(id) ?? "")
  if (sheets.some((part) => !archive.has(part))) throw malformed("has sheets that cannot be found")
  return { sheets, sharedStrings, from1904 }
}
