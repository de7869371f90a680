/**
 * The admin interface over HTTP: a table of routes under `/_sandbox`, JSON in and out. A provider adds its own routes
 * to the shared ones; nothing here is part of what the provider documents.
 */
import { BadInput } from "./internal/decode.ts"
import type { Answer } from "./Reply.ts"

/** Where every admin route starts. */
export const prefix = "/_sandbox"

/** The input of a route. */
export interface Input {
  /** The `{name}` parts of the path. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The parsed JSON body, `{}` when there was none. */
  readonly body: unknown
}

/** One admin route. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE"
  /** The path after the prefix, with `{name}` for variable parts. */
  readonly path: string
  /** One line for the help and the index. */
  readonly about: string
  readonly run: (input: Input) => unknown
}

/** The thing an admin call speaks of does not exist. */
export class NotThere extends Error {
  override readonly name = "NotThere"
}

/** The result of a route that is a file of its own and not JSON. */
export class FileBody {
  /** Its content type. */
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>

  constructor(type: string, bytes: Uint8Array<ArrayBuffer>) {
    this.type = type
    this.bytes = bytes
  }
}

const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: `${JSON.stringify(value, null, 2)}\n`
})

const matchPath = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = pattern.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ""
    if (!part.startsWith("{")) {
      if (part !== value) return undefined
    } else {
      found[part.slice(1, -1)] = decodeURIComponent(value)
    }
  }
  return found
}

const readBody = async (request: Request): Promise<unknown> => {
  const text = await request.text()
  if (text.trim() === "") return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new BadInput("the body is not JSON")
  }
}

/** The routes as lines of text, for the help. */
export const describe = (routes: ReadonlyArray<Route>): ReadonlyArray<string> =>
  routes.map((route) => `${route.method.padEnd(6)} ${prefix}${route.path}  ${route.about}`)

const find = (routes: ReadonlyArray<Route>, method: string, path: string) => {
  for (const route of routes) {
    const found = route.method === method ? matchPath(route.path, path) : undefined
    if (found !== undefined) return { route, found }
  }
  return undefined
}

/** Answers one admin request; undefined when the path is not an admin path. */
export const answer = async (routes: ReadonlyArray<Route>, request: Request): Promise<Answer | undefined> => {
  const url = new URL(request.url)
  if (url.pathname !== prefix && !url.pathname.startsWith(`${prefix}/`)) return undefined
  try {
    const path = url.pathname.slice(prefix.length).replace(/\/$/, "")
    const hit = find(routes, request.method, path)
    if (hit === undefined)
      throw new NotThere(`no admin route ${request.method} ${url.pathname}; GET ${prefix} lists them`)
    const body = await readBody(request)
    const result = await hit.route.run({ path: hit.found, query: url.searchParams, body })
    if (result instanceof FileBody) {
      return { status: 200, headers: { "content-type": result.type }, body: "", bytes: result.bytes }
    }
    return json(200, result ?? { ok: true })
  } catch (error) {
    if (error instanceof BadInput || error instanceof URIError) return json(400, { error: error.message })
    if (error instanceof NotThere) return json(404, { error: error.message })
    throw error
  }
}
