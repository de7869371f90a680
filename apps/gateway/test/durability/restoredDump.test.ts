/** A dump is put into the server that nodes have worked on since. */
import { describe, it } from "vitest"
import { inFull } from "../depth.ts"
import { goBack } from "./support/goingBack.ts"
import * as Ways from "./support/ways.ts"

describe("records that went back with a dump", { timeout: 600_000 }, () => {
  it("are noticed by a node that runs on the same tables", () => goBack(Ways.rows, "runs"))

  inFull("are noticed by a node that starts on the same tables", () => goBack(Ways.rows, "starts"))

  inFull("are noticed by a node that starts on new tables", () => goBack(Ways.tables, "starts"))
})
