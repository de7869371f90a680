import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const cutAfterActing = Law.define({
  id: "faults/cut-after-acting",
  title: "a lost answer leaves the outcome unknown, and nothing is sent again",
  why: "the money has moved: a resend or a failover pays it twice, and calling it failed loses it",
  routes: "covering",
  check: leavesUnknown({ kind: "cutAfterActing" })
})
