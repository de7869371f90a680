/**
 * Finishing touches to the generated OpenAPI document: what the generator cannot know about the wildcard path of
 * callbacks, required headers, and objects that take no unknown members.
 */

import { defaultLimit, maxLimit } from "./Shared.ts"

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)

const wildcard = "/callbacks/{instance}/*"
const named = "/callbacks/{instance}/{operation}"

/** The document with its last corrections. */
export const document = (spec: Node): Node => {
  const paths = isNode(spec.paths) ? spec.paths : {}
  return {
    ...spec,
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [
        path === wildcard ? named : path,
        isNode(item) ? mapOperations(item, path === wildcard ? withOperation : withCorrected) : item
      ])
    )
  }
}

const mapOperations = (item: Node, f: (operation: Node) => Node): Node =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [method, isNode(operation) ? f(operation) : operation])
  )

const parameters = (operation: Node): ReadonlyArray<unknown> =>
  Array.isArray(operation.parameters) ? operation.parameters : []

const withOperation = (operation: Node): Node => ({
  ...operation,
  requestBody: { required: true, content: { "*/*": { schema: { type: "string", contentEncoding: "binary" } } } },
  parameters: [
    ...parameters(operation),
    {
      name: "operation",
      in: "path",
      required: true,
      description: "The rest of the path, as it was given to the provider; it may contain slashes",
      schema: { type: "string" }
    }
  ]
})

const withCorrected = (operation: Node): Node =>
  parameters(operation).length === 0
    ? operation
    : {
        ...operation,
        parameters: parameters(operation).map((parameter) => (isNode(parameter) ? corrected(parameter) : parameter))
      }

const corrected = (parameter: Node): Node => {
  switch (parameter.name) {
    case "idempotency-key":
      return { ...parameter, name: "Idempotency-Key", required: true }
    case "prefer":
      return { ...parameter, name: "Prefer" }
    case "limit":
      return { ...parameter, schema: { type: "integer", minimum: 1, maximum: maxLimit, default: defaultLimit } }
    default:
      return parameter
  }
}
