/** The laws of pulling, in the order in which they are run. */
import type { Law } from "../../Law.ts"
import type { Pull, SettlementHarness } from "../../SettlementHarness.ts"
import { ends } from "./pull/ends.ts"
import { equalAmounts } from "./pull/equalAmounts.ts"
import { everyRow } from "./pull/everyRow.ts"
import { fee } from "./pull/fee.ts"
import { goesOn } from "./pull/goesOn.ts"
import { halfOpen } from "./pull/halfOpen.ts"
import { hides } from "./pull/hides.ts"
import { movedPages } from "./pull/movedPages.ts"
import { notComplete } from "./pull/notComplete.ts"
import { onceById } from "./pull/onceById.ts"
import { ownIds } from "./pull/ownIds.ts"
import { pageFails } from "./pull/pageFails.ts"
import { sums } from "./pull/sums.ts"
import { unknownWord } from "./pull/unknownWord.ts"

/** Every law of pulling. */
export const laws: ReadonlyArray<Law<Pull | SettlementHarness>> = [
  everyRow,
  sums,
  fee,
  ends,
  ownIds,
  equalAmounts,
  onceById,
  pageFails,
  goesOn,
  movedPages,
  halfOpen,
  notComplete,
  unknownWord,
  hides
]
