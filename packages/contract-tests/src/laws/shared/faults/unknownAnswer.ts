import { leavesUnknown } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const unknownAnswer = Law.define({
  id: "faults/unknown-answer",
  title: "an error that the documents do not list leaves the outcome unknown",
  why: "only an answer that is known to be final may free the money; a new code can mean 'already being paid'",
  replay: true,
  routes: "covering",
  check: leavesUnknown({ kind: "unknownAnswer" })
})
