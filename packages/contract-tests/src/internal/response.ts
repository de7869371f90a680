/** An answer as a `Response`, which is not made with a body under a status that has none. */
import type { Answer } from "./harness/arrived.ts"

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** The answer as `fetch` would give it. */
export const responseOf = ({ body, bytes, headers = {}, status }: Answer): Response =>
  new Response(bodiless.has(status) ? null : (bytes ?? body), { status, headers })
