/** The laws of payouts alone. */
import type { PayoutProvider } from "@switchyard/core/PayoutProvider"
import type { Harness } from "../../Harness.ts"
import type { Law } from "../../Law.ts"
import type { Subject } from "../../Subject.ts"
import { ownUnit } from "./amounts/ownUnit.ts"
import { debit } from "./asked/debit.ts"
import { members as askedMembers } from "./asked/members.ts"
import { offer } from "./asked/offer.ts"
import { source } from "./asked/source.ts"
import { undeclared } from "./asked/undeclared.ts"
import { balance } from "./capabilities/balance.ts"
import { cancel } from "./capabilities/cancel.ts"
import { checkAccount } from "./capabilities/checkAccount.ts"
import { holder } from "./capabilities/holder.ts"
import { quote } from "./capabilities/quote.ts"
import { quoteByDebit } from "./capabilities/quoteByDebit.ts"
import { account } from "./destination/account.ts"
import { digits } from "./destination/digits.ts"
import { letters } from "./destination/letters.ts"
import { members } from "./destination/members.ts"
import { ownDestination } from "./identity/ownDestination.ts"

/** Every law of payouts alone. */
export const laws: ReadonlyArray<Law<PayoutProvider | Subject | Harness>> = [
  ownUnit,
  account,
  members,
  digits,
  letters,
  ownDestination,
  askedMembers,
  undeclared,
  source,
  debit,
  offer,
  cancel,
  quote,
  quoteByDebit,
  checkAccount,
  holder,
  balance
]
