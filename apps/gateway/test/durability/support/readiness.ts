/** What a node says of whether it can be used. */
import { until } from "../../../soak/world/until.ts"

/** Why it cannot. */
export interface Reason {
  readonly name: string
  readonly why: string
}

/** The answer of `/readyz`; without an answer its status is 0. */
export const readiness = async (
  url: string
): Promise<{ readonly status: number; readonly reasons: ReadonlyArray<Reason> }> => {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined)
  if (answer === undefined) return { status: 0, reasons: [] }
  const body = (await answer.json()) as { readonly reasons?: ReadonlyArray<Reason> }
  return { status: answer.status, reasons: body.reasons ?? [] }
}

/** Why a node sends nothing, in its own words; undefined when it gives no such reason. */
export const fenced = async (url: string): Promise<string | undefined> => {
  const { reasons, status } = await readiness(url)
  return status === 503 ? reasons.find(({ name }) => name === "fence")?.why : undefined
}

/** Resolves when each of these can be used. */
export const areReady = (urls: ReadonlyArray<string>): Promise<void> =>
  until("every node is ready", async () => {
    const all = await Promise.all(urls.map(readiness))
    return all.every(({ status }) => status === 200)
  })

/** Resolves when each of these says that it is fenced; until then `holds` is asked again and again, and may reject. */
export const areFenced = (urls: ReadonlyArray<string>, holds: () => Promise<void>): Promise<void> =>
  until("every node is fenced", async () => {
    await holds()
    return (await Promise.all(urls.map(fenced))).every((why) => why !== undefined && why !== "")
  })
