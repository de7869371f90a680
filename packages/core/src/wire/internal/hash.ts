/**
 * The hash by which a request is known again: of all that a provider may compare, and of the account behind it. Two requests
 * have the same one only where each part of them is the same, whatever stands in the parts.
 */
import { createHash } from "node:crypto"
import * as Redacted from "effect/Redacted"
import type * as Http from "../../http/Http.ts"

// Which credential, program or trace it was says nothing about the request; whose account it is is compared beside it.
const notCompared = ["authorization", "user-agent", "traceparent", "tracestate", "baggage"]

/**
 * The hash of a request and of the account that it goes to. Headers named in `changing` are left out. It is kept like a
 * secret: whoever knows all but an account number can find that by it.
 */
export const hashOf = (
  { body, headers, method, origin, path }: Http.WireRequest,
  changing: ReadonlyArray<string>,
  account: ReadonlyArray<string>
): Redacted.Redacted<string> => {
  const leftOut = new Set([...notCompared, ...changing.map((name) => name.toLowerCase())])
  const compared = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !leftOut.has(name))
    .toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)))
  const parts = [
    // Another encoding is another hash: what was stored before is then never replayed.
    "switchyard/request/1",
    origin,
    method,
    path,
    ...counted(compared.flat()),
    ...counted([...leftOut].toSorted()),
    ...counted(body === undefined ? [] : [body]),
    ...counted(account)
  ]
  const hash = createHash("sha256")
  for (const part of parts) {
    // As it is sent: the same text and bytes are one body.
    const bytes = typeof part === "string" ? encoder.encode(part) : part
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return Redacted.make(hash.digest("hex"), { label: "request hash" })
}

const encoder = new TextEncoder()

const counted = (parts: ReadonlyArray<Http.Content>): ReadonlyArray<Http.Content> => [String(parts.length), ...parts]
