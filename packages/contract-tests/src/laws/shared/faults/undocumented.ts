import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const undocumented = Law.define({
  id: "faults/undocumented",
  title: "a 2xx answer without the documented members leaves the outcome unknown",
  why: "a status code alone proves neither that the money moved nor that it did not",
  replay: true,
  routes: "covering",
  check: leavesUnknown({ kind: "undocumented" })
})
