/**
 * In whose name an operation is carried out within an account, such as a sub-account or a connected account: what the
 * provider has to be told with every call about the operation, by the names that the manifest lists. Two contexts are two
 * accounts: what is read or repeated in another context is another operation, or none.
 */
import * as Schema from "effect/Schema"

const text = (pattern: RegExp, message: string) =>
  Schema.String.check(Schema.makeFilter((value: string) => pattern.test(value), { message }))

/** The context of an operation, by the names of the manifest; never a secret, because it is shown. */
export const OperationContext = Schema.Record(
  text(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "must be a name of letters, digits and '_'"),
  text(/^[!-~]{1,255}$/, "must be 1 to 255 printable characters without spaces")
).check(
  Schema.makeFilter(
    (context: { readonly [key: string]: string }) => {
      const { length } = Object.keys(context)
      return length >= 1 && length <= 8
    },
    { message: "must have 1 to 8 members" }
  )
)

/** The context of an operation. */
export type OperationContext = typeof OperationContext.Type

const separator = " in context "

/**
 * The account in a context, by the fingerprint of the account that the instance is configured with. Without a context it is
 * that one; in another context it is another account.
 */
export const account = (fingerprint: string, context: OperationContext | undefined): string => {
  const entries = Object.entries(context ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return entries.length === 0 ? fingerprint : `${fingerprint}${separator}${JSON.stringify(entries)}`
}

/** Whether an account is the one that is configured, in whatever context. */
export const isWithin = (accountInContext: string, fingerprint: string): boolean =>
  accountInContext === fingerprint || accountInContext.startsWith(`${fingerprint}${separator}`)

/** Whether an account, of whatever fingerprint, is in exactly this context. */
export const isIn = (accountInContext: string, context: OperationContext | undefined): boolean => {
  const place = account("", context)
  return place === "" ? !accountInContext.includes(separator) : accountInContext.endsWith(place)
}

/** The members of a context that are not among the names, as a request has them: `context.subAccount` … */
export const unknown = (
  context: OperationContext | undefined,
  names: ReadonlyArray<string> | undefined = []
): ReadonlyArray<string> => Object.keys(context ?? {}).flatMap((key) => (names.includes(key) ? [] : [`context.${key}`]))
