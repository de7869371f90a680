import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const truncated = Law.define({
  id: "faults/truncated",
  title: "half an answer leaves the outcome unknown",
  why: "the missing half may be the success; a parser error is no decision of the provider",
  routes: "covering",
  check: leavesUnknown({ kind: "truncate" })
})
