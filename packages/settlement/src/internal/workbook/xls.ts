/** Reads an XLS. */
import * as Spreadsheet from "@e965/xlsx"
import { encrypted } from "./messages.ts"
import { options } from "./sheets.ts"

/** Reads an XLS as a whole. */
export const readXls = (content: Buffer): Spreadsheet.WorkBook => {
  const container = Spreadsheet.CFB.read(content, { type: "buffer" })
  if (Spreadsheet.CFB.find(container, "EncryptedPackage") !== null) throw encrypted()
  return Spreadsheet.read(content, { type: "buffer", ...options })
}
