import { stalls } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const stallAfterActing = Law.define({
  id: "faults/stall-after-acting",
  title: "silence until the deadline leaves the outcome unknown, and nothing is sent again at or after it",
  why: "the provider has paid: a timeout that is retried or called failed is the classic double payout",
  routes: "covering",
  check: stalls({ kind: "stallAfterActing" })
})
