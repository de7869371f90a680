import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const redirect = Law.define({
  id: "faults/redirect",
  title: "a redirect is an answer, is not followed, and leaves the outcome unknown",
  why: "following it sends the payout a second time, with its secrets, to an address that an answer has named",
  replay: true,
  routes: "covering",
  check: leavesUnknown({ kind: "redirect" })
})
