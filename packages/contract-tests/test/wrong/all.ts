/** Every deliberately wrong adapter. */
import { amounts } from "./amounts.ts"
import { answers } from "./answers.ts"
import { asked } from "./asked.ts"
import { callbacks } from "./callbacks.ts"
import { capabilities } from "./capabilities.ts"
import { changes } from "./changes.ts"
import { clocks } from "./clocks.ts"
import { commits } from "./commits.ts"
import { destinations } from "./destinations.ts"
import { drafts } from "./drafts.ts"
import { gateways } from "./gateways.ts"
import { identity } from "./identity.ts"
import { instances } from "./instances.ts"
import { keys } from "./keys.ts"
import { leaks } from "./leaks.ts"
import { leftovers } from "./leftovers.ts"
import { lists } from "./lists.ts"
import { others } from "./others.ts"
import { payerPaid } from "./payerPaid.ts"
import { payerSteps } from "./payerSteps.ts"
import { readings } from "./readings.ts"
import { refunds } from "./refunds.ts"
import { replays } from "./replays.ts"
import { routes } from "./routes.ts"
import { sending } from "./sending.ts"
import { statuses } from "./statuses.ts"
import { sums } from "./sums.ts"
import { texts } from "./texts.ts"
import { words } from "./words.ts"
import type { Wrong } from "./wrong.ts"

export const all: ReadonlyArray<Wrong> = [
  ...sending,
  ...answers,
  ...words,
  ...readings,
  ...identity,
  ...lists,
  ...keys,
  ...replays,
  ...destinations,
  ...asked,
  ...amounts,
  ...routes,
  ...commits,
  ...leftovers,
  ...drafts,
  ...changes,
  ...refunds,
  ...statuses,
  ...payerPaid,
  ...payerSteps,
  ...callbacks,
  ...capabilities,
  ...leaks,
  ...clocks,
  ...gateways,
  ...texts,
  ...instances,
  ...sums,
  ...others
]
