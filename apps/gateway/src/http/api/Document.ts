/**
 * Finishing touches to the generated OpenAPI document: what the generator cannot know about the wildcard path of
 * callbacks, required headers and examples, and the one way to write a scheme that every reader of it knows.
 */

import { examples } from "./examples.ts"
import { aboutKeys, withRoles } from "./RoleNotes.ts"
import { defaultLimit, maxLimit } from "./Shared.ts"

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)

// The generator writes "Bearer", which is as good (RFC 7235), but some readers look for "bearer".
const securitySchemes = {
  apiKey: { type: "http", scheme: "bearer", description: aboutKeys }
}

const wildcard = "/callbacks/{instance}/*"
const named = "/callbacks/{instance}/{operation}"

/** The document with its last corrections. */
export const document = (spec: Node): Node => {
  const paths = isNode(spec.paths) ? spec.paths : {}
  return {
    ...spec,
    components: { ...(isNode(spec.components) ? spec.components : {}), securitySchemes },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [
        path === wildcard ? named : path,
        isNode(item) ? mapOperations(item, path === wildcard ? withOperation : corrections(path)) : item
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

const corrections =
  (path: string) =>
  (operation: Node): Node =>
    withRoles(withExample(path, withCorrected(operation)))

const withExample = (path: string, operation: Node): Node => {
  const body = isNode(operation.requestBody) ? operation.requestBody : undefined
  const content = isNode(body?.content) ? body.content["application/json"] : undefined
  return examples[path] === undefined || !isNode(content)
    ? operation
    : {
        ...operation,
        requestBody: {
          ...body,
          content: { "application/json": { ...content, examples: { sandbox: { value: examples[path] } } } }
        }
      }
}

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
