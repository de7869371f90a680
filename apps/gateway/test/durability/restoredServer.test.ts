/** A backup of the server's files, or of a whole database in it, takes the place of what nodes have worked on since. */
import { describe, it } from "vitest"
import { inFull } from "../depth.ts"
import { goBack } from "./support/goingBack.ts"
import * as Ways from "./support/ways.ts"

describe("records that went back with their server", { timeout: 600_000 }, () => {
  inFull("are noticed by a node that runs on restored files", () => goBack(Ways.files, "runs"))

  it("are noticed by a node that starts on restored files", () => goBack(Ways.files, "starts"))

  inFull("are noticed by a node that runs on a copy of its database under the same name", () =>
    goBack(Ways.copy, "runs")
  )
})
