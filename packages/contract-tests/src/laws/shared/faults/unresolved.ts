import { sendsNothing } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const unresolved = Law.define({
  id: "faults/unresolved",
  title: "a name that is not resolved is proof that nothing was sent",
  why: "only what is known not to have left may go to another provider; a name that fails must not block that",
  routes: "covering",
  check: sendsNothing({ kind: "unresolved" })
})
