/**
 * Every JSON of every document is tried, as a reader would: a config is opened with its packages and options, a body is
 * decoded by the interface, whether it stands in a block of its own or is sent by a `curl`. What is of no known kind is a
 * problem, so that nothing is printed that nobody has tried.
 */
import { existsSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Api } from "../../apps/gateway/src/http/api/Api.ts"
import { Switchyard } from "../../packages/facade/src/index.ts"
import { documents } from "./files.ts"
import { type Problem, read } from "./tables.ts"

type Json = { readonly [member: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

// Of a package that a guide speaks of, what is generated for it stands here.
const load = (name: string): Promise<unknown> => {
  const home = `packages/${name.replace("@switchyard/", "")}/src/index.ts`
  return import(new URL(`../../${existsSync(home) ? home : "templates/provider/src/index.ts"}`, import.meta.url).href)
}

// What has a form of its own that is looked at.
const formed = (text: string): Readonly<Record<string, string>> => ({
  STRIPE_SECRET_KEY: text.includes('"mode":"test"') ? "sk_test_0123456789" : "sk_live_0123456789"
})

// Whatever a config takes from the environment is there, and every place is one on this machine.
const environment = (config: unknown): Readonly<Record<string, string>> => {
  const text = JSON.stringify(config)
  return Object.fromEntries(
    [...text.matchAll(/"\$env":"(\w+)"/g)].map(([, name = ""]) => [
      name,
      formed(text)[name] ?? (name.endsWith("URL") ? "http://127.0.0.1:9" : "value-0123456789")
    ])
  )
}

const opened = async (config: unknown): Promise<string | undefined> => {
  const env = environment(config)
  const ended = await Effect.runPromise(Effect.scoped(Effect.result(Switchyard.make(config, { env, load }))))
  if (Result.isSuccess(ended)) return undefined
  return `is a config that cannot be opened: ${ended.failure.problems.map(({ path, reason }) => `${path}: ${reason}`).join("; ")}`
}

const { providers }: Json = JSON.parse(readFileSync("apps/gateway/sandbox.json", "utf8"))

const settings = ["routes", "limits", "apiKeys", "webhooks", "database"]

const endpoints = Object.values(Api.groups).flatMap((group) => Object.values(group.endpoints))

type Endpoint = (typeof endpoints)[number]

const bodies = ({ payload }: Pick<Endpoint, "payload">): ReadonlyArray<Schema.Top> =>
  [...payload.values()].flatMap(({ schemas }) => [...schemas])

const withoutHeaders = (schema: Schema.Top): Schema.Top =>
  "headers" in schema && "schema" in schema && Schema.isSchema(schema.schema) ? schema.schema : schema

const isBodyOf = (schema: Schema.Top, json: unknown): boolean =>
  Result.isSuccess(
    Schema.decodeUnknownResult(withoutHeaders(schema) as Schema.Codec<unknown>)(json, { onExcessProperty: "error" })
  )

const answers = endpoints.flatMap(({ error, success }) => [...success, ...error])

/** The problem of a JSON; nothing if it is of a known kind and good. */
const problemOf = async (json: unknown): Promise<string | undefined> => {
  if (!isObject(json)) return "is of no known kind: it is no object"
  if ("providers" in json) return opened(json)
  if ("use" in json && "options" in json) return opened({ providers: { example: json } })
  if (Object.keys(json).every((member) => settings.includes(member))) return opened({ providers, ...json })
  return endpoints.flatMap(bodies).some((schema) => isBodyOf(schema, json)) ||
    answers.some((schema) => isBodyOf(schema, json))
    ? undefined
    : "is of no known kind: no config, no part of one, and nothing that the interface takes or answers"
}

const parsed = (text: string): Result.Result<unknown, string> =>
  Result.try({ try: (): unknown => JSON.parse(text), catch: () => "is no JSON" })

const filled = (text: string): string =>
  text
    .replaceAll("__vendor__", "vendor")
    .replaceAll("__VENDOR__", "VENDOR")
    .replaceAll("https://TODO", "https://todo.example")

const blocks = async (path: string): Promise<ReadonlyArray<Problem>> => {
  const found = [...read(path).matchAll(/^ *```json[a-z]*\n([\s\S]*?)^ *```$/gm)].map(([, text = ""]) => text)
  const problems = await Promise.all(
    found.map(async (text, index): Promise<ReadonlyArray<Problem>> => {
      const json = parsed(filled(text))
      const what = Result.isSuccess(json) ? await problemOf(json.success) : json.failure
      return what === undefined ? [] : [[path, `JSON block ${index + 1} ${what}`]]
    })
  )
  return problems.flat()
}

// As a shell would read what stands behind -d.
const unquoted = (quoted: string): string =>
  quoted.startsWith("'")
    ? quoted.slice(1, -1)
    : quoted
        .slice(1, -1)
        .replaceAll('\\"', '"')
        .replaceAll(/\$[A-Z]+/g, "https://shop.example/hooks")

const sent = (path: string): ReadonlyArray<Problem> =>
  [...read(path).matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)]
    .flatMap(([, text = ""]) => text.replaceAll("\\\n", " ").split("\n"))
    .flatMap((line): ReadonlyArray<Problem> => {
      const [, body] = / -d ('[^']*'|"(?:[^"\\]|\\.)*")/.exec(line) ?? []
      if (body === undefined || !/\bcurl /.test(line)) return []
      const [address = ""] = /\/v1\/[^ "'?]*/.exec(line) ?? []
      const endpoint = endpoints.find(
        (each) => each.method === "POST" && address.replaceAll(/\$[A-Z]+/g, ":id") === each.path
      )
      const json = parsed(unquoted(body))
      if (endpoint === undefined) return [[path, `sends to ${address}, which is no endpoint`]]
      if (Result.isFailure(json)) return [[path, `sends to ${address} what ${json.failure}`]]
      return bodies(endpoint).some((schema) => isBodyOf(schema, json.success))
        ? []
        : [[path, `sends to ${address} what it does not take`]]
    })

/** The problems of the JSON of the documents. */
export const problems = async (): Promise<ReadonlyArray<Problem>> => {
  const all = [...documents(), "templates/provider/README.md"]
  return [...(await Promise.all(all.map(blocks))).flat(), ...all.flatMap(sent)]
}
