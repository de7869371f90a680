/**
 * Reads changes of the P2P platform's settings from JSON: every switch by name, nothing else.
 */
import * as Decode from "../internal/decode.ts"
import type { Settings } from "./Options.ts"
import { defaultSettings } from "./Options.ts"

/** The switches that are in the input; throws `BadInput`. */
export const decode = (value: unknown): Partial<Settings> => {
  const input = Decode.record(value, "settings", Object.keys(defaultSettings))
  const changes: { [K in keyof Settings]: Settings[K] | undefined } = {
    standartSign: input.standartSign === null ? null : Decode.optionalText(input, "standartSign"),
    duplicateOrders: Decode.optionalChoice(input, "duplicateOrders", ["accept", "refuse", "sameAnswer"]),
    payoutIdInPath: Decode.optionalChoice(input, "payoutIdInPath", ["orderId", "transactionId", "both"]),
    pollingAgreed: Decode.optionalBoolean(input, "pollingAgreed"),
    statusReads: Decode.optionalInteger(input, "statusReads"),
    statusWindow: Decode.optionalInteger(input, "statusWindow"),
    readLag: Decode.optionalInteger(input, "readLag"),
    errorStatus: Decode.optionalHttpStatus(input, "errorStatus"),
    refusalTexts: Decode.optionalChoice(input, "refusalTexts", ["documented", "longer"]),
    refusedLeaves: Decode.optionalChoice(input, "refusedLeaves", ["nothing", "rejected"]),
    okInCreateAnswer: Decode.optionalBoolean(input, "okInCreateAnswer"),
    okInStatusAnswer: Decode.optionalBoolean(input, "okInStatusAnswer"),
    gaps: Decode.optionalChoice(input, "gaps", ["null", "absent", "empty"]),
    times: Decode.optionalChoice(input, "times", ["utc", "micro", "zoned"]),
    echo: input.echo === null ? null : Decode.optionalText(input, "echo"),
    contentTypeOnReads: Decode.optionalBoolean(input, "contentTypeOnReads"),
    openPerRequisite: Decode.optionalInteger(input, "openPerRequisite"),
    cancelDelay: Decode.optionalInteger(input, "cancelDelay"),
    cheques: Decode.optionalInteger(input, "cheques")
  }
  return Decode.present(changes)
}
