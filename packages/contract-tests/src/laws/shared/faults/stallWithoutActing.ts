import { stalls } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const stallWithoutActing = Law.define({
  id: "faults/stall-without-acting",
  title: "silence until the deadline leaves the outcome unknown, also when the provider did nothing",
  why: "a stalled request may still be carried out later: only a look-up decides",
  routes: "covering",
  check: stalls({ kind: "stallWithoutActing" })
})
