/** The README's examples are the files that are compiled here, and they run. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { Money } from "@switchyard/core"
import * as Effect from "effect/Effect"
import { reports } from "./examples/acmePay.ts"
import { reconcile } from "./examples/reconcile.ts"
import { but, charge, header, payout, sale } from "./support/acmePay.ts"
import { bytesOf, text } from "./support/files.ts"

const content = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

it("the README has no other examples than the ones that are compiled", () => {
  const blocks = [...content("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  assert.deepStrictEqual(blocks, [content("./examples/acmePay.ts"), content("./examples/reconcile.ts")])
})

it.effect("the examples compare a report with a ledger", () =>
  Effect.gen(function* () {
    const file = bytesOf(text([header, sale, but(payout, "Currency", "ROUBLES"), charge]))
    const [reference, usd] = [String(sale[header.indexOf("Order")]), (value: string) => Money.unsafe(value, "USD")]
    const ledger = [
      { kind: "payment", reference, status: "paid", amount: usd("301.00"), net: usd("282.94") },
      { kind: "payout", reference: "payout-1", providerReference: "60000000", status: "paid" }
    ] as const
    const { badRows, findings, matched, services } = yield* reconcile(reports, file, ledger)
    assert.deepStrictEqual({ matched, services }, { matched: 1, services: 1 })
    assert.deepStrictEqual(
      badRows.map(({ column, line }) => [line, column]),
      [[3, "Currency"]]
    )
    assert.deepStrictEqual(
      findings.map(({ kind, reference }) => [kind, reference]),
      [["missing_at_provider", "payout-1"]]
    )
  })
)
