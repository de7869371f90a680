import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const html502 = Law.define({
  id: "faults/html-502",
  title: "a proxy's 502 leaves the outcome unknown",
  why: "the proxy lost the answer of a server behind it that has paid: retrying by HTTP status pays twice",
  replay: true,
  routes: "covering",
  check: leavesUnknown({ kind: "html502" })
})
