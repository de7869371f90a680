/** Every deliberately wrong adapter. */
import { amounts } from "./amounts.ts"
import { answers } from "./answers.ts"
import { callbacks } from "./callbacks.ts"
import { capabilities } from "./capabilities.ts"
import { identity } from "./identity.ts"
import { leaks } from "./leaks.ts"
import { payerPaid } from "./payerPaid.ts"
import { sending } from "./sending.ts"
import { statuses } from "./statuses.ts"
import { words } from "./words.ts"
import type { Wrong } from "./wrong.ts"

export const all: ReadonlyArray<Wrong> = [
  ...sending,
  ...answers,
  ...words,
  ...identity,
  ...amounts,
  ...statuses,
  ...payerPaid,
  ...callbacks,
  ...capabilities,
  ...leaks
]
