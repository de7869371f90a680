/**
 * The accounts at which an operation can be: those that the config leads to, in the context of the operation. In another
 * context it is another account, and nothing of the operation is there; at another provider a context of the same name is another
 * account as well.
 */
import { OperationContext } from "@switchyard/core"
import type { Account } from "../lifecycle/Facts.ts"
import type { Kind } from "../lifecycle/Status.ts"
import type { Row } from "../store/Row.ts"
import type { UsedAccount } from "../store/Store.ts"
import type { Service } from "./OperationRunner.ts"

type Config = Pick<Service, "switchyard">
type InContext = Pick<Row, "kind" | "request">

type Instance = Service["switchyard"]["instances"][number]

const manifests = {
  payment: ({ capabilities }) => capabilities.payments,
  payout: ({ capabilities }) => capabilities.payouts,
  refund: ({ capabilities }) => capabilities.refunds
} as const satisfies Readonly<Record<Kind, (instance: Instance) => { readonly context?: unknown } | undefined>>

/** The account that an instance leads to for an operation; undefined where no such instance is configured. */
export const accountAt = (
  { switchyard }: Config,
  { request }: Pick<Row, "request">,
  instance: string
): Account | undefined => {
  const found = switchyard.instances.find(({ name }) => name === instance)
  return found && { instance, fingerprint: OperationContext.account(found.fingerprint, request.context) }
}

/** Whether an instance can be told the context of an operation; one without a context any instance can be asked about. */
export const knowsContext = ({ switchyard }: Config, { kind, request }: InContext, instance: string): boolean => {
  const found = switchyard.instances.find(({ name }) => name === instance)
  const names = found && manifests[kind](found)?.context
  return OperationContext.unknown(request.context, names).length === 0
}

/** Every account at which an operation can be with this config: of the instances that know its context. */
export const accountsOf = ({ switchyard }: Config, row: InContext): ReadonlyArray<Account> =>
  switchyard.instances.flatMap(({ name }) =>
    knowsContext({ switchyard }, row, name) ? (accountAt({ switchyard }, row, name) ?? []) : []
  )

/** Whether an account that was used once may have an operation, which one in another context has not. */
export const mayHave = ({ switchyard }: Config, { request }: Pick<Row, "request">, fingerprint: string): boolean => {
  const configured = switchyard.instances.find((instance) =>
    OperationContext.isWithin(fingerprint, instance.fingerprint)
  )
  return configured === undefined
    ? OperationContext.isIn(fingerprint, request.context)
    : fingerprint === OperationContext.account(configured.fingerprint, request.context)
}

const pinnedOf = ({ provider, request: { pinned } }: Pick<Row, "provider" | "request">) => pinned ?? provider

/**
 * Whether an account can have an operation by whom its context belongs to: the instance that its request names, and whatever
 * account that name has ever led to. A refund is where its payment is. Any other one without a context anybody can have.
 */
export const isOfPinned = (
  row: Pick<Row, "fingerprint" | "parent" | "provider" | "request">,
  used: ReadonlyArray<UsedAccount> = []
): ((account: UsedAccount) => boolean) => {
  const isPinned = row.request.context !== undefined || row.parent !== null
  const pinned = isPinned ? pinnedOf(row) : null
  if (pinned === null) return () => true
  const own = new Set([row.fingerprint, ...used.flatMap((each) => (each.instance === pinned ? each.fingerprint : []))])
  return ({ fingerprint, instance }) => instance === pinned || (fingerprint !== null && own.has(fingerprint))
}
