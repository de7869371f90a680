/** Why an operation cannot be processed with this config: its account is compared before anything is sent, and before every read. */
import type { Row } from "../store/Row.ts"
import { accountAt, knowsContext } from "./accounts.ts"
import type { Service } from "./OperationRunner.ts"

/** Why the operation cannot be processed with this config, if so. What is not sent yet may go to any account, but a refund. */
export const obstacle = ({ switchyard }: Pick<Service, "switchyard">, row: Row): string | undefined => {
  if (row.provider === null || (row.step === "submit" && row.parent === null)) return undefined
  const account = accountAt({ switchyard }, row, row.provider)
  if (account === undefined) return `${row.provider} is not configured any more`
  if (!knowsContext({ switchyard }, row, row.provider)) return `${row.provider} has no context of this name any more`
  return row.fingerprint !== null && row.fingerprint !== account.fingerprint
    ? `${row.provider} now leads to another merchant account`
    : undefined
}
