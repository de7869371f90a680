/** Known values are pushed through every operation, echoed by every answer, and looked for in all that is printed. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { account } from "./support/account.ts"
import { changedBy } from "./support/fixtures.ts"
import { canariesOf, everyOption, operations } from "./support/operations.ts"
import { recorder, type Sent } from "./support/recorder.ts"
import { witness } from "./support/witness.ts"

/** Every way in which an error or value becomes text. */
const renderings = (value: unknown): ReadonlyArray<string> => [
  String(value),
  JSON.stringify(value) ?? "",
  inspect(value, { depth: 10 }),
  inspect(value, { depth: 10, showHidden: true, getters: true }),
  Cause.pretty(Cause.fail(value)),
  value instanceof Error ? `${value.message} ${value.stack} ${value.cause}` : ""
]

/** A value in the forms a provider may echo it in. */
const forms = (value: string): ReadonlyArray<string> => [value, value.toUpperCase(), encodeURIComponent(value)]

/** Everything that was sent, and everything that is known, in many forms. */
const echo = (sent: Sent, known: ReadonlyArray<string>): string =>
  ["Sorry:", sent.text, sent.headers.authorization, ...known.flatMap(forms)].join(" | ")

const error = (status: number, type: string, code: string | undefined, message: string) =>
  new Response(JSON.stringify({ error: { type, code, message, decline_code: message } }), { status })

const clientSecret = "pi_1_secret_canaryclient"

const echoing: Readonly<Record<string, (sent: Sent, all: string) => Response>> = {
  "a refusal": (_, all) => error(400, "invalid_request_error", "parameter_missing", all),
  "a decline with its intent": (_, all) =>
    new Response(
      JSON.stringify({
        error: {
          type: "card_error",
          code: "card_declined",
          message: all,
          payment_intent: { id: "pi_1", client_secret: clientSecret }
        }
      }),
      { status: 402 }
    ),
  "not found": (_, all) => error(404, "invalid_request_error", "resource_missing", all),
  "an unknown error": (_, all) => error(400, "invalid_request_error", "somebody_sneezed", all),
  "a code that echoes": (_, all) => error(400, all, all, all),
  "a page with HTTP 500": (_, all) => new Response(all, { status: 500 }),
  "another shape": (_, all) => new Response(JSON.stringify({ [all]: all, object: all })),
  "a payout that failed": (_, all) =>
    new Response(
      changedBy("payout", {
        id: "po_1",
        status: "failed",
        failure_balance_transaction: "txn_1",
        failure_message: all,
        "metadata.switchyard_payout": "out-1"
      })
    ),
  "a payment that was declined": (_, all) =>
    new Response(
      changedBy("payment-intent", {
        id: "pi_1",
        status: "requires_payment_method",
        client_secret: clientSecret,
        last_payment_error: { code: "card_declined", message: all },
        "metadata.switchyard_payment": "order-1",
        "metadata.switchyard_confirmed": "true"
      })
    ),
  "a broken connection": (sent, all) => {
    throw Object.assign(new Error(all), { code: "ECONNRESET", request: sent })
  }
}

describe.each(Object.keys(operations))("%s shows no secret and no person", (operation) => {
  it.effect.each(Object.keys(echoing))("after %s that echoes all", (name) =>
    Effect.gen(function* () {
      const stripe = yield* account(everyOption)
      const known = canariesOf(operation)
      const answer = echoing[name] ?? assert.fail(name)
      const network = recorder((sent) => answer(sent, echo(sent, known)))
      const eyes = witness()
      const call = operations[operation] ?? assert.fail(operation)
      const logged = Effect.tapCause(call(stripe), (cause) => Effect.logError("it failed", cause))
      const exit = yield* Effect.exit(network.provide(eyes.watch(logged)))
      assert.isNotEmpty(network.sent)
      const value = Exit.isSuccess(exit) ? exit.value : Cause.squash(exit.cause)
      const outputs = [...renderings(value), ...renderings(exit), ...eyes.lines, ...eyes.spans()]
      for (const text of outputs.map((one) => one.toLowerCase())) {
        for (const secret of [...known, clientSecret].flatMap(forms)) {
          assert.isFalse(text.includes(secret.toLowerCase()), `${secret} is shown in: ${text}`)
        }
      }
    })
  )
})
