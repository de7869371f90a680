/**
 * The parts of an XLSX that hold its sheets, found as Excel finds them: from relationship to relationship, wherever they
 * lie and whatever they are called. They are handed on under the names that the reader of workbooks knows, and nothing
 * else of the archive is.
 */
import { posix } from "node:path"
import type { Archive } from "./archive.ts"
import { cellsIn, namesMissingText, noRows, sharedTexts, sheetText, textOf, textsIn } from "./markup.ts"
import { Refused } from "./messages.ts"

/** Parts by name, and how many cells their sheets have. */
export interface Parts {
  readonly parts: ReadonlyArray<readonly [name: string, text: string]>
  readonly cells: number
}

interface Relationship {
  readonly id: string
  /** The last word of its type, such as `worksheet`. */
  readonly type: string
  readonly target: string
}

const attribute = (tag: string, name: string): string => {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag) ?? []
  return double ?? single ?? ""
}

const decoded = (target: string): string => {
  const plain = target.replaceAll("&amp;", "&").replaceAll("\\", "/")
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

const relationshipsOf = async (archive: Archive, part: string): Promise<ReadonlyArray<Relationship>> => {
  const { base, dir } = posix.parse(part)
  const name = posix.join(dir, "_rels", `${base}.rels`)
  if (!archive.has(name)) return []
  const tags = textOf(await archive.part(name)).match(/<(?:\w+:)?Relationship\s[^>]*>/g) ?? []
  return tags.map((tag) => ({
    id: attribute(tag, "Id"),
    type: attribute(tag, "Type").split("/").at(-1) ?? "",
    target: posix.resolve("/", dir, decoded(attribute(tag, "Target")))
  }))
}

const types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
const typeOf = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"

const overridden = (name: string, type: string) => `<Override PartName="/${name}" ContentType="${types}.${type}+xml"/>`

const contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${[
  overridden("xl/workbook.xml", "sheet.main"),
  overridden("xl/sharedStrings.xml", "sharedStrings")
].join("")}</Types>`

const sheetName = (at: number) => `worksheets/sheet${at + 1}.xml`

const isSheet = ({ type }: Relationship): boolean => type.toLowerCase().endsWith("sheet")

const workbookOf = async (archive: Archive): Promise<string> => {
  const found = (await relationshipsOf(archive, "")).find(({ type }) => type === "officeDocument")
  const workbook = found?.target ?? "/xl/workbook.xml"
  if (/\.bin$/i.test(workbook)) throw new Refused("is XLSB and no XLSX; save it as XLSX")
  if (!archive.has(workbook)) throw new Refused("is a ZIP archive and no XLSX")
  return workbook
}

/** Finds the parts that hold sheets and unpacks them. */
export const partsOf = async (archive: Archive): Promise<Parts> => {
  const workbook = await workbookOf(archive)
  const related = await relationshipsOf(archive, workbook)
  const sheets = related.filter(isSheet)
  if (sheets.some(({ target, type }) => type === "worksheet" && !archive.has(target))) {
    throw new Refused("has sheets that cannot be found")
  }
  const parts: Array<readonly [string, string]> = [
    ["[Content_Types].xml", contentTypes],
    ["xl/workbook.xml", textOf(await archive.part(workbook))],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships>${sheets
        .map(({ id }, at) => `<Relationship Id="${id}" Type="${typeOf}" Target="${sheetName(at)}"/>`)
        .join("")}</Relationships>`
    ]
  ]
  const shared = related.find(({ type }) => type === "sharedStrings")?.target ?? "/xl/sharedStrings.xml"
  const texts = archive.has(shared) ? sharedTexts(await archive.part(shared)) : undefined
  if (texts !== undefined) parts.push(["xl/sharedStrings.xml", texts])
  const count = textsIn(texts ?? "")
  let cells = 0
  for (const [at, { target, type }] of sheets.entries()) {
    // A sheet of another kind, such as a chart, has no cells.
    const text = type === "worksheet" ? sheetText(await archive.part(target)) : noRows
    if (namesMissingText(text, count)) throw new Refused("has a cell with a text that is not there")
    parts.push([`xl/${sheetName(at)}`, text])
    cells += cellsIn(text)
  }
  return { parts, cells }
}
