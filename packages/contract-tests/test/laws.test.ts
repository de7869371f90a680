/** Rules for the laws themselves. */
import { existsSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { PaymentContract, PayoutContract, RefundContract } from "../src/index.ts"
import { generated, laws, written } from "./support/table.ts"
import { all } from "./wrong/all.ts"

const inCamelCase = (text: string) => text.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

describe("the laws", () => {
  test("each has at least one wrong adapter that breaks it, for each kind that has it as its own", () => {
    const own = (kind: string) =>
      laws.filter(({ kinds }) => kinds.length === 1 && kinds[0] === kind).map(({ id }) => id)
    const caught = (kind?: string) =>
      all.filter((wrong) => kind === undefined || wrong.kind === kind).flatMap(({ breaks }) => breaks)
    expect(laws.map(({ id }) => id).filter((id) => !caught().includes(id))).toEqual([])
    for (const kind of ["payouts", "payments", "refunds"]) {
      expect(own(kind).filter((id) => !caught(kind).includes(id))).toEqual([])
    }
    // Two laws with one name.
    for (const kind of ["payouts", "payments"]) expect(caught(kind)).toContain("capabilities/quote")
  })

  test("each wrong adapter names laws that exist", () => {
    const known = laws.map(({ id }) => id)
    expect(all.flatMap(({ breaks }) => breaks).filter((id) => !known.includes(id))).toEqual([])
  })

  test("no name is used twice", () => {
    const names = all.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const list of [PayoutContract.laws, PaymentContract.laws, RefundContract.laws]) {
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
    }
  })

  test("each lives in the file of its name", () => {
    const isThere = (id: string) =>
      ["shared", "payouts", "payments", "refunds"].some((folder) =>
        existsSync(new URL(`../src/laws/${folder}/${inCamelCase(id)}.ts`, import.meta.url))
      )
    expect(laws.map(({ id }) => id).filter((id) => !isThere(id))).toEqual([])
  })

  test("each says why it matters, and no secret of its making", () => {
    for (const law of [...PayoutContract.laws, ...PaymentContract.laws, ...RefundContract.laws]) {
      expect(law.title.length).toBeGreaterThan(20)
      expect(law.why.length).toBeGreaterThan(40)
      expect(law.group).toBe(law.id.split("/")[0])
    }
  })

  test("the table in the README is the one that `npm run table` writes", () => {
    expect(written(), "run `npm run table -w @switchyard/contract-tests`").toBe(generated())
  })
})
