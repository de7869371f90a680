import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const rubbish = Law.define({
  id: "faults/rubbish",
  title: "a 2xx answer that cannot be decoded leaves the outcome unknown",
  why: "the provider has acted: whoever calls this a failure pays again elsewhere, whoever calls it a success invents an id",
  replay: true,
  routes: "covering",
  check: leavesUnknown({ kind: "rubbish" })
})
