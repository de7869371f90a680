/** Each wrong adapter of a statement breaks exactly the laws of pulling that are named for it. */
import { describe, expect, test } from "vitest"
import { SettlementContract } from "../src/index.ts"
import { settlement } from "./support/settlement.ts"
import { broken } from "./support/trial.ts"
import { pulledSums } from "./wrong/pulledSums.ts"
import { pulls } from "./wrong/pulls.ts"

describe("wrong adapters of a statement", () => {
  test.for([...pulls, ...pulledSums])("$name: $mistake", async (wrong) => {
    const found = await broken(SettlementContract.laws, () => settlement(wrong.parts))
    expect([...found.keys()].toSorted(), [...found.values()].join("\n")).toEqual(wrong.breaks.toSorted())
  })
})
