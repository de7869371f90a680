import { readFileSync } from "node:fs"
import { Switchyard } from "@switchyard/facade"

const switchyard = await Switchyard.open(JSON.parse(readFileSync("switchyard.json", "utf8")), { env: process.env })

/** What to answer; `body` is the bytes as they came, before anything has parsed them. */
export const receive = async (instance: string, body: Uint8Array, headers: Record<string, string>, path: string) => {
  const answer = await switchyard.parseCallback(instance, { body, headers, path, receivedAt: new Date() })
  switch (answer._tag) {
    case "events": // None, where it is genuine and about nothing of ours.
      for (const { kind, reference, providerReference, payment } of answer.events) {
        // No event is ever more than a reason to find the operation and to read its status.
        console.log(kind, reference ?? providerReference, payment)
      }
      return 200
    case "unverifiable": // Or keep it, and parse it again later with the same `receivedAt`.
      return 503
    case "refused":
    case "unsupported":
      return 200
  }
}
