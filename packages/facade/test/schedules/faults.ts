/**
 * Random faults of one provider's answers: every way a connection can go wrong, its own errors, documented and not, and
 * answers that nobody can make sense of. None of them lies about money: what is carried out is never answered with a
 * documented refusal in a form that proves it.
 */
import type { Fault } from "@switchyard/sandbox"
import * as fc from "fast-check"
import type { ByOrderId } from "./schedule.ts"

const late = fc.constantFrom(1_000, 29_000, 45_000, 400_000, 1_000_000, 1_150_000, 7_200_000)

// What is carried out and answered like this must not look like a documented refusal.
const rubbish = fc.record({
  kind: fc.constant("answer" as const),
  status: fc.constantFrom(200, 200, 201, 302, 400, 404, 500, 503),
  acts: fc.boolean(),
  body: fc.constantFrom(
    "",
    "null",
    "[]",
    "not json",
    "{}",
    '{"ok":true}',
    '{"ok":false}',
    '{"ok":false,"error":"order_id already exists"}',
    '{"ok":true,"error":"low balance"}',
    '{"result":true,"error_code":0,"message":"Ok","data":null}',
    '{"result":true,"error_code":0,"message":"Ok","data":{}}',
    '{"result":false,"error_code":0,"message":"","data":null}',
    '{"result":true,"error_code":9,"message":"Insufficient balance","data":null}',
    '{"result":false,"error_code":9,"message":"Insufficient balance","data":{"id":"1"}}',
    '{"result":false,"error_code":2000,"message":"other exception","data":null}',
    '{"result":false,"error_code":31,"message":"no such row in the table","data":null}'
  )
})

// A real refusal, but from something that proves nothing: a gateway's 5xx or a redirect.
const unproven = fc.record({
  kind: fc.constant("answer" as const),
  status: fc.constantFrom(302, 500, 502),
  acts: fc.boolean(),
  body: fc.constantFrom(
    '{"ok":false,"error":"low balance"}',
    '{"result":false,"error_code":9,"message":"Insufficient balance","data":null}'
  )
})

const broken: ReadonlyArray<fc.Arbitrary<Fault>> = [
  fc.constantFrom<Fault>(
    { kind: "refuse" },
    { kind: "resetBefore" },
    { kind: "resetAfter" },
    { kind: "resetAfter" },
    { kind: "silentBefore" },
    { kind: "silentAfter" },
    { kind: "truncate" }
  ),
  fc.record({ kind: fc.constant("html" as const), status: fc.constantFrom(200, 404, 502, 504), acts: fc.boolean() }),
  fc.record({ kind: fc.constant("delay" as const), ms: late, when: fc.constantFrom("before", "after") }),
  fc.record({ kind: fc.constant("rateLimit" as const), retryAfter: fc.constantFrom(1, 60, 600) }),
  rubbish,
  unproven
]

const feennexError = fc.constantFrom(1, 3, 4, 5, 6, 7, 8, 9, 9, 10, 12, 13, 15, 16, 31, 100, 2000).chain((code) =>
  fc.record({
    kind: fc.constant("error" as const),
    code: fc.constant(code),
    status: fc.constantFrom(200, 200, 400, 500)
  })
)

const notFound: fc.Arbitrary<Fault> = fc.constantFrom(
  { kind: "error", code: 7 },
  { kind: "error", code: 2000, message: "Withdraw (id=1) wasn't found" }
)

const p2pError: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constant("error" as const),
  message: fc.constantFrom(
    "low balance",
    "low balance",
    "overloading requisite",
    "this payment method is disabled for your merchant",
    "order_id already exists",
    "pay out not found",
    "something went wrong"
  ),
  status: fc.constantFrom(200, 400, 500)
})

/** A fault of creates or status reads at one provider. */
export const faultOf = (at: ByOrderId, call: "create" | "status"): fc.Arbitrary<Fault> => {
  const own = at === "p2p" ? p2pError : call === "create" ? feennexError : fc.oneof(feennexError, notFound)
  return fc.oneof({ weight: 3, arbitrary: own }, ...broken.map((arbitrary) => ({ weight: 2, arbitrary })))
}
