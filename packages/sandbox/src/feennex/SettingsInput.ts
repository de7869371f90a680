/**
 * Reads changes of the settings from JSON: every switch by name, nothing else.
 */
import * as Decode from "../internal/decode.ts"
import type { Course } from "./Courses.ts"
import { courses } from "./Courses.ts"
import { forms } from "./Ids.ts"
import type { Settings } from "./Settings.ts"
import { defaultSettings } from "./Settings.ts"

const isCourse = (name: string): name is Course => Object.hasOwn(courses, name)
const courseNames = [...Object.keys(courses).filter(isCourse), "sometimes" as const]

/** The switches that are in the input; throws `BadInput`. */
export const decode = (value: unknown): Partial<Settings> => {
  const input = Decode.record(value, "settings", Object.keys(defaultSettings))
  const code = Decode.optionalInteger(input, "notFoundCode")
  if (code !== undefined && code !== 2000 && code !== 7) throw new Decode.BadInput("notFoundCode must be 2000 or 7")
  const changes: { [K in keyof Settings]: Settings[K] | undefined } = {
    uniqueOrders: Decode.optionalBoolean(input, "uniqueOrders"),
    isUniqueMeans: Decode.optionalChoice(input, "isUniqueMeans", ["order", "setting", "sometimes"]),
    psData: Decode.optionalChoice(input, "psData", ["object", "text", "null", "sometimes"]),
    psDataCurrency: Decode.optionalChoice(input, "psDataCurrency", ["word", "code", "codeText"]),
    psDataCourse: Decode.optionalChoice(input, "psDataCourse", courseNames),
    payoutIds: Decode.optionalChoice(input, "payoutIds", forms),
    paymentIds: Decode.optionalChoice(input, "paymentIds", forms),
    idsInStatus: Decode.optionalChoice(input, "idsInStatus", ["same", "other"]),
    refusedLeaves: Decode.optionalChoice(input, "refusedLeaves", ["nothing", "rejected"]),
    callbackFormat: Decode.optionalChoice(input, "callbackFormat", ["form", "json"]),
    tooEarly: Decode.optionalChoice(input, "tooEarly", ["count", "refuse"]),
    payoutStatusInterval: Decode.optionalInteger(input, "payoutStatusInterval"),
    invoiceCheckInterval: Decode.optionalInteger(input, "invoiceCheckInterval"),
    errorStatus: Decode.optionalHttpStatus(input, "errorStatus"),
    echo: input.echo === null ? null : Decode.optionalText(input, "echo"),
    notFoundCode: code,
    readLag: Decode.optionalInteger(input, "readLag"),
    tryWriteOffName: Decode.optionalChoice(input, "tryWriteOffName", ["shop_write_off", "write_off_amount"]),
    accountFormat: Decode.optionalChoice(input, "accountFormat", ["announced", "enforced"]),
    accountConfig: Decode.optionalChoice(input, "accountConfig", ["nested", "flat"]),
    rejectedReasonIn: Decode.optionalChoice(input, "rejectedReasonIn", ["everyAnswer", "listed"]),
    signedNumbers: Decode.optionalChoice(input, "signedNumbers", ["lexeme", "python"]),
    redirectMethod: Decode.optionalChoice(input, "redirectMethod", ["GET", "POST"]),
    h2hAnswer: Decode.optionalChoice(input, "h2hAnswer", ["enveloped", "bare"]),
    payerDelay: Decode.optionalInteger(input, "payerDelay"),
    secondReceipt: Decode.optionalChoice(input, "secondReceipt", ["refuse", "drop", "replace", "add"]),
    receiptComment: Decode.optionalChoice(input, "receiptComment", ["null", "absent"]),
    registerHeader: Decode.optionalChoice(input, "registerHeader", ["example", "table"]),
    emptyRegister: Decode.optionalChoice(input, "emptyRegister", ["header", "nothing"]),
    times: Decode.optionalChoice(input, "times", ["blank", "iso", "micro", "zoned", "utc"]),
    updatedAs: Decode.optionalChoice(input, "updatedAs", ["text", "number"]),
    payoutEmailRequired: Decode.optionalBoolean(input, "payoutEmailRequired"),
    paymentEmailRequired: Decode.optionalBoolean(input, "paymentEmailRequired")
  }
  return Decode.present(changes)
}
