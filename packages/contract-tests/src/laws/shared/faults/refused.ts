import { sendsNothing } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const refused = Law.define({
  id: "faults/refused",
  title: "a refused connection is proof that nothing was sent",
  why: "if it is called unknown, the money waits for a look-up that cannot find it; if it is resent blindly, the next fault pays twice",
  routes: "covering",
  check: sendsNothing({ kind: "refused" })
})
