import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const cutBeforeReading = Law.define({
  id: "faults/cut-before-reading",
  title: "a connection that ends after it stood leaves the outcome unknown, whatever the provider read",
  why: "from here nobody can see whether the request was read: sending again is a second payout in the other case",
  routes: "covering",
  check: leavesUnknown({ kind: "cutBeforeReading" })
})
