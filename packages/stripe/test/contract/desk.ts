/** Stripe's desk: whoever has the account's key sees what is there, and makes payments of its own. */
import { compact } from "@switchyard/core/Optional"
import type { World } from "./world.ts"

export type Members = Readonly<Record<string, unknown>>

/** What Stripe answers to whoever looks at it at its desk. */
export const asking = ({ secretKey, url }: World) => {
  const headersOf = (account: string | undefined): Record<string, string> => ({
    authorization: `Bearer ${secretKey}`,
    ...compact({ "stripe-account": account })
  })
  const read = async (path: string, account?: string): Promise<Members> => {
    const response = await fetch(`${url}${path}`, { headers: headersOf(account) })
    return (await response.json()) as Members
  }
  const post = async (path: string, form: Readonly<Record<string, string>>, account?: string): Promise<Members> => {
    const body = new URLSearchParams(form)
    const response = await fetch(`${url}${path}`, { method: "POST", headers: headersOf(account), body })
    return (await response.json()) as Members
  }
  return { read, post }
}
