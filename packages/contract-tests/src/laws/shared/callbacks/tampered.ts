import { variations } from "../../../internal/tamper.ts"
import { withstands } from "../../../internal/tampering.ts"
import * as Law from "../../../Law.ts"

export const tampered = Law.define({
  id: "callbacks/tampered",
  title: "a callback with any member changed or left out is rejected, or says nothing that was changed",
  why: "whoever can change one member of a believed callback decides whose payment is credited, and with how much",
  replay: true,
  routes: "covering",
  check: withstands(variations)
})
