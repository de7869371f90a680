/** What a node says of whether it can be used. */
import { until } from "../../../soak/world/until.ts"

/** Why it cannot. */
interface Reason {
  readonly name: string
  readonly why: string
}

/** What a node says. */
interface Readiness {
  readonly status: number
  readonly reasons: ReadonlyArray<Reason>
}

/** The answer of `/readyz`; without an answer its status is 0. */
const readiness = async (url: string): Promise<Readiness> => {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined)
  if (answer === undefined) return { status: 0, reasons: [] }
  const body = (await answer.json()) as { readonly reasons?: ReadonlyArray<Reason> }
  return { status: answer.status, reasons: body.reasons ?? [] }
}

const whyFenced = ({ reasons, status }: Readiness): string | undefined =>
  status === 503 ? reasons.find(({ name, why }) => name === "fence" && why !== "")?.why : undefined

/** Why a node sends nothing, in its own words; undefined when it gives no such reason. */
export const fenced = async (url: string): Promise<string | undefined> => whyFenced(await readiness(url))

// What they said last is what anybody would want to know who waited in vain.
const all = async (
  urls: ReadonlyArray<string>,
  holds: (each: Readiness) => boolean,
  what: string,
  meanwhile: () => Promise<void> = async () => {}
): Promise<void> => {
  let latest: ReadonlyArray<Readiness> = []
  const waiting = until(what, async () => {
    await meanwhile()
    latest = await Promise.all(urls.map(readiness))
    return latest.every(holds)
  })
  await waiting.catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : "failed"}; they said ${JSON.stringify(latest)}`, {
      cause: error
    })
  })
}

/** Resolves when each of these can be used. */
export const areReady = (urls: ReadonlyArray<string>): Promise<void> =>
  all(urls, ({ status }) => status === 200, "every node is ready")

/** Resolves when each of these says that it is fenced; until then `meanwhile` is done again and again, and may reject. */
export const areFenced = (urls: ReadonlyArray<string>, meanwhile?: () => Promise<void>): Promise<void> =>
  all(urls, (each) => whyFenced(each) !== undefined, "every node is fenced", meanwhile)
