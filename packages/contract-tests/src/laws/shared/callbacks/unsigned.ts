import { pairs } from "../../../internal/tamper.ts"
import { withstands } from "../../../internal/tampering.ts"
import * as Law from "../../../Law.ts"

export const unsigned = Law.define({
  id: "callbacks/unsigned",
  title: "a callback without its signature, or without any other part, is believed in nothing that was changed",
  why: "a check that is skipped when the signature is missing is no check: leaving it out is the first thing to try",
  replay: true,
  routes: "covering",
  check: withstands(pairs)
})
